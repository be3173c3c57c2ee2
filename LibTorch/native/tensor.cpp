// Tensor handles: their release, what is known about them, and their memory.
#include <ATen/ATen.h>

#include "guard.h"

namespace mz {

std::string& last_error() {
  static thread_local std::string text;
  return text;
}

void describe(const at::Tensor& tensor, mz_result* info) {
  info->tag = MZ_TENSOR;
  if (!tensor.defined()) {
    *info = mz_result{};
    info->tag = MZ_TENSOR;
    return;
  }
  auto* impl = tensor.unsafeGetTensorImpl();
  const auto sizes = impl->sizes();
  const auto device = impl->device();
  info->bits = reinterpret_cast<int64_t>(impl);
  info->dtype = static_cast<int8_t>(c10::typeMetaToScalarType(impl->dtype()));
  info->device_type = static_cast<int8_t>(device.type());
  info->device_index = device.index();
  info->dims = static_cast<int32_t>(sizes.size());
  for (size_t i = 0; i < sizes.size() && i < 5; i++) info->sizes[i] = sizes[i];
}

}  // namespace mz

MZ_API const char* mz_last_error() { return mz::last_error().c_str(); }

MZ_API void mz_tensor_free(mz_tensor tensor) {
  if (tensor != nullptr) mz::Impl::reclaim(static_cast<c10::TensorImpl*>(tensor));
}

MZ_API mz_tensor mz_tensor_again(mz_tensor tensor) { return mz::borrow(tensor).unsafeReleaseTensorImpl(); }

MZ_API int32_t mz_tensor_describe(mz_tensor tensor, mz_result* info) {
  return mz::guard([&] { mz::describe(mz::borrow(tensor), info); });
}

MZ_API int32_t mz_tensor_sizes(mz_tensor tensor, int64_t* sizes, int64_t* strides) {
  return mz::guard([&] {
    const auto value = mz::borrow(tensor);
    if (sizes != nullptr) std::copy(value.sizes().begin(), value.sizes().end(), sizes);
    if (strides != nullptr) std::copy(value.strides().begin(), value.strides().end(), strides);
  });
}

MZ_API int32_t mz_tensor_data(mz_tensor tensor, void** data) {
  return mz::guard([&] { *data = mz::borrow(tensor).data_ptr(); });
}

MZ_API int32_t mz_tensor_flags(mz_tensor tensor, int32_t* flags) {
  return mz::guard([&] {
    const auto value = mz::borrow(tensor);
    *flags = (value.requires_grad() ? 1 : 0) | (value.is_leaf() ? 2 : 0) | (value.is_contiguous() ? 4 : 0) |
             (value.is_inference() ? 8 : 0) | (value.is_sparse() ? 16 : 0);
  });
}

// Reads one number; on the CPU straight from memory, without the dispatcher.
MZ_API int32_t mz_tensor_item(mz_tensor tensor, mz_result* value) {
  return mz::guard([&] {
    const auto source = mz::borrow(tensor);
    TORCH_CHECK(source.numel() == 1, "item() needs exactly one element, but the tensor has ", source.numel());
    *value = mz_result{};
    const bool direct = source.is_cpu() && !source.is_neg();
    if (direct && source.scalar_type() == at::kFloat) {
      const double number = *static_cast<const float*>(source.data_ptr());
      value->tag = MZ_DOUBLE;
      memcpy(&value->bits, &number, sizeof number);
      return;
    }
    const at::Scalar scalar = source.item();
    if (scalar.isFloatingPoint()) {
      const double number = scalar.toDouble();
      value->tag = MZ_DOUBLE;
      memcpy(&value->bits, &number, sizeof number);
    } else {
      value->tag = scalar.isBoolean() ? MZ_BOOL : MZ_INT;
      value->bits = scalar.isBoolean() ? scalar.toBool() : scalar.toLong();
    }
  });
}
