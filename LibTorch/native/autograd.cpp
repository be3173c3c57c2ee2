// Gradients: reading and writing them, backward, grad, and the two modes that switch recording off.
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

#include <vector>

#include "guard.h"

namespace {

std::vector<at::Tensor> borrow(const mz_tensor* handles, int32_t count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int32_t i = 0; handles != nullptr && i < count; i++) tensors.push_back(mz::borrow(handles[i]));
  return tensors;
}

}  // namespace

MZ_API int32_t mz_tensor_grad(mz_tensor tensor, mz_result* grad) {
  return mz::guard([&] { mz::give(mz::borrow(tensor).grad(), grad); });
}

MZ_API int32_t mz_tensor_set_grad(mz_tensor tensor, mz_tensor grad) {
  return mz::guard([&] { mz::borrow(tensor).mutable_grad() = mz::borrow(grad); });
}

MZ_API int32_t mz_grad(const mz_tensor* outputs, int32_t output_count, const mz_tensor* inputs, int32_t input_count,
                       const mz_tensor* seeds, int32_t retain, int32_t create, int32_t unused, mz_result* grads) {
  return mz::guard([&] {
    const auto found = torch::autograd::grad(borrow(outputs, output_count), borrow(inputs, input_count),
                                             borrow(seeds, output_count), retain != 0, create != 0, unused != 0);
    for (size_t i = 0; i < found.size(); i++) mz::give(found[i], grads + i);
  });
}

MZ_API int32_t mz_backward(const mz_tensor* outputs, int32_t count, const mz_tensor* seeds, int32_t retain,
                           int32_t create, const mz_tensor* inputs, int32_t input_count) {
  return mz::guard([&] {
    torch::autograd::backward(borrow(outputs, count), borrow(seeds, count), retain != 0, create != 0,
                              borrow(inputs, input_count));
  });
}

MZ_API int32_t mz_grad_mode(int32_t enabled) {
  const bool before = c10::GradMode::is_enabled();
  if (enabled >= 0) c10::GradMode::set_enabled(enabled != 0);
  return before;
}

MZ_API int32_t mz_inference_enter(void** guard) {
  return mz::guard([&] { *guard = new c10::InferenceMode(true); });
}

MZ_API void mz_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

MZ_API int32_t mz_inference_mode() { return c10::InferenceMode::is_enabled(); }
