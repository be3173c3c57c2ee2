// A time without signals. Some of oneDNN's products, alone or in a convolution, lay the stack into a block of the heap
// (jit_avx512_common_gemm_f32.cpp, jit_avx_gemm_f32.cpp: `mov(rsp, ARG_WS)`): a signal that came then, Ctrl-C or one of .NET's own,
// would write its frame, kilobytes, over the blocks below. So they wait until the product is made; another thread takes those for all.
#pragma once
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>

#include <initializer_list>

namespace mz {

// What is in the process already; null where it is not.
template <class Function> Function loaded(const char* library, const char* symbol) {
  void* const opened = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
  return reinterpret_cast<Function>(opened != nullptr ? dlsym(opened, symbol) : nullptr);
}

class Undisturbed {  // two system calls: 3 us where the kernel keeps its pages to itself
 public:
  Undisturbed() {
    block(&before_);
    ask_team();
  }
  ~Undisturbed() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  Undisturbed(const Undisturbed&) = delete;
  Undisturbed& operator=(const Undisturbed&) = delete;

 private:
  sigset_t before_;

  static void block(sigset_t* before) {
    sigset_t signals;
    sigfillset(&signals);
    for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP}) sigdelset(&signals, fault);
    pthread_sigmask(SIG_BLOCK, &signals, before);
  }

  // The threads that help belong to the one that asks, and block signals for good: nobody waits for any there.
  static void ask_team() {
    static const auto parallel = loaded<void (*)(void (*)(void*), void*, unsigned, unsigned)>("libgomp.so.1", "GOMP_parallel");
    static const auto most = loaded<int (*)()>("libgomp.so.1", "omp_get_max_threads");
    static const auto inside = loaded<int (*)()>("libgomp.so.1", "omp_in_parallel");
    thread_local int asked = 1;
    if (parallel == nullptr || inside() || most() == asked) return;
    asked = most();
    parallel([](void*) { block(nullptr); }, nullptr, 0, 0);
  }
};

}  // namespace mz
