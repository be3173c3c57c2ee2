// Average pooling without overlap, as LeNet has it: libtorch counts the corners of every window and fills the gradient with zeros before it
// adds to it, which takes a quarter of a LeNet step. Here each number is read once and written once, in either memory format.
// Stands in for aten::avg_pool2d on the CPU; windows that overlap or are padded go to libtorch's own.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/ops/avg_pool2d_ops.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "lanes.h"

namespace {

using at::Tensor;
using torch::autograd::AutogradContext, torch::autograd::variable_list;

// Rows of `columns` places with `depth` numbers each: a plane's rows with one number a place, or, channels last, an image's with all channels.
struct Grid {
  int64_t planes, rows, columns, depth, high, wide;  // of the output; a window is high x wide
  int64_t in_rows, in_columns;
};

// The usual window's size is known to the compiler, and so is the one number a place of planes.
template <int64_t size, int64_t numbers>
MZ_INLINE void average_rows(const float* in, float* out, const Grid& g, int64_t begin, int64_t end) {
  const int64_t high = size ? size : g.high, wide = size ? size : g.wide, depth = numbers ? numbers : g.depth;
  const float share = 1.0f / static_cast<float>(high * wide);
  const int64_t line = g.in_columns * depth;
  for (int64_t i = begin; i < end; i++) {
    const float* const from = in + (i / g.rows * g.in_rows + i % g.rows * high) * line;
    float* const to = out + i * g.columns * depth;
    for (int64_t column = 0; column < g.columns; column++)
      for (int64_t c = 0; c < depth; c++) {
        const float* place = from + column * wide * depth + c;
        float sum = 0;
        for (int64_t y = 0; y < high; y++)
          for (int64_t x = 0; x < wide; x++) sum += place[y * line + x * depth];
        to[column * depth + c] = sum * share;
      }
  }
}

struct Average {  // the compiler finds the vectors
  template <class> static MZ_INLINE void run(const float* in, float* out, const Grid& g, int64_t begin, int64_t end) {
    if (g.high != 2 || g.wide != 2) return average_rows<0, 0>(in, out, g, begin, end);
    g.depth == 1 ? average_rows<2, 1>(in, out, g, begin, end) : average_rows<2, 0>(in, out, g, begin, end);
  }
};

// A row of windows a turn; what lies beyond the last whole window gets nothing.
template <int64_t size, int64_t numbers>
MZ_INLINE void spread_rows(const float* gradient, float* out, const Grid& g, int64_t begin, int64_t end) {
  const int64_t wide = size ? size : g.wide, depth = numbers ? numbers : g.depth;
  const float share = 1.0f / static_cast<float>(g.high * wide);
  const int64_t line = g.in_columns * depth, used = g.columns * wide * depth, width = wide * depth;
  for (int64_t i = begin; i < end; i++) {
    const int64_t row = i % g.rows, last = row + 1 == g.rows ? g.in_rows : (row + 1) * g.high;
    const float* const from = gradient + i * g.columns * depth;
    float* const plane = out + i / g.rows * g.in_rows * line;
    float* const first = plane + row * g.high * line;
    for (int64_t column = 0; column < g.columns; column++)
      for (int64_t x = 0; x < wide; x++)
        for (int64_t c = 0; c < depth; c++) first[column * width + x * depth + c] = from[column * depth + c] * share;
    std::fill(first + used, first + line, 0.0f);
    for (int64_t y = row * g.high + 1; y < last; y++) {
      if (y < (row + 1) * g.high)
        memcpy(plane + y * line, first, line * sizeof(float));
      else
        std::fill(plane + y * line, plane + (y + 1) * line, 0.0f);
    }
  }
}

struct Spread {
  template <class> static MZ_INLINE void run(const float* gradient, float* out, const Grid& g, int64_t begin, int64_t end) {
    if (g.wide != 2) return spread_rows<0, 0>(gradient, out, g, begin, end);
    g.depth == 1 ? spread_rows<2, 1>(gradient, out, g, begin, end) : spread_rows<2, 0>(gradient, out, g, begin, end);
  }
};

at::MemoryFormat format(const Tensor& x) { return x.suggest_memory_format(); }

Grid grid(const Tensor& x, at::IntArrayRef window) {
  const bool last = format(x) == at::MemoryFormat::ChannelsLast;
  return {last ? x.size(0) : x.size(0) * x.size(1), x.size(2) / window[0], x.size(3) / window[1], last ? x.size(1) : 1, window[0], window[1], x.size(2), x.size(3)};
}

bool fits(const Tensor& x, at::IntArrayRef window, at::IntArrayRef stride, at::IntArrayRef padding, bool ceil, c10::optional<int64_t> divisor) {
  return x.dim() == 4 && x.numel() > 0 && x.is_cpu() && x.layout() == c10::kStrided && x.scalar_type() == at::kFloat && window.size() == 2 && !ceil && !divisor &&
         (stride.empty() || stride == window) && std::all_of(padding.begin(), padding.end(), [](int64_t p) { return p == 0; }) &&
         window[0] > 0 && window[1] > 0 && x.size(2) >= window[0] && x.size(3) >= window[1];
}

template <class Body>
void by_rows(const Grid& g, const Body& body) {
  at::parallel_for(0, g.planes * g.rows, std::max<int64_t>(1, 16384 / (g.in_columns * g.depth * g.high)), body);
}

struct AveragePool : torch::autograd::Function<AveragePool> {
  static Tensor forward(AutogradContext* context, const Tensor& x, at::IntArrayRef window, at::IntArrayRef stride, at::IntArrayRef padding, bool ceil, bool count,
                        c10::optional<int64_t> divisor, bool own, c10::DispatchKeySet keys) {
    context->save_for_backward({x});
    context->saved_data["window"] = window;
    context->saved_data["stride"] = stride;
    context->saved_data["padding"] = padding;
    context->saved_data["ceil"] = ceil;
    context->saved_data["count"] = count;
    context->saved_data["divisor"] = divisor;
    context->saved_data["own"] = own;
    if (!own) return at::_ops::avg_pool2d::redispatch(keys & c10::after_autograd_keyset, x, window, stride, padding, ceil, count, divisor);
    const auto g = grid(x, window);
    const auto in = x.contiguous(format(x));
    const auto out = at::empty({x.size(0), x.size(1), g.rows, g.columns}, x.options().memory_format(format(x)));
    by_rows(g, [&](int64_t begin, int64_t end) { mz::by_cpu<Average>(in.data_ptr<float>(), out.data_ptr<float>(), g, begin, end); });
    return out;
  }

  static variable_list backward(AutogradContext* context, variable_list outer) {
    const auto x = context->get_saved_variables()[0];
    auto& saved = context->saved_data;
    const auto window = saved["window"].toIntVector();
    variable_list result(9);
    if (!saved["own"].toBool() || c10::GradMode::is_enabled()) {
      result[0] = at::avg_pool2d_backward(outer[0], x, window, saved["stride"].toIntVector(), saved["padding"].toIntVector(), saved["ceil"].toBool(),
                                          saved["count"].toBool(), saved["divisor"].toOptional<int64_t>());
      return result;
    }
    const auto g = grid(x, window);
    const auto gradient = outer[0].contiguous(format(x));
    result[0] = at::empty(x.sizes(), x.options().memory_format(format(x)));
    by_rows(g, [&](int64_t begin, int64_t end) { mz::by_cpu<Spread>(gradient.data_ptr<float>(), result[0].data_ptr<float>(), g, begin, end); });
    return result;
  }
};

Tensor avg_pool2d(c10::DispatchKeySet keys, const Tensor& x, at::IntArrayRef window, at::IntArrayRef stride, at::IntArrayRef padding, bool ceil, bool count,
                  c10::optional<int64_t> divisor) {
  const int64_t both[] = {window[0], window[window.size() - 1]};
  return AveragePool::apply(x, both, stride, padding, ceil, count, divisor, fits(x, both, stride, padding, ceil, divisor), keys);
}

}  // namespace

TORCH_LIBRARY_IMPL(aten, AutogradCPU, library) { library.impl("avg_pool2d", avg_pool2d); }
