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

// A vector from memory and back, or its first few. By reference, because no function that returns so many has one meaning on every CPU.
// A whole one takes one instruction; an unknown number of bytes the compiler copies by a call.
template <class Vector, class Number> MZ_INLINE void load(Vector& into, const Number* from, int64_t some = sizeof(Vector) / sizeof(Number)) {
  if (some >= static_cast<int64_t>(sizeof(Vector) / sizeof(Number))) {
    memcpy(&into, from, sizeof into);
    return;
  }
  into = Vector{};
  memcpy(&into, from, some * sizeof(Number));
}

template <class Vector, class Number> MZ_INLINE void store(const Vector& from, Number* into, int64_t some = sizeof(Vector) / sizeof(Number)) {
  if (some >= static_cast<int64_t>(sizeof(Vector) / sizeof(Number)))
    memcpy(into, &from, sizeof from);
  else
    memcpy(into, &from, some * sizeof(Number));
}

// Floats that lie in memory as they are, or as bfloat16.
template <class Number, class Lanes> MZ_INLINE void read(Lanes& into, const void* from, int64_t at, int64_t some) {
  if constexpr (sizeof(Number) == sizeof(float)) {
    load(into, static_cast<const float*>(from) + at, some);
  } else {
    typename Floats<count<Lanes>>::Halves bits;
    load(bits, static_cast<const uint16_t*>(from) + at, some);
    into = (Lanes)(__builtin_convertvector(bits, Ints<Lanes>) << 16);
  }
}

// bfloat16 to the nearest, halves to even. NaN stays NaN but for one that is kept in its last bits alone, which no operator makes.
template <class Number, class Lanes> MZ_INLINE void write(const Lanes& from, void* to, int64_t at, int64_t some) {
  if constexpr (sizeof(Number) == sizeof(float)) {
    store(from, static_cast<float*>(to) + at, some);
  } else {
    const auto bits = (typename Floats<count<Lanes>>::Unsigned)from;
    const auto halves = __builtin_convertvector((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16, typename Floats<count<Lanes>>::Halves);
    store(halves, static_cast<uint16_t*>(to) + at, some);
  }
}

// e^x as 2^n (1 + p), p = e^r - 1 with |r| <= ln 2 / 2 by Taylor's first seven terms, whose rest is below float's last bit. x becomes p: of a
// small x, 1 + p would keep a few bits only. NaN stays NaN.
template <class Lanes> MZ_INLINE void exponential_parts(Lanes& x, Lanes& power) {
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
  x = sum * r;
  power = (Lanes)(((Ints<Lanes>)shifted - 0x4B400000 + 127) << 23);
}

template <class Lanes> MZ_INLINE void exponential(Lanes& x) {
  const auto none = x < -87.0f;  // -infinity, as of a class that is masked, too
  Lanes power;
  exponential_parts(x, power);
  x = none ? Lanes{} : power * x + power;
}

template <class Lanes> MZ_INLINE void sigmoid(Lanes& x) {
  x = -x;
  exponential(x);
  x = 1.0f / (1.0f + x);
}

template <class Lanes> MZ_INLINE void tangent(Lanes& x) {  // hyperbolic, as (e^2x - 1) / (e^2x + 1)
  x = 2.0f * x;
  Lanes power;
  exponential_parts(x, power);
  x = power * x + (power - 1.0f);
  x = x / (x + 2.0f);
}

}  // namespace mz
