#pragma once
#include "shim.h"

// An output that run(part, input) makes again in backward: it owns its
// input and returns a new tensor, or 0 with the text given to mz_fail. release(part) is called once, when nobody needs it any more.
MZ_API int32_t mz_recomputed(mz_tensor input, mz_tensor learned, mz_tensor output, mz_tensor (*run)(int64_t, const mz_result*), void (*release)(int64_t),
                             int64_t part, mz_result* result);                         // new
MZ_API void mz_fail(const char* text);                                                 // what mz_last_error() says next
