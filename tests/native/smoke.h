// What the smoke program checks with: a call that must succeed, one that must be refused, tensors that are freed at the end of their block.
#pragma once
#include "../../Kernels/share.h"
#include "../../LibTorch/native/shim.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

int checks = 0;

void require(bool truth, const char* what) {
  checks++;
  if (truth) return;
  std::fprintf(stderr, "smoke: failed: %s (last error: %s)\n", what, mz_last_error());
  std::exit(1);
}

#define OK(call) require((call) == 0, #call)
#define REFUSED(call) require((call) == -1 && std::strlen(mz_last_error()) > 0, #call)

// An owned tensor.
struct Tensor {
  mz_result info{};
  Tensor() = default;
  Tensor(const Tensor&) = delete;
  Tensor(Tensor&& other) noexcept : info(other.info) { other.info.bits = 0; }
  Tensor& operator=(Tensor&& other) noexcept {
    std::swap(info, other.info);
    return *this;
  }
  ~Tensor() { mz_tensor_free(handle()); }
  mz_tensor handle() const { return reinterpret_cast<mz_tensor>(info.bits); }
};

mz_value value(const Tensor& tensor) { return {tensor.info.bits, MZ_TENSOR, 0}; }
mz_value number(int64_t n) { return {n, MZ_INT, 0}; }
mz_value number(double n) {
  mz_value v{0, MZ_DOUBLE, 0};
  std::memcpy(&v.bits, &n, sizeof n);
  return v;
}
mz_value ints(const std::vector<int64_t>& list) { return {reinterpret_cast<int64_t>(list.data()), MZ_INTS, static_cast<int32_t>(list.size())}; }
mz_value text(const std::string& s) { return {reinterpret_cast<int64_t>(s.data()), MZ_STRING, static_cast<int32_t>(s.size())}; }
const mz_value none{0, MZ_NONE, 0}, fallback{0, MZ_DEFAULT, 0};

mz_operator find(const char* name, const char* overload = "") {
  mz_operator op = nullptr;
  OK(mz_operator_find(name, overload, &op));
  require(op != nullptr, name);
  return op;
}

int32_t call(mz_operator op, std::initializer_list<mz_value> arguments, mz_result* results, int32_t capacity, int32_t* produced = nullptr) {
  int32_t unused = 0;
  return mz_call(op, arguments.begin(), static_cast<int32_t>(arguments.size()), results, capacity, produced ? produced : &unused);
}

Tensor ones(const std::vector<int64_t>& shape) {
  Tensor made;
  OK(call(find("aten::ones"), {ints(shape), number(int64_t{6})}, &made.info, 1));
  return made;
}

}  // namespace
