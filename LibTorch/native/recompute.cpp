// Part of a network whose inner tensors are not kept for backward: it keeps its input, runs again there, and goes backward at once.
#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>

#include "compat.h"
#include "guard.h"

namespace {

using at::Tensor;
using torch::autograd::variable_list;

struct Again final : torch::autograd::Node {
  torch::autograd::SavedVariable input;
  mz_tensor (*run)(int64_t, const mz_result*);
  void (*release)(int64_t);
  int64_t part;
  bool half = at::autocast::is_cpu_enabled();
  at::ScalarType format = at::autocast::get_autocast_cpu_dtype();

  Again(const Tensor& x, mz_tensor (*run)(int64_t, const mz_result*), void (*release)(int64_t), int64_t part)
      : input(x, false), run(run), release(release), part(part) {}
  ~Again() override { release(part); }

  void release_variables() override { input.reset_data(); }

  variable_list apply(variable_list&& outer) override {
    TORCH_CHECK(!c10::GradMode::is_enabled(), "a part that is computed again has no gradient of its gradient");
    const auto before = input.unpack();
    const auto x = before.detach().requires_grad_(before.requires_grad());
    const at::AutoGradMode recording(true);
    Tensor output;
    {
      const Region region(half, format);
      mz_result info;
      mz::give(x, &info);
      const auto given = run(part, &info);
      TORCH_CHECK(given != nullptr, mz::last_error());
      output = Tensor(mz::Impl::reclaim(static_cast<c10::TensorImpl*>(given)));
    }
    torch::autograd::backward({output}, {outer[0]});  // adds to the parameters' gradients
    return {x.grad(), Tensor()};
  }

 private:
  // The number format that forward had.
  struct Region {
    bool active;
    Region(bool active, at::ScalarType format) : active(active) {
      if (!active) return;
      at::autocast::increment_nesting();
      mz::autocast(c10::kCPU, true, format);
    }
    ~Region() {
      if (!active) return;
      mz::autocast(c10::kCPU, false, at::kBFloat16);
      if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    }
  };
};

}  // namespace

MZ_API int32_t mz_recomputed(mz_tensor input, mz_tensor learned, mz_tensor output, mz_tensor (*run)(int64_t, const mz_result*), void (*release)(int64_t),
                             int64_t part, mz_result* result) {
  return mz::guard([&] {
    const auto x = mz::borrow(input), weight = mz::borrow(learned);
    const std::shared_ptr<Again> node(new Again(x, run, release, part), torch::autograd::deleteNode);
    node->set_next_edges(torch::autograd::collect_next_edges(x, weight));
    auto attached = mz::borrow(output).detach();
    torch::autograd::set_history(attached, node);
    mz::give(attached, result);
  });
}

MZ_API void mz_fail(const char* text) { mz::last_error() = text; }
