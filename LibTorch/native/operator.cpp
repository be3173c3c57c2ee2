// Operators by name, each looked up once.
#include <ATen/core/dispatch/Dispatcher.h>

#include <memory>
#include <mutex>
#include <sstream>
#include <unordered_map>

#include "guard.h"
#include "operator.h"

namespace {

using mz::bit, mz::Operator, mz::Parameter;

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
          static_cast<bool>(fallback), fallback ? *fallback : c10::IValue()};
}

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
    op.unary = op.handle.typed<mz::Unary>();
  } else if (!is(1, c10::TypeKind::TensorType)) {
    return;
  } else if (count == 2) {
    op.binary = op.handle.typed<mz::Binary>();
  } else if (is(2, c10::TypeKind::NumberType) && op.parameters[2].has_default) {
    op.scaled = op.handle.typed<mz::Scaled>();
    op.scale = op.parameters[2].value.toScalar();
  }
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
