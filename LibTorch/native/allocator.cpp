// Memory for tensors on the CPU: small blocks come from lists that each thread keeps, so that a small operator does not
// pay for posix_memalign (a fifth of an 8x8 addition). Large blocks go to malloc, which Tuning.cs keeps from trimming.
#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/util/Exception.h>

#include <atomic>
#include <cstdlib>
#include <cstring>

#include "compat.h"
#include "guard.h"

namespace {

constexpr size_t kAlignment = 64;        // what libtorch's vector kernels expect; also the room for a block's header
constexpr size_t kSmallest = 128;        // with its header, in bytes; each class is twice the one before
constexpr int kClasses = 10;             // 128 B ... 64 KiB
constexpr int kLarge = kClasses;
constexpr size_t kKeptBytes = 512 << 10; // a class keeps no more than this a thread

struct Block {
  Block* next;
  size_t bytes;  // of a large block
  int size_class;
};

// Linux hands out memory that it does not have and kills whoever touches it. So what large blocks take together is counted, and a
// block beyond the limit is refused: an error that can be told, in place of a process that is gone.
size_t limit = SIZE_MAX;
std::atomic<size_t> large_bytes{0};

struct Lists {
  Block* heads[kClasses];
  size_t kept[kClasses];
  int64_t taken, most;  // bytes of small blocks in use by this thread, and the most that it met with the large ones
  bool ended;
};

// Plain data, so that reading it needs no guard; the guard object below gives all back when the thread ends.
__attribute__((tls_model("initial-exec"))) thread_local Lists lists;

struct Ending {
  bool active = false;
  ~Ending() {
    lists.ended = true;
    for (auto& head : lists.heads) {
      while (Block* block = head) {
        head = block->next;
        free(block);
      }
    }
  }
};
thread_local Ending ending;

int64_t in_use() { return lists.taken + static_cast<int64_t>(large_bytes.load(std::memory_order_relaxed)); }
size_t size_of(int size_class) { return kSmallest << size_class; }

int class_of(size_t bytes) {
  if (bytes <= kSmallest) return 0;
  const int bits = 64 - __builtin_clzll(bytes - 1);  // the smallest power of two that holds them
  return bits > 16 ? kLarge : bits - 7;
}

Block* fresh(size_t bytes, int size_class) {
  void* memory = nullptr;
  TORCH_CHECK(posix_memalign(&memory, kAlignment, bytes) == 0, "not enough memory: ", bytes, " bytes were asked for");
  auto* block = static_cast<Block*>(memory);
  block->bytes = bytes;
  block->size_class = size_class;
  return block;
}

Block* fresh_large(size_t bytes) {
  const size_t together = large_bytes.fetch_add(bytes, std::memory_order_relaxed) + bytes;
  try {
    TORCH_CHECK(together <= limit, "not enough memory: ", bytes, " bytes were asked for, with ", together - bytes, " of ", limit, " in use");
    return fresh(bytes, kLarge);
  } catch (...) {
    large_bytes.fetch_sub(bytes, std::memory_order_relaxed);
    throw;
  }
}

void release(void* data) {
  if (data == nullptr) return;
  auto* block = reinterpret_cast<Block*>(static_cast<char*>(data) - kAlignment);
  const int size_class = block->size_class;
  if (size_class == kLarge) large_bytes.fetch_sub(block->bytes, std::memory_order_relaxed);
  else lists.taken -= size_of(size_class);
  if (size_class == kLarge || lists.ended || lists.kept[size_class] >= kKeptBytes) {
    free(block);
    return;
  }
  if (lists.heads[size_class] == nullptr) ending.active = true;  // the first use makes the thread run its destructor
  block->next = lists.heads[size_class];
  lists.heads[size_class] = block;
  lists.kept[size_class] += size_of(size_class);
}

struct Allocator final : c10::Allocator {
  void* take(size_t bytes) const {
    if (bytes == 0) return nullptr;
    TORCH_CHECK(bytes <= SIZE_MAX - kAlignment, "not enough memory: ", bytes, " bytes were asked for");
    const int size_class = class_of(bytes + kAlignment);
    Block* block;
    if (size_class == kLarge) {
      block = fresh_large(bytes + kAlignment);
    } else if ((block = lists.heads[size_class]) != nullptr) {
      lists.heads[size_class] = block->next;
      lists.kept[size_class] -= size_of(size_class);
    } else {
      block = fresh(size_of(size_class), size_class);
    }
    if (size_class != kLarge) lists.taken += size_of(size_class);
    if (const int64_t together = in_use(); together > lists.most) lists.most = together;
    return reinterpret_cast<char*>(block) + kAlignment;
  }

  // From 2.3 on allocate is not const, and copy_data is pure.
#if MZ_TORCH_AT_LEAST(2, 3)
  c10::DataPtr allocate(size_t bytes) override { return wrap(take(bytes)); }
  void copy_data(void* to, const void* from, std::size_t count) const override { std::memcpy(to, from, count); }
#else
  c10::DataPtr allocate(size_t bytes) const override { return wrap(take(bytes)); }
#endif

  static c10::DataPtr wrap(void* data) { return {data, data, &release, c10::Device(c10::kCPU)}; }
  c10::DeleterFnPtr raw_deleter() const override { return &release; }
};

}  // namespace

MZ_API int32_t mz_use_own_allocator(int64_t most_bytes) {
  return mz::guard([=] {
    limit = static_cast<size_t>(most_bytes);
    static Allocator allocator;
    c10::SetCPUAllocator(&allocator, /*priority=*/1);
  });
}

MZ_API void mz_memory(int64_t* taken, int64_t* most) {
  *taken = in_use();
  *most = lists.most;
  lists.most = *taken;
}
