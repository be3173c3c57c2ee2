// Work of managed code on libtorch's threads: they still turn from the operator before, where a thread of .NET's pool has to be woken.
#include "share.h"

#include <ATen/Parallel.h>

MZ_API int32_t mz_share(int32_t count, void (*body)(int64_t, void*), void* state) {
#ifdef _OPENMP
  at::parallel_for(0, count, 1, [=](int64_t begin, int64_t end) {
    for (int64_t share = begin; share < end; share++) body(share, state);
  });
  return 1;
#else
  return 0;
#endif
}
