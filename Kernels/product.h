// Rows times a matrix that serves again and again, as a recurrent layer's weight does at each step: laid out once, so that every load
// takes a whole vector of what is multiplied next. No operator is called, so each thread can take its rows through a whole sequence.
#pragma once
#include <ATen/ATen.h>

#include "lanes.h"

namespace mz {

// What one thread multiplies: `left` is (rows, depth), float or bfloat16, the matrix lies in panels of so many vectors, the result is float.
struct Tiles {
  const void* left;
  const void* panels;
  float* result;
  int64_t depth, columns;
};

// As many sums as leave room for what they are made of: 16 of the 32 registers that AVX-512 has, 12 of the others' 16.
template <class Lanes> constexpr int most_rows = count<Lanes> == 16 ? 8 : 4;
constexpr int panel(int lanes) { return lanes == 16 ? 2 * lanes : 3 * lanes; }
template <class Lanes> constexpr int vectors = panel(count<Lanes>) / count<Lanes>;

// One tile: `group` numbers of the depth at once, added up by `Add` in their order, whatever the threads.
template <int rows, int group, class Lanes, class Number, class Right, class Add>
MZ_INLINE void tile(const Tiles& t, int64_t row, int64_t column, const Add& add) {
  const Number* const left = static_cast<const Number*>(t.left) + row * t.depth;
  const Right* right = static_cast<const Right*>(t.panels) + column * t.depth;
  Lanes sums[rows][vectors<Lanes>] = {}, some[vectors<Lanes>];
  for (int64_t k = 0; k < t.depth; k += group, right += group * panel(count<Lanes>)) {
    for (int v = 0; v < vectors<Lanes>; v++) memcpy(&some[v], right + group * v * count<Lanes>, sizeof(Lanes));
    for (int r = 0; r < rows; r++)
      for (int v = 0; v < vectors<Lanes>; v++) add(sums[r][v], left + r * t.depth + k, some[v]);
  }
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors<Lanes>; v++)
      if (const int64_t at = column + v * count<Lanes>; at < t.columns) store(sums[r][v], t.result + (row + r) * t.columns + at, t.columns - at);
}

// The last rows are made once more rather than by smaller tiles.
template <int rows, int group, class Lanes, class Number, class Right, class Add>
MZ_INLINE void tiles(const Tiles& t, int64_t begin, int64_t end, const Add& add) {
  if constexpr (rows > 1)
    if (end - begin < rows) return tiles<rows / 2, group, Lanes, Number, Right>(t, begin, end, add);
  for (int64_t column = 0; column < t.columns; column += panel(count<Lanes>))
    for (int64_t row = begin; row < end; row += rows) tile<rows, group, Lanes, Number, Right>(t, std::min(row, end - rows), column, add);
}

template <class Number>
struct Multiply {
  template <class Lanes> static MZ_INLINE void run(const Tiles& t, int64_t begin, int64_t end) {
    tiles<most_rows<Lanes>, 1, Lanes, Number, float>(t, begin, end, [](Lanes& sum, const Number* left, const Lanes& right) __attribute__((always_inline)) {
      sum += right * static_cast<float>(*left);
    });
  }
};

// Two bfloat16 at once, where the CPU has an instruction for it.
struct MultiplyPairs {
#ifdef MZ_WIDTHS
  static bool available() {
    static const bool found = width() == 16 && __builtin_cpu_supports("avx512bf16");
    return found;
  }

  template <class Lanes> static MZ_INLINE void run(const Tiles& t, int64_t begin, int64_t end) {
    tiles<most_rows<Lanes>, 2, Lanes, uint16_t, uint16_t>(t, begin, end, [](Lanes& sum, const uint16_t* left, const Lanes& right) __attribute__((always_inline)) {
      int32_t pair;
      memcpy(&pair, left, sizeof pair);
      const Ints<Lanes> pairs = Ints<Lanes>{} + pair;
      Lanes more = sum;  // of its own: the compiler keeps in memory what an instruction it does not know writes to
      asm("vdpbf16ps %2, %1, %0" : "+v"(more) : "v"(right), "v"(pairs));
      sum = more;
    });
  }
#else
  static bool available() { return false; }
#endif
};

class Product {
 public:
  // The matrix by its columns, (columns, depth). `half`: both sides are bfloat16, as autocast has it; the sums are float.
  Product(const at::Tensor& by_columns, bool half)
      : half_(half), pairs_(half && by_columns.size(1) % 2 == 0 && MultiplyPairs::available()), depth_(by_columns.size(1)), columns_(by_columns.size(0)) {
    const int64_t wide = panel(width()), group = pairs_ ? 2 : 1;
    auto values = half ? by_columns.to(at::kBFloat16) : by_columns;
    if (half && !pairs_) values = values.to(at::kFloat);
    if (columns_ % wide != 0) values = at::constant_pad_nd(values, {0, 0, 0, wide - columns_ % wide});
    panels_ = values.reshape({-1, wide, depth_ / group, group}).permute({0, 2, 1, 3}).contiguous();
  }

  // Rows begin to end of the left side, (rows, depth), into the same of the result, (rows, columns).
  void operator()(const void* left, float* result, int64_t begin, int64_t end) const {
    const Tiles t{left, panels_.data_ptr(), result, depth_, columns_};
#ifdef MZ_WIDTHS
    if (pairs_) return with_sixteen<MultiplyPairs>(t, begin, end);
#endif
    half_ ? by_cpu<Multiply<c10::BFloat16>>(t, begin, end) : by_cpu<Multiply<float>>(t, begin, end);
  }

 private:
  bool half_, pairs_;
  int64_t depth_, columns_;
  at::Tensor panels_;
};

}  // namespace mz
