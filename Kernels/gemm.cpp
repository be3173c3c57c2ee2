// The float32 matrix product of libtorch, sent to whichever of its two libraries is faster for the shape: OpenBLAS or oneDNN.
// libtorch calls `sgemm_`; this library is loaded before it and for all to see, so that its own is found first.
//
// Measured on two cores, oneDNN against OpenBLAS: narrow results (256x784x10) 1.2 to 3.4 times as fast, few rows (1x4096x1000) up to 12,
// most others 1.05 to 1.4; but a transposed right side in few rows, or in a stride of whole pages, at times only 0.3 times, and without
// AVX-512 a deep transposed left side (the gradient of an LSTM's weights, 1024x2048x256) half.
#include "lanes.h"
#include "undisturbed.h"

namespace {

using Blas = void (*)(const char*, const char*, const int*, const int*, const int*, const float*, const float*, const int*,
                      const float*, const int*, const float*, float*, const int*);
using OneDnn = int (*)(char, char, int64_t, int64_t, int64_t, float, const float*, int64_t, const float*, int64_t, float, float*, int64_t);

// Both are in the process already: libtorch needs them. A libtorch that brings a BLAS of its own never comes here.
Blas blas() {
  static const auto found = mz::loaded<Blas>("libblas.so.3", "sgemm_");
  return found;
}

OneDnn one_dnn() {
  static const auto found = [] {
    const auto two = mz::loaded<OneDnn>("libdnnl.so.2", "dnnl_sgemm");
    return two != nullptr ? two : mz::loaded<OneDnn>("libdnnl.so.3", "dnnl_sgemm");
  }();
  return found;
}

bool transposes(char flag) { return flag == 'T' || flag == 't' || flag == 'C' || flag == 'c'; }

// rows x depth times depth x columns, both as C has them: the right side transposed is x W^T, a dense layer's forward.
bool suits_one_dnn(int64_t rows, int64_t columns, int64_t depth, bool left_transposed, bool right_transposed, int64_t right_stride) {
  const int64_t work = rows * columns * depth;
  if (rows <= 8 && columns >= 128) return work >= 1 << 19;
  if (work < 1 << 20 || (left_transposed && depth >= 1024 && mz::width() < 16)) return false;
  if (!right_transposed) return true;
  return rows >= 128 && (columns <= 64 || right_stride % 256 != 0);
}

}  // namespace

// Columns first, as Fortran has it: what BLAS calls the left side is the right one here, and m are our columns.
extern "C" __attribute__((visibility("default"))) void sgemm_(
    const char* transpose_a, const char* transpose_b, const int* m, const int* n, const int* k, const float* alpha, const float* a,
    const int* lda, const float* b, const int* ldb, const float* beta, float* c, const int* ldc) {
  const bool right = transposes(*transpose_a), left = transposes(*transpose_b);
  if (one_dnn() != nullptr && suits_one_dnn(*n, *m, *k, left, right, *lda)) {
    const mz::Undisturbed now;
    if (one_dnn()(left ? 'T' : 'N', right ? 'T' : 'N', *n, *m, *k, *alpha, b, *ldb, a, *lda, *beta, c, *ldc) == 0) return;
  }
  blas()(transpose_a, transpose_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}
