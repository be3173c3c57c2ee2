// Max pooling with channels last: libtorch keeps the place of each maximum in eight bytes, fills the gradient with zeros and then adds to it. Here
// two keep it, and each number of the gradient is written once.
// Stands in for aten::max_pool2d on the CPU; other memory formats and types, dilation and ceil_mode go to libtorch's own.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <cmath>

#include "lanes.h"

namespace {

using at::IntArrayRef, at::Tensor;
using torch::autograd::AutogradContext, torch::autograd::variable_list;

constexpr int64_t kFewest = 16;  // channels: with less than a vector of them libtorch's own is faster

struct Window {
  int64_t channels, in_rows, in_columns, rows, columns;  // of the input and the output
  int64_t tall, broad, down, right, top, left;           // its size, its stride, and the padding
  int64_t image() const { return in_rows * in_columns * channels; }
  int64_t made() const { return rows * columns * channels; }
};

Window over(const Tensor& x, IntArrayRef size, IntArrayRef stride, IntArrayRef padding) {
  const auto places = [&](int side) { return (x.size(2 + side) + 2 * padding[side] - size[side]) / stride[side] + 1; };
  return {x.size(1), x.size(2), x.size(3), places(0), places(1), size[0], size[1], stride[0], stride[1], padding[0], padding[1]};
}

// Calls body(image, row) for each row of each.
template <class Body> void by_image_rows(int64_t images, int64_t rows, const Body& body) {
  at::parallel_for(0, images * rows, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) body(i / rows, i % rows);
  });
}

// A range of places along one side: [first, end).
struct Range {
  int64_t first, end;
};

// What of a window that begins at `from` lies inside, and which windows a place lies in; both in the order in which libtorch goes.
MZ_INLINE Range inside(int64_t from, int64_t size, int64_t most) { return {std::max<int64_t>(0, -from), std::min(size, most - from)}; }
MZ_INLINE Range around(int64_t padded, int64_t size, int64_t stride, int64_t most) {
  return {padded < size ? 0 : (padded - size) / stride + 1, std::min(padded / stride + 1, most)};
}

template <class Lanes> using Halves = typename mz::Floats<mz::count<Lanes>>::Halves;

// By the rule that libtorch has: the first of equal ones counts, and the last NaN.
MZ_INLINE void largest_of_any(const float* image, float* out, int16_t* places, const Window& w, int64_t y, int64_t x, const Range& high, const Range& wide) {
  for (int64_t c = 0; c < w.channels; c++) {
    out[c] = -INFINITY;
    places[c] = static_cast<int16_t>(high.first * w.broad + wide.first);
    for (int64_t t = high.first; t < high.end; t++)
      for (int64_t b = wide.first; b < wide.end; b++) {
        const float value = image[((y + t) * w.in_columns + x + b) * w.channels + c];
        if (!(value > out[c]) && !std::isnan(value)) continue;
        out[c] = value;
        places[c] = static_cast<int16_t>(t * w.broad + b);
      }
  }
}

struct Largest {  // a row of windows
  template <class Lanes> static MZ_INLINE void run(const float* image, float* out, int16_t* places, const Window& w, int64_t row) {
    using Ints = mz::Ints<Lanes>;
    const int64_t y = row * w.down - w.top;
    const Range high = inside(y, w.tall, w.in_rows);
    for (int64_t column = 0; column < w.columns; column++) {
      const int64_t x = column * w.right - w.left, at = (row * w.columns + column) * w.channels;
      const Range wide = inside(x, w.broad, w.in_columns);
      Lanes finite{};  // NaN where a number is not
      for (int64_t c = 0; c < w.channels; c += mz::count<Lanes>) {
        const int64_t some = w.channels - c;
        Lanes largest = Lanes{} - INFINITY;
        Ints place{};
        for (int64_t t = high.first; t < high.end; t++)
          for (int64_t b = wide.first; b < wide.end; b++) {
            Lanes value;
            mz::load(value, image + ((y + t) * w.in_columns + x + b) * w.channels + c, some);
            finite += value * 0.0f;
            place = value > largest ? Ints{} + static_cast<int32_t>(t * w.broad + b) : place;
            largest = value > largest ? value : largest;
          }
        mz::store(largest, out + at + c, some);
        mz::store(__builtin_convertvector(place, Halves<Lanes>), places + at + c, some);
      }
      float sum = 0;
      for (int lane = 0; lane < mz::count<Lanes>; lane++) sum += finite[lane];
      if (std::isnan(sum)) largest_of_any(image, out + at, places + at, w, y, x, high, wide);
    }
  }
};

struct GiveBack {  // a row of the input
  template <class Lanes> static MZ_INLINE void run(const float* gradient, const int16_t* places, float* out, const Window& w, int64_t y) {
    using Ints = mz::Ints<Lanes>;
    const Range rows = around(y + w.top, w.tall, w.down, w.rows);
    for (int64_t x = 0; x < w.in_columns; x++) {
      const Range columns = around(x + w.left, w.broad, w.right, w.columns);
      for (int64_t c = 0; c < w.channels; c += mz::count<Lanes>) {
        const int64_t some = w.channels - c;
        Lanes sum{};
        for (int64_t row = rows.first; row < rows.end; row++)
          for (int64_t column = columns.first; column < columns.end; column++) {
            const int64_t at = (row * w.columns + column) * w.channels + c;
            Lanes value;
            Halves<Lanes> place;
            mz::load(value, gradient + at, some);
            mz::load(place, places + at, some);
            const auto own = static_cast<int32_t>((y + w.top - row * w.down) * w.broad + x + w.left - column * w.right);
            sum += __builtin_convertvector(place, Ints) == Ints{} + own ? value : Lanes{};
          }
        mz::store(sum, out + (y * w.in_columns + x) * w.channels + c, some);
      }
    }
  }
};

struct MaxPool : torch::autograd::Function<MaxPool> {
  static Tensor forward(AutogradContext* context, const Tensor& x, IntArrayRef window, IntArrayRef stride, IntArrayRef padding) {
    const auto w = over(x, window, stride, padding);
    const auto options = x.options().memory_format(at::MemoryFormat::ChannelsLast);
    const auto out = at::empty({x.size(0), w.channels, w.rows, w.columns}, options), places = at::empty(out.sizes(), options.dtype(at::kShort));
    by_image_rows(x.size(0), w.rows, [&](int64_t n, int64_t row) {
      mz::by_cpu<Largest>(x.data_ptr<float>() + n * w.image(), out.data_ptr<float>() + n * w.made(), places.data_ptr<int16_t>() + n * w.made(), w, row);
    });
    context->save_for_backward({x, places});
    context->saved_data["window"] = window;
    context->saved_data["stride"] = stride;
    context->saved_data["padding"] = padding;
    return out;
  }

  static variable_list backward(AutogradContext* context, variable_list outer) {
    const auto saved = context->get_saved_variables();
    const auto &x = saved[0], &places = saved[1];
    const auto window = context->saved_data["window"].toIntVector(), stride = context->saved_data["stride"].toIntVector(), padding = context->saved_data["padding"].toIntVector();
    if (c10::GradMode::is_enabled()) {
      const auto indices = std::get<1>(at::max_pool2d_with_indices(x.detach(), window, stride, padding));
      return {at::max_pool2d_with_indices_backward(outer[0], x, window, stride, padding, {1, 1}, false, indices), {}, {}, {}};
    }
    const auto gradient = outer[0].contiguous(at::MemoryFormat::ChannelsLast), result = at::empty_like(x);
    const auto w = over(x, window, stride, padding);
    by_image_rows(x.size(0), w.in_rows, [&](int64_t n, int64_t row) {
      mz::by_cpu<GiveBack>(gradient.data_ptr<float>() + n * w.made(), places.data_ptr<int16_t>() + n * w.made(), result.data_ptr<float>() + n * w.image(), w, row);
    });
    return {result, {}, {}, {}};
  }
};

// Padding of more than half a window is libtorch's to refuse.
bool fits(const Tensor& x, IntArrayRef window, IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, bool ceil) {
  if (x.dim() != 4 || !x.is_cpu() || x.layout() != c10::kStrided || x.scalar_type() != at::kFloat || x.numel() == 0 || ceil || x.is_neg() || x.size(1) < kFewest ||
      !x.is_contiguous(at::MemoryFormat::ChannelsLast) || std::any_of(dilation.begin(), dilation.end(), [](int64_t d) { return d != 1; }))
    return false;
  for (int side = 0; side < 2; side++)
    if (window[side] < 1 || stride[side] < 1 || padding[side] < 0 || 2 * padding[side] > window[side] || x.size(2 + side) + 2 * padding[side] < window[side]) return false;
  return window[0] * window[1] <= INT16_MAX;  // a place is two bytes
}

Tensor max_pool2d(const Tensor& x, IntArrayRef window, IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, bool ceil) {
  const auto both = [](IntArrayRef given, IntArrayRef otherwise) { return given.empty() ? otherwise.vec() : std::vector<int64_t>{given[0], given[given.size() - 1]}; };
  if (!window.empty()) {
    const auto size = both(window, {}), step = both(stride, size), margin = both(padding, {0, 0});
    if (fits(x, size, step, margin, dilation, ceil)) return MaxPool::apply(x, size, step, margin);
  }
  return std::get<0>(at::max_pool2d_with_indices(x, window, stride, padding, dilation, ceil));
}

}  // namespace

TORCH_LIBRARY_IMPL(aten, AutogradCPU, library) { library.impl("max_pool2d", max_pool2d); }
