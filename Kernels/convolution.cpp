// Convolution of pictures with one channel into a few maps, as LeNet begins: a vector of oneDNN's stands for sixteen maps, of which six are
// used, and the layer takes a quarter of a LeNet step. Here a vector stands for sixteen places of a row.
// Stands in for aten::convolution and its gradients of weight and bias on the CPU; all else goes to libtorch's own.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/TracerMode.h>
#include <ATen/ops/convolution_backward_native.h>
#include <ATen/ops/convolution_native.h>
#include <torch/library.h>

#include "lanes.h"
#include "undisturbed.h"

namespace {

using at::IntArrayRef, at::Tensor;
using mz::load, mz::store;

constexpr int64_t kMostMaps = 8;        // half a vector of oneDNN's
constexpr int64_t kImagesAtOnce = 8;    // whose gradients are added up by themselves: the sum does not depend on the threads

// Places at once: with six maps twelve sums, enough to hide how long one addition takes.
template <class Lanes> constexpr int64_t block = 2 * mz::count<Lanes>;

struct Shape {
  int64_t high, wide, maps;  // of the output
  int64_t in_high, in_wide, tall, broad, top, left;  // of the input, the filter and the padding
  int64_t blocks = 2 * mz::width();
  int64_t taps() const { return tall * broad; }
  int64_t row() const { return (wide + blocks - 1) / blocks * blocks; }  // of the output, in whole blocks
  int64_t line() const { return row() + broad; }                         // of the padded input
  int64_t padded() const { return (in_high + 2 * top) * line() + blocks; }
};

Shape shape(const Tensor& x, const Tensor& weight, IntArrayRef padding) {
  const int64_t top = padding[0], left = padding[padding.size() - 1];
  return {x.size(2) + 2 * top - weight.size(2) + 1, x.size(3) + 2 * left - weight.size(3) + 1, weight.size(0), x.size(2), x.size(3), weight.size(2), weight.size(3), top, left};
}

bool all(IntArrayRef values, int64_t is) { return std::all_of(values.begin(), values.end(), [=](int64_t value) { return value == is; }); }

bool plain(const Tensor& x) { return x.layout() == c10::kStrided && x.is_cpu() && x.scalar_type() == at::kFloat && !x.is_conj() && !x.is_neg(); }

// While a network is traced libtorch's own runs: a convolution is written down as what it calls, which here would be the making of an empty tensor.
bool fits(const Tensor& x, const Tensor& weight, IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, bool transposed, int64_t groups) {
  return !at::tracer::impl::is_dispatch_enabled() && x.dim() == 4 && weight.dim() == 4 && x.size(1) == 1 && weight.size(1) == 1 && weight.size(0) <= kMostMaps && weight.size(0) > 0 && x.size(0) > 0 && plain(x) && plain(weight) &&
         groups == 1 && !transposed && all(stride, 1) && all(dilation, 1) && !padding.empty() && std::all_of(padding.begin(), padding.end(), [](int64_t p) { return p >= 0; }) &&
         weight.numel() > 0 && x.size(2) + 2 * padding[0] >= weight.size(2) && x.size(3) + 2 * padding[padding.size() - 1] >= weight.size(3);
}

// Zeros to work in, where vectors begin at their own boundaries.
struct alignas(64) Row {
  float numbers[16];
};

std::vector<Row> zeros(int64_t numbers) { return std::vector<Row>((numbers + 15) / 16); }

// The picture in the middle of zeros.
MZ_INLINE void pad(const float* image, float* padded, const Shape& s) {
  for (int64_t y = 0; y < s.in_high; y++) memcpy(padded + (y + s.top) * s.line() + s.left, image + y * s.in_wide, s.in_wide * sizeof(float));
}

// The maps are known to the compiler, one by one, so that their sums stay in registers.
template <class Lanes, size_t... maps>
MZ_INLINE void convolve_image(std::index_sequence<maps...>, const float* padded, const float* weight, const float* bias, float* out, const Shape& s) {
  constexpr int64_t count = sizeof...(maps), lanes = mz::count<Lanes>;
  for (int64_t y = 0; y < s.high; y++)
    for (int64_t x = 0; x < s.wide; x += block<Lanes>) {
      Lanes left[count], right[count];
      ((left[maps] = right[maps] = Lanes{} + bias[maps]), ...);
      const float* w = weight;  // of a tap all maps' side by side
      for (int64_t t = 0; t < s.tall; t++)
        for (int64_t b = 0; b < s.broad; b++, w += count) {
          const float* const from = padded + (y + t) * s.line() + x + b;
          Lanes first, second;
          load(first, from), load(second, from + lanes);
          ((left[maps] += first * w[maps], right[maps] += second * w[maps]), ...);
        }
      // What a whole block writes beyond its row the next rows write again; a map's last ones have no room for it.
      const int64_t here = (s.high - y) * s.wide - x >= block<Lanes> ? block<Lanes> : std::min(block<Lanes>, s.wide - x);
      (store(left[maps], out + (maps * s.high + y) * s.wide + x, here), ...);
      if (here > lanes) (store(right[maps], out + (maps * s.high + y) * s.wide + x + lanes, here - lanes), ...);
    }
}

template <class Lanes> MZ_INLINE void add(const Lanes& some, float* to) {
  Lanes sum;
  load(sum, to);
  store(sum + some, to);
}

// Adds to sums over places, a vector each: what each tap saw times the gradient, and the gradient.
template <class Lanes, size_t... maps>
MZ_INLINE void gather_image(std::index_sequence<maps...>, const float* padded, const float* gradient, float* weights, float* biases, const Shape& s) {
  constexpr int64_t count = sizeof...(maps), lanes = mz::count<Lanes>;
  const int64_t plane = s.high * s.row();
  for (int64_t i = 0; i < count * plane; i += lanes) {
    Lanes g;
    load(g, gradient + i);
    add(g, biases + i / plane * lanes);
  }
  for (int64_t t = 0; t < s.tall; t++)
    for (int64_t b = 0; b < s.broad; b++) {
      Lanes left[count], right[count], g[count];
      ((left[maps] = right[maps] = Lanes{}), ...);
      for (int64_t y = 0; y < s.high; y++)
        for (int64_t x = 0; x < s.wide; x += block<Lanes>) {
          const float *const from = padded + (y + t) * s.line() + x + b, *const at = gradient + y * s.row() + x;
          Lanes first, second;
          load(first, from), load(second, from + lanes);
          ((load(g[maps], at + maps * plane), left[maps] += first * g[maps], load(g[maps], at + maps * plane + lanes), right[maps] += second * g[maps]), ...);
        }
      (add(left[maps] + right[maps], weights + (maps * s.taps() + t * s.broad + b) * lanes), ...);
    }
}

// Rows in whole blocks, with zeros behind their end.
MZ_INLINE void widen(const float* gradient, float* rows, const Shape& s) {
  for (int64_t i = 0; i < s.maps * s.high; i++) memcpy(rows + i * s.row(), gradient + i * s.wide, s.wide * sizeof(float));
}

// Calls body with the numbers below count, which the compiler then knows.
template <int64_t most = kMostMaps, class Body>
MZ_INLINE void with_maps(int64_t count, const Body& body) {
  if (count == most) return body(std::make_index_sequence<most>());
  if constexpr (most > 1) with_maps<most - 1>(count, body);
}

struct Convolve {
  template <class Lanes> static MZ_INLINE void run(const float* padded, const float* weight, const float* bias, float* out, const Shape& s) {
    with_maps(s.maps, [&](auto maps) __attribute__((always_inline)) { convolve_image<Lanes>(maps, padded, weight, bias, out, s); });
  }
};

struct Gather {
  template <class Lanes> static MZ_INLINE void run(const float* padded, const float* gradient, float* weights, float* biases, const Shape& s) {
    with_maps(s.maps, [&](auto maps) __attribute__((always_inline)) { gather_image<Lanes>(maps, padded, gradient, weights, biases, s); });
  }
};

Tensor convolution(const Tensor& x, const Tensor& weight, const c10::optional<Tensor>& bias, IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, bool transposed,
                   IntArrayRef output_padding, int64_t groups) {
  const bool biased = bias && bias->defined();
  if (!fits(x, weight, stride, padding, dilation, transposed, groups) || (biased && (!plain(*bias) || bias->dim() != 1 || bias->size(0) != weight.size(0)))) {
    const mz::Undisturbed now;
    return at::native::convolution(x, weight, bias, stride, padding, dilation, transposed, output_padding, groups);
  }
  const auto s = shape(x, weight, padding);
  const auto in = x.contiguous(), filter = weight.reshape({s.maps, s.taps()}).t().contiguous(), start = biased ? bias->contiguous() : at::zeros({s.maps}, weight.options());
  const auto out = at::empty({x.size(0), s.maps, s.high, s.wide}, in.options());
  at::parallel_for(0, x.size(0), 1, [&](int64_t begin, int64_t end) {
    auto work = zeros(s.padded());
    float* const padded = work.front().numbers;
    for (int64_t i = begin; i < end; i++) {
      pad(in.data_ptr<float>() + i * s.in_high * s.in_wide, padded, s);
      mz::by_cpu<Convolve>(padded, filter.data_ptr<float>(), start.data_ptr<float>(), out.data_ptr<float>() + i * s.maps * s.high * s.wide, s);
    }
  });
  return out;
}

std::tuple<Tensor, Tensor, Tensor> convolution_backward(const Tensor& outer, const Tensor& x, const Tensor& weight, at::OptionalIntArrayRef bias_sizes, IntArrayRef stride, IntArrayRef padding,
                                                        IntArrayRef dilation, bool transposed, IntArrayRef output_padding, int64_t groups, std::array<bool, 3> wanted) {
  if (wanted[0] || !plain(outer) || !fits(x, weight, stride, padding, dilation, transposed, groups)) {
    const mz::Undisturbed now;
    return at::native::convolution_backward(outer, x, weight, bias_sizes, stride, padding, dilation, transposed, output_padding, groups, wanted);
  }
  const auto s = shape(x, weight, padding);
  const auto in = x.contiguous(), gradient = outer.contiguous();
  const int64_t images = x.size(0), groups_of_images = (images + kImagesAtOnce - 1) / kImagesAtOnce, each = s.maps * (s.taps() + 1), width = mz::width();
  std::vector<float> sums(groups_of_images * each);
  at::parallel_for(0, groups_of_images, 1, [&](int64_t begin, int64_t end) {
    auto work = zeros(s.maps * s.high * s.row() + each * width + s.padded());
    float *const rows = work.front().numbers, *const lanes = rows + s.maps * s.high * s.row(), *const padded = lanes + each * width;
    for (int64_t group = begin; group < end; group++) {
      std::fill(lanes, lanes + each * width, 0.0f);
      for (int64_t i = group * kImagesAtOnce; i < std::min(images, (group + 1) * kImagesAtOnce); i++) {
        pad(in.data_ptr<float>() + i * s.in_high * s.in_wide, padded, s);
        widen(gradient.data_ptr<float>() + i * s.maps * s.high * s.wide, rows, s);
        mz::by_cpu<Gather>(padded, rows, lanes, lanes + s.maps * s.taps() * width, s);
      }
      for (int64_t i = 0; i < each; i++)
        for (int64_t lane = 0; lane < width; lane++) sums[group * each + i] += lanes[i * width + lane];
    }
  });
  const auto total = at::from_blob(sums.data(), {groups_of_images, each}, in.options()).sum(0);
  return {Tensor(), wanted[1] ? total.narrow(0, 0, s.maps * s.taps()).view(weight.sizes()).clone() : Tensor(),
          wanted[2] ? total.narrow(0, s.maps * s.taps(), s.maps).clone() : Tensor()};
}

}  // namespace

TORCH_LIBRARY_IMPL(aten, CPU, library) {
  library.impl("convolution", convolution);
  library.impl("convolution_backward", convolution_backward);
}
