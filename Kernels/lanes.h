// Sixteen floats at once, for kernels of our own: the compiler makes one AVX-512, two AVX2 or four SSE instructions of each operation,
// and MZ_KERNEL makes a copy of a function for each, of which the loader takes the one that the CPU has.
#pragma once
#include <cstdint>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define MZ_KERNEL __attribute__((target_clones("avx512f", "avx2", "default"), optimize("O3")))
#else
#define MZ_KERNEL
#endif
#define MZ_INLINE inline __attribute__((always_inline))

namespace mz {

constexpr int kLanes = 16;
typedef float Lanes __attribute__((vector_size(4 * kLanes)));
typedef int32_t IntLanes __attribute__((vector_size(4 * kLanes)));

// Through memory, because no function that returns so many by value has one meaning on every CPU.
MZ_INLINE void load(Lanes& into, const float* from, int64_t count = kLanes) {
  if (count >= kLanes) {
    memcpy(&into, from, sizeof into);
    return;
  }
  into = Lanes{};
  memcpy(&into, from, count * sizeof(float));
}

MZ_INLINE void store(const Lanes& from, float* into, int64_t count = kLanes) {
  if (count >= kLanes)
    memcpy(into, &from, sizeof from);  // one instruction; the compiler copies an unknown number word by word
  else
    memcpy(into, &from, count * sizeof(float));
}

// e^x as 2^n e^r with |r| <= ln 2 / 2 and Taylor's first eight terms, whose rest is below float's last bit. NaN stays NaN.
MZ_INLINE void exponential(Lanes& x) {
  constexpr float shift = 12582912.0f;  // 1.5 * 2^23: added, it leaves the nearest integer in the low bits
  const Lanes least = Lanes{} - 87.0f, most = Lanes{} + 88.0f;
  x = x < least ? least : x;
  x = x > most ? most : x;
  const Lanes shifted = x * 1.44269504f + shift;
  const Lanes n = shifted - shift;
  const Lanes r = x - n * 0.693145752f - n * 1.42860677e-6f;  // ln 2 in two parts
  Lanes sum = r * (1.0f / 5040) + 1.0f / 720;
  sum = sum * r + 1.0f / 120;
  sum = sum * r + 1.0f / 24;
  sum = sum * r + 1.0f / 6;
  sum = sum * r + 0.5f;
  sum = sum * r + 1.0f;
  sum = sum * r + 1.0f;
  x = sum * (Lanes)(((IntLanes)shifted - 0x4B400000 + 127) << 23);
}

MZ_INLINE void sigmoid(Lanes& x) {
  x = -x;
  exponential(x);
  x = 1.0f / (1.0f + x);
}

MZ_INLINE void tangent(Lanes& x) {  // hyperbolic
  x = 2.0f * x;
  exponential(x);
  x = 1.0f - 2.0f / (1.0f + x);
}

}  // namespace mz
