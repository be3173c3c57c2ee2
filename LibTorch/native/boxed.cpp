// One door to every operator of libtorch: the dispatcher called boxed, defaults taken from the operator's own schema.
#include <ATen/core/Generator.h>
#include <ATen/core/stack.h>

#include <vector>

#include "guard.h"
#include "operator.h"

namespace {

using c10::IValue;
using mz::Operator, mz::Parameter;
using torch::jit::Stack;

template <class T>
c10::List<T> list(const mz_value& value) {
  c10::List<T> items;
  items.reserve(value.count);
  const T* from = reinterpret_cast<const T*>(value.bits);
  for (int32_t i = 0; i < value.count; i++) items.push_back(from[i]);
  return items;
}

IValue tensors(const mz_value& value, bool optional) {
  auto* handles = reinterpret_cast<const mz_tensor*>(value.bits);
  if (!optional) {
    c10::List<at::Tensor> items;
    items.reserve(value.count);
    for (int32_t i = 0; i < value.count; i++) {
      TORCH_CHECK(handles[i] != nullptr, "tensor ", i + 1, " of the list is none");
      items.push_back(mz::borrow(handles[i]));
    }
    return items;
  }
  c10::impl::GenericList items(c10::OptionalType::create(c10::TensorType::get()));
  for (int32_t i = 0; i < value.count; i++) items.push_back(handles[i] ? IValue(mz::borrow(handles[i])) : IValue());
  return items;
}

IValue boxed(const mz_value& value, const Parameter& parameter) {
  switch (value.tag) {
    case MZ_TENSOR: return mz::borrow(reinterpret_cast<mz_tensor>(value.bits));
    case MZ_INT: return parameter.is_float ? IValue(static_cast<double>(value.bits)) : IValue(value.bits);
    case MZ_DOUBLE: {
      double number;
      memcpy(&number, &value.bits, sizeof number);
      return number;
    }
    case MZ_BOOL: return value.bits != 0;
    case MZ_STRING: return std::string(reinterpret_cast<const char*>(value.bits), value.count);
    case MZ_INTS: return list<int64_t>(value);
    case MZ_DOUBLES: return list<double>(value);
    case MZ_BOOLS: return list<bool>(value);
    case MZ_TENSORS: return tensors(value, parameter.optional_tensors);
    case MZ_DEVICE:
      return c10::Device(static_cast<c10::DeviceType>(value.bits), static_cast<c10::DeviceIndex>(value.count));
    case MZ_GENERATOR: return *reinterpret_cast<at::Generator*>(value.bits);
    default: return IValue();
  }
}

// One stack a thread: no allocation in the steady state. Empty between calls, also after an error. The pointer is plain
// data in the static block of thread storage, which is reached without a call.
__attribute__((tls_model("initial-exec"))) thread_local Stack* current = nullptr;

Stack& new_stack() {
  static thread_local Stack owner;
  owner.reserve(32);
  current = &owner;
  return owner;
}

Stack& stack() { return current != nullptr ? *current : new_stack(); }

thread_local std::vector<IValue> kept;

struct Clear {
  Stack& values;
  ~Clear() { values.clear(); }
};

void write(IValue&& value, mz_result* result) {
  if (value.isTensor()) {
    mz::give(std::move(value).toTensor(), result);
    return;
  }
  *result = mz_result{};
  if (value.isInt()) {
    result->tag = MZ_INT;
    result->bits = value.toInt();
  } else if (value.isDouble()) {
    result->tag = MZ_DOUBLE;
    const double number = value.toDouble();
    memcpy(&result->bits, &number, sizeof number);
  } else if (value.isBool()) {
    result->tag = MZ_BOOL;
    result->bits = value.toBool();
  }
}

void push(const Operator& op, const mz_value* arguments, int32_t count, Stack& values) {
  const auto& parameters = op.parameters;
  TORCH_CHECK(count <= static_cast<int32_t>(parameters.size()), count, " arguments given, but it is ", op.schema);
  for (size_t i = 0; i < parameters.size(); i++) {
    const auto& parameter = parameters[i];
    if (static_cast<int32_t>(i) >= count || arguments[i].tag == MZ_DEFAULT) {
      TORCH_CHECK(parameter.has_default, "argument ", i + 1, " has no default in ", op.schema);
      values.push_back(parameter.value);
    } else {
      TORCH_CHECK(parameter.accepts >> arguments[i].tag & 1, "argument ", i + 1, " has the wrong type for ", op.schema);
      values.push_back(boxed(arguments[i], parameter));
    }
  }
}

}  // namespace

MZ_API int32_t mz_call(mz_operator op, const mz_value* arguments, int32_t count, mz_result* results, int32_t capacity,
                       int32_t* produced) {
  return mz::guard([&] {
    auto& target = *static_cast<Operator*>(op);
    if (capacity > 0 && mz::direct(target, arguments, count, results)) {
      *produced = 1;
      return;
    }
    auto& values = stack();
    const Clear after{values};
    push(target, arguments, count, values);
    target.handle.callBoxed(values);
    if (values.size() == 1 && values[0].isTensor()) {  // nearly all operators
      if (capacity == 0) {
        mz::describe(values[0].toTensor(), results);
        TORCH_CHECK(count > 0 && arguments[0].tag == MZ_TENSOR && arguments[0].bits == results->bits,
                    "does not change and return its first argument: it is ", target.schema);
        *produced = 0;
        return;
      }
      mz::give(std::move(values[0]).toTensor(), results);
      *produced = 1;
      return;
    }
    std::vector<IValue> flat;
    for (auto& value : values) {
      if (value.isTensorList()) {
        for (const at::Tensor& item : value.toTensorVector()) flat.emplace_back(item);
      } else {
        flat.push_back(std::move(value));
      }
    }
    TORCH_CHECK(capacity > 0, "does not change and return its first argument: it is ", target.schema);
    for (const auto& value : flat) {
      TORCH_CHECK(value.isTensor() || value.isInt() || value.isDouble() || value.isBool() || value.isNone(),
                  "returns a ", value.tagKind(), ", which cannot be taken over: it is ", target.schema);
    }
    *produced = static_cast<int32_t>(flat.size());
    if (*produced > capacity) {
      kept = std::move(flat);
      return;
    }
    for (size_t i = 0; i < flat.size(); i++) write(std::move(flat[i]), results + i);
  });
}

MZ_API int32_t mz_take(mz_result* results, int32_t count) {
  return mz::guard([&] {
    std::vector<IValue> flat = std::move(kept);
    kept.clear();
    TORCH_CHECK(static_cast<int32_t>(flat.size()) == count, "mz_take asks for ", count, " of ", flat.size(), " results");
    for (int32_t i = 0; i < count; i++) write(std::move(flat[i]), results + i);
  });
}
