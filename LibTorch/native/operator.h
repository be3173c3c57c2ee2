// What is known of an operator before it is called: what its parameters take, and whether it has a shape of its own.
#pragma once
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>

#include <optional>
#include <string>
#include <vector>

#include "shim.h"

namespace mz {

constexpr uint32_t bit(mz_tag tag) { return 1u << tag; }

// What a parameter of the schema accepts, so that a wrong argument is an error and never a misread union.
struct Parameter {
  uint32_t accepts;
  bool is_float, optional_tensors, has_default;
  c10::IValue value;  // the default
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

// direct.cpp: whether the call was of such a shape, with nothing about its arguments that the boxed way has to explain.
bool direct(const Operator& op, const mz_value* arguments, int32_t count, mz_result* result);

}  // namespace mz
