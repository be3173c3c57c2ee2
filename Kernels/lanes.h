// Vectors of floats as wide as the CPU's own: the compiler makes poor code of wider ones, a twelfth of the speed.
// A kernel is a type with `template <class Lanes> static MZ_INLINE void run(...)`, and by_cpu<Kernel>(...) runs its copy for this CPU:
// sixteen floats with AVX-512, eight with AVX2 and FMA, else four, which every CPU has.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#define MZ_INLINE inline __attribute__((always_inline))
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define MZ_WIDTHS
#define MZ_FOR(target_names) __attribute__((target(target_names), optimize("O3")))
#else
#define MZ_FOR(target_names)
#endif

namespace mz {

template <int count> struct Floats {
  typedef float Lanes __attribute__((vector_size(4 * count)));
  typedef int32_t Ints __attribute__((vector_size(4 * count)));
  typedef uint32_t Unsigned __attribute__((vector_size(4 * count)));
  typedef uint16_t Halves __attribute__((vector_size(2 * count)));
};

template <class Lanes> constexpr int count = sizeof(Lanes) / sizeof(float);
template <class Lanes> using Ints = typename Floats<count<Lanes>>::Ints;

// How many floats a vector of by_cpu has; ATEN_CPU_CAPABILITY=avx2 or default asks for fewer, as it does of libtorch.
inline int width() {
#ifdef MZ_WIDTHS
  static const int found = [] {
    const char* const said = getenv("ATEN_CPU_CAPABILITY");
    const std::string_view most = said != nullptr ? said : "";
    if (most == "default" || !__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 4;
    return most == "avx2" || !__builtin_cpu_supports("avx512f") ? 8 : 16;
  }();
  return found;
#else
  return 4;
#endif
}

#ifdef MZ_WIDTHS
template <class Kernel, class... Given> MZ_FOR("avx512f") void with_sixteen(const Given&... given) { Kernel::template run<Floats<16>::Lanes>(given...); }
template <class Kernel, class... Given> MZ_FOR("avx2,fma") void with_eight(const Given&... given) { Kernel::template run<Floats<8>::Lanes>(given...); }
#endif
template <class Kernel, class... Given> MZ_FOR("sse2") void with_four(const Given&... given) { Kernel::template run<Floats<4>::Lanes>(given...); }

template <class Kernel, class... Given> void by_cpu(const Given&... given) {
#ifdef MZ_WIDTHS
  if (width() == 16) return with_sixteen<Kernel>(given...);
  if (width() == 8) return with_eight<Kernel>(given...);
#endif
  with_four<Kernel>(given...);
}

// Through memory, because no function that returns so many by value has one meaning on every CPU.
template <class Lanes> MZ_INLINE void load(Lanes& into, const float* from, int64_t some = count<Lanes>) {
  if (some >= count<Lanes>) {
    memcpy(&into, from, sizeof into);
    return;
  }
  into = Lanes{};
  memcpy(&into, from, some * sizeof(float));
}

template <class Lanes> MZ_INLINE void store(const Lanes& from, float* into, int64_t some = count<Lanes>) {
  if (some >= count<Lanes>)
    memcpy(into, &from, sizeof from);  // one instruction; the compiler copies an unknown number word by word
  else
    memcpy(into, &from, some * sizeof(float));
}

// e^x as 2^n e^r with |r| <= ln 2 / 2 and Taylor's first eight terms, whose rest is below float's last bit. NaN stays NaN.
template <class Lanes> MZ_INLINE void exponential(Lanes& x) {
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
  x = sum * (Lanes)(((Ints<Lanes>)shifted - 0x4B400000 + 127) << 23);
}

template <class Lanes> MZ_INLINE void sigmoid(Lanes& x) {
  x = -x;
  exponential(x);
  x = 1.0f / (1.0f + x);
}

template <class Lanes> MZ_INLINE void tangent(Lanes& x) {  // hyperbolic
  x = 2.0f * x;
  exponential(x);
  x = 1.0f - 2.0f / (1.0f + x);
}

}  // namespace mz
