#pragma once
#include "shim.h"

// body(share, state) for each share below the count, on libtorch's own threads, which wait where they are; false, and nothing is called, where they
// cannot be asked. The body lets no exception out.
MZ_API int32_t mz_share(int32_t count, void (*body)(int64_t, void*), void* state);
