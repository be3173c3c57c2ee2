// One door to every operator of libtorch: the dispatcher called boxed, defaults taken from the operator's own schema.
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/Generator.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/stack.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <c10/core/GradMode.h>

#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <vector>

#include "guard.h"

namespace {

using c10::IValue;
using torch::jit::Stack;

constexpr uint32_t bit(mz_tag tag) { return 1u << tag; }

// What a parameter of the schema accepts, so that a wrong argument is an error and never a misread union.
struct Parameter {
  uint32_t accepts;
  bool is_float, optional_tensors, has_default;
  IValue value;  // the default
};

// Many calls are of three shapes that neither change nor alias their arguments. Called by their C++ type they need no
// stack and, where nothing is recorded, no autograd kernel that finds that out. All else goes boxed.
using Unary = at::Tensor(const at::Tensor&);
using Binary = at::Tensor(const at::Tensor&, const at::Tensor&);
using Scaled = at::Tensor(const at::Tensor&, const at::Tensor&, const at::Scalar&);

struct Operator {
  c10::OperatorHandle handle;
  std::vector<Parameter> parameters;
  std::string schema;
  std::optional<c10::TypedOperatorHandle<Unary>> unary;
  std::optional<c10::TypedOperatorHandle<Binary>> binary;
  std::optional<c10::TypedOperatorHandle<Scaled>> scaled;
  at::Scalar scale;  // the default of a scaled one's last parameter
};

void find_shape(Operator& op) {
  const auto& schema = op.handle.schema();
  const auto& arguments = schema.arguments();
  const auto is = [&](size_t i, c10::TypeKind kind) { return arguments[i].type()->kind() == kind; };
  for (const auto& argument : arguments) {
    if (argument.alias_info()) return;
  }
  const size_t count = arguments.size();
  if (count == 0 || count > 3 || schema.returns().size() != 1 || !is(0, c10::TypeKind::TensorType) ||
      schema.returns()[0].type()->kind() != c10::TypeKind::TensorType) {
    return;
  }
  if (count == 1) {
    op.unary = op.handle.typed<Unary>();
  } else if (!is(1, c10::TypeKind::TensorType)) {
    return;
  } else if (count == 2) {
    op.binary = op.handle.typed<Binary>();
  } else if (is(2, c10::TypeKind::NumberType) && op.parameters[2].has_default) {
    op.scaled = op.handle.typed<Scaled>();
    op.scale = op.parameters[2].value.toScalar();
  }
}

uint32_t accepted(const c10::TypePtr& type) {
  switch (type->kind()) {
    case c10::TypeKind::OptionalType:
      return bit(MZ_NONE) | accepted(type->containedType(0));
    case c10::TypeKind::TensorType: return bit(MZ_TENSOR);
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType: return bit(MZ_INT);
    case c10::TypeKind::FloatType: return bit(MZ_DOUBLE) | bit(MZ_INT);
    case c10::TypeKind::NumberType: return bit(MZ_DOUBLE) | bit(MZ_INT) | bit(MZ_BOOL);
    case c10::TypeKind::BoolType: return bit(MZ_BOOL);
    case c10::TypeKind::StringType: return bit(MZ_STRING);
    case c10::TypeKind::DeviceObjType: return bit(MZ_DEVICE);
    case c10::TypeKind::GeneratorType: return bit(MZ_GENERATOR);
    case c10::TypeKind::ListType:
      switch (type->containedType(0)->kind()) {
        case c10::TypeKind::TensorType:
        case c10::TypeKind::OptionalType: return bit(MZ_TENSORS);
        case c10::TypeKind::IntType:
        case c10::TypeKind::SymIntType: return bit(MZ_INTS);
        case c10::TypeKind::FloatType: return bit(MZ_DOUBLES);
        case c10::TypeKind::BoolType: return bit(MZ_BOOLS);
        default: return 0;
      }
    default:
      // ScalarType, Layout and MemoryFormat have kinds of their own only in newer versions; all travel as integers.
      return bit(MZ_INT);
  }
}

Parameter parameter(const c10::Argument& argument) {
  const auto& type = argument.type();
  const auto& inner = type->kind() == c10::TypeKind::OptionalType ? type->containedType(0) : type;
  const auto fallback = argument.default_value();
  return {accepted(type), inner->kind() == c10::TypeKind::FloatType,
          inner->kind() == c10::TypeKind::ListType && inner->containedType(0)->kind() == c10::TypeKind::OptionalType,
          static_cast<bool>(fallback), fallback ? *fallback : IValue()};
}

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

// Whether the call was one of the three shapes, with nothing about its arguments that the boxed way has to explain.
bool direct(const Operator& op, const mz_value* arguments, int32_t count, mz_result* result) {
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

}  // namespace

MZ_API int32_t mz_operator_find(const char* name, const char* overload, mz_operator* op) {
  return mz::guard([&] {
    static std::mutex lock;
    static std::unordered_map<std::string, std::unique_ptr<Operator>> found;
    const std::lock_guard<std::mutex> held(lock);
    auto& entry = found[std::string(name) + "." + overload];
    if (!entry) {
      auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
      if (handle) {
        std::ostringstream text;
        text << handle->schema();
        entry.reset(new Operator{*handle, {}, text.str(), {}, {}, {}, {}});
        for (const auto& argument : handle->schema().arguments()) entry->parameters.push_back(parameter(argument));
        find_shape(*entry);
      }
    }
    *op = entry.get();
  });
}

MZ_API int32_t mz_operator_schema(mz_operator op, const char** text) {
  *text = static_cast<Operator*>(op)->schema.c_str();
  return 0;
}

MZ_API int32_t mz_call(mz_operator op, const mz_value* arguments, int32_t count, mz_result* results, int32_t capacity,
                       int32_t* produced) {
  return mz::guard([&] {
    auto& target = *static_cast<Operator*>(op);
    if (capacity > 0 && direct(target, arguments, count, results)) {
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
