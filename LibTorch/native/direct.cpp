// Operators of the three common shapes, called by their C++ type: an 8x8 addition costs a sixth less than boxed.
#include <ATen/core/LegacyTypeDispatch.h>
#include <c10/core/GradMode.h>

#include "guard.h"
#include "operator.h"

namespace {

at::Scalar number(const mz_value& value) {
  if (value.tag == MZ_DOUBLE) {
    double number;
    memcpy(&number, &value.bits, sizeof number);
    return number;
  }
  return value.tag == MZ_BOOL ? at::Scalar(value.bits != 0) : at::Scalar(value.bits);
}

template <class Call, class... Tensors>
at::Tensor unrecorded(const Call& call, const Tensors&... tensors) {
  if (c10::GradMode::is_enabled() && (tensors.requires_grad() || ...)) return call(tensors...);
  const at::AutoDispatchBelowADInplaceOrView below;
  return call(tensors...);
}

}  // namespace

bool mz::direct(const Operator& op, const mz_value* arguments, int32_t count, mz_result* result) {
  const auto tensor = [&](int32_t i) { return mz::borrow(reinterpret_cast<mz_tensor>(arguments[i].bits)); };
  if (op.unary) {
    if (count != 1 || arguments[0].tag != MZ_TENSOR) return false;
    mz::give(unrecorded([&](const auto& a) { return op.unary->call(a); }, tensor(0)), result);
    return true;
  }
  if ((!op.binary && !op.scaled) || count < 2 || arguments[0].tag != MZ_TENSOR || arguments[1].tag != MZ_TENSOR) return false;
  if (op.binary) {
    if (count != 2) return false;
    mz::give(unrecorded([&](const auto& a, const auto& b) { return op.binary->call(a, b); }, tensor(0), tensor(1)), result);
    return true;
  }
  const bool given = count == 3 && arguments[2].tag != MZ_DEFAULT;
  if (count > 3 || (given && !(op.parameters[2].accepts >> arguments[2].tag & 1))) return false;
  const auto scale = given ? number(arguments[2]) : op.scale;
  mz::give(unrecorded([&](const auto& a, const auto& b) { return op.scaled->call(a, b, scale); }, tensor(0), tensor(1)), result);
  return true;
}
