// What every entry of the shim shares: errors become a status and a text, tensors become handles and back.
#pragma once
#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <exception>
#include <string>

#include "shim.h"

namespace mz {

std::string& last_error();

// Runs the body; whatever it throws becomes -1 and a text without libtorch's C++ stack.
template <class Body>
int32_t guard(Body&& body) noexcept {
  try {
    body();
    return 0;
  } catch (const c10::Error& e) {
    last_error() = e.what_without_backtrace();
  } catch (const std::exception& e) {
    last_error() = e.what();
  } catch (...) {
    last_error() = "an exception of unknown type";
  }
  return -1;
}

using Impl = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;

// The caller keeps its reference.
inline at::Tensor borrow(mz_tensor handle) {
  if (handle == nullptr) return at::Tensor();
  return at::Tensor(Impl::reclaim_copy(static_cast<c10::TensorImpl*>(handle)));
}

void describe(const at::Tensor& tensor, mz_result* info);

// The reference moves to the caller.
inline void give(at::Tensor tensor, mz_result* info) {
  describe(tensor, info);
  if (info->bits != 0) tensor.unsafeReleaseTensorImpl();
}

}  // namespace mz
