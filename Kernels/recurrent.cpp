// LSTM and GRU on the CPU as three large products a sequence and one small one a step, by a weight that is laid out once. libtorch 1.13
// runs some twenty operators a step and records each: its backward makes the gradient of every weight anew at every step, where here it
// is one product for all of them. Stands in for aten::lstm.input and aten::gru.input; what it does not do goes to libtorch's own.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/ops/gru_ops.h>
#include <ATen/ops/lstm_ops.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include "cells.h"
#include "compat.h"
#include "product.h"

namespace {

using at::Tensor;
using torch::autograd::AutogradContext, torch::autograd::variable_list;

template <class Cell, class Number>
struct Rows {
  template <class Lanes> static MZ_INLINE void run(const mz::Step& step, int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++)
      for (int64_t unit = 0; unit < step.units; unit += mz::count<Lanes>) Cell::template forward<Number, Lanes>(step, row, unit, step.units - unit);
  }

  template <class Lanes> static MZ_INLINE void run(const mz::StepBack& step, int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++)
      for (int64_t unit = 0; unit < step.units; unit += mz::count<Lanes>) Cell::template backward<Number, Lanes>(step, row, unit, step.units - unit);
  }
};

// Rows know nothing of each other: each thread takes its own through the whole sequence. A million products are worth a thread.
template <class Body>
void by_rows(int64_t rows, int64_t products, const Body& body) {
  at::parallel_for(0, rows, 1 + (1 << 20) / products, body);
}

// Where step i of a sequence (steps, ...) lies; of the step before the first, where the state that it began with lies.
struct Walk {
  int64_t steps;
  bool reverse;
  void* place(const Tensor& sequence, int64_t i) const {
    return sequence.numel() == 0 ? nullptr : static_cast<char*>(sequence.data_ptr()) + (reverse ? steps - 1 - i : i) * sequence.stride(0) * sequence.element_size();
  }
  float* at(const Tensor& sequence, int64_t i) const { return static_cast<float*>(place(sequence, i)); }
  float* before(const Tensor& sequence, const Tensor& start, int64_t i) const { return i > 0 ? at(sequence, i - 1) : start.data_ptr<float>(); }
};

// One direction of one layer over a whole sequence.
template <class Cell>
struct Layer : torch::autograd::Function<Layer<Cell>> {
  static constexpr bool is_lstm = Cell::gates == 4;

  // x (steps, rows, features); what is not there is empty. The output, the last hidden state and, of an LSTM, the last cell state.
  static variable_list forward(AutogradContext* context, const Tensor& x, const Tensor& hidden, const Tensor& cell, const Tensor& weight_x,
                               const Tensor& weight_h, const Tensor& bias_x, const Tensor& bias_h, bool reverse, bool half) {
    const auto steps = x.size(0), rows = x.size(1), units = weight_h.size(1);
    const auto type = half ? at::kBFloat16 : at::kFloat;
    const auto bias = bias_x.numel() == 0 ? Tensor() : is_lstm ? bias_x + bias_h : bias_x;
    const auto from_input = at::linear(x.to(type).flatten(0, 1), weight_x.to(type), bias.defined() ? bias.to(type) : bias).view({steps, rows, -1});
    const mz::Product product(weight_h, half);
    const auto output = at::empty({steps, rows, units}, x.options());
    const auto kept = at::empty({steps, rows, 4 * units}, x.options());
    const auto cells = at::empty({is_lstm ? steps : 0, rows, units}, x.options());
    const auto halves = half ? hidden.to(type) : Tensor();
    const auto from_state = at::empty({rows, Cell::gates * units}, x.options());
    const auto* const state_bias = !is_lstm && bias_h.numel() > 0 ? bias_h.template data_ptr<float>() : nullptr;
    const Walk walk{steps, reverse};
    by_rows(rows, steps * weight_h.numel(), [&](int64_t begin, int64_t end) {
      for (int64_t i = 0; i < steps; i++) {
        const auto* const before = walk.before(output, hidden, i);
        const mz::Step step{units, walk.place(from_input, i), from_state.template data_ptr<float>(), state_bias, walk.at(kept, i), walk.at(output, i), walk.at(cells, i), before,
                            is_lstm ? walk.before(cells, cell, i) : nullptr, half ? halves.template data_ptr<c10::BFloat16>() : nullptr};
        product(half ? halves.data_ptr() : before, from_state.template data_ptr<float>(), begin, end);
        half ? mz::by_cpu<Rows<Cell, c10::BFloat16>>(step, begin, end) : mz::by_cpu<Rows<Cell, float>>(step, begin, end);
      }
    });
    context->save_for_backward({x, hidden, cell, weight_x, weight_h, bias_x, bias_h, output, kept, cells});
    context->saved_data["reverse"] = reverse;
    context->saved_data["half"] = half;
    context->set_materialize_grads(false);
    const int64_t last = reverse ? 0 : steps - 1;
    if (is_lstm) return {output, output[last].clone(), cells[last].clone()};
    return {output, output[last].clone()};
  }

  static variable_list backward(AutogradContext* context, variable_list outer) {
    const auto saved = context->get_saved_variables();
    const auto &x = saved[0], &hidden = saved[1], &cell = saved[2], &weight_x = saved[3], &weight_h = saved[4], &bias_x = saved[5], &bias_h = saved[6],
               &output = saved[7], &kept = saved[8], &cells = saved[9];
    const bool reverse = context->saved_data["reverse"].toBool(), half = context->saved_data["half"].toBool();
    if (c10::GradMode::is_enabled()) return again({x, hidden, cell, weight_x, weight_h, bias_x, bias_h}, reverse, outer);
    const auto steps = x.size(0), rows = x.size(1), units = weight_h.size(1), gates = Cell::gates * units;
    const auto type = half ? at::kBFloat16 : at::kFloat;
    const auto none = [&] { return at::zeros({rows, units}, x.options()); };
    const auto above = outer[0].defined() ? outer[0].contiguous() : Tensor();
    auto after = outer[1].defined() ? outer[1].clone(at::MemoryFormat::Contiguous) : none();
    auto carried = is_lstm && outer[2].defined() ? outer[2].clone(at::MemoryFormat::Contiguous) : none();
    const auto to_input = at::empty({steps, rows, gates}, x.options().dtype(type));
    const auto to_state = is_lstm ? to_input : at::empty_like(to_input);
    const mz::Product product(weight_h.t(), half);
    const Walk walk{steps, reverse};
    by_rows(rows, steps * weight_h.numel(), [&](int64_t begin, int64_t end) {
      for (int64_t i = steps - 1; i >= 0; i--) {
        const mz::StepBack step{units, walk.at(kept, i), walk.at(cells, i), walk.before(output, hidden, i), is_lstm ? walk.before(cells, cell, i) : nullptr,
                                above.defined() ? walk.at(above, i) : nullptr, after.template data_ptr<float>(), carried.template data_ptr<float>(),
                                walk.place(to_input, i), walk.place(to_state, i)};
        half ? mz::by_cpu<Rows<Cell, c10::BFloat16>>(step, begin, end) : mz::by_cpu<Rows<Cell, float>>(step, begin, end);
        product(step.to_state, after.template data_ptr<float>(), begin, end);
      }
    });
    const auto sums = to_input.view({-1, gates}), state_sums = to_state.view({-1, gates});
    const int64_t first = reverse ? steps - 1 : 0, rest = reverse ? 0 : 1;
    const auto needs = [&](int i) { return context->needs_input_grad(i); };
    Tensor d_x, d_weight_x, d_weight_h, d_bias_x, d_bias_h;
    if (needs(0)) d_x = sums.mm(weight_x.to(type)).view(x.sizes()).to(x.scalar_type());
    if (needs(3)) d_weight_x = sums.t().mm(x.flatten(0, 1).to(type)).to(at::kFloat);
    if (needs(4)) {
      d_weight_h = to_state[first].t().mm(hidden.to(type)).to(at::kFloat);
      if (steps > 1)
        d_weight_h += to_state.narrow(0, rest, steps - 1).flatten(0, 1).t().mm(output.narrow(0, 1 - rest, steps - 1).flatten(0, 1).to(type));
    }
    if (bias_x.numel() > 0) d_bias_x = sums.sum(0, false, at::kFloat);
    if (bias_h.numel() > 0) d_bias_h = is_lstm ? d_bias_x : state_sums.sum(0, false, at::kFloat);
    return {d_x, is_lstm ? after : after + carried, is_lstm ? carried : Tensor(), d_weight_x, d_weight_h, d_bias_x, d_bias_h, {}, {}};
  }

  // By libtorch's operators, from the same arguments: for a gradient of the gradient.
  static variable_list again(variable_list from, bool reverse, const variable_list& outer);
};

using Results = std::tuple<Tensor, Tensor, Tensor>;

Results lstm_by_libtorch(c10::DispatchKeySet keys, const Tensor& x, at::TensorList states, at::TensorList weights, bool biases, int64_t layers,
                         double dropout, bool train, bool both, bool batch_first) {
  return at::_ops::lstm_input::redispatch(keys & c10::after_autograd_keyset, x, states, weights, biases, layers, dropout, train, both, batch_first);
}

template <class Cell>
variable_list Layer<Cell>::again(variable_list from, bool reverse, const variable_list& outer) {
  const bool biases = from[5].numel() > 0;
  std::vector<Tensor> weights{from[3], from[4]};
  if (biases) weights.insert(weights.end(), {from[5], from[6]});
  const auto x = reverse ? from[0].flip(0) : from[0], hidden = from[1].unsqueeze(0);
  Tensor output, last, last_cell;
  const auto keys = c10::DispatchKeySet({c10::DispatchKey::CPU, c10::DispatchKey::AutogradCPU});
  if (is_lstm)
    std::tie(output, last, last_cell) = lstm_by_libtorch(keys, x, {hidden, from[2].unsqueeze(0)}, weights, biases, 1, 0, true, false, false);
  else
    std::tie(output, last) = at::_ops::gru_input::redispatch(keys & c10::after_autograd_keyset, x, hidden, weights, biases, 1, 0, true, false, false);
  variable_list ends{reverse ? output.flip(0) : output, last.squeeze(0)}, given, of, seeds, wanted, grads(9);
  if (is_lstm) ends.push_back(last_cell.squeeze(0));
  for (size_t i = 0; i < ends.size(); i++)
    if (outer[i].defined()) of.push_back(ends[i]), seeds.push_back(outer[i]);
  for (const auto& one : from)
    if (one.requires_grad()) wanted.push_back(one);
  const auto found = torch::autograd::grad(of, wanted, seeds, true, true, true);
  for (size_t i = 0, next = 0; i < from.size(); i++)
    if (from[i].requires_grad()) grads[i] = found[next++];
  return grads;
}

bool fits(const Tensor& x, at::TensorList states, at::TensorList weights, bool half) {
  const auto usual = [&](const Tensor& t) { return t.is_cpu() && t.layout() == c10::kStrided && t.scalar_type() == at::kFloat; };
  return x.dim() == 3 && x.is_cpu() && x.layout() == c10::kStrided && (x.scalar_type() == at::kFloat || (half && x.scalar_type() == at::kBFloat16)) && x.numel() > 0 &&
         std::all_of(states.begin(), states.end(), [&](const Tensor& t) { return usual(t) && t.dim() == 3; }) &&
         std::all_of(weights.begin(), weights.end(), usual);
}

bool shapes_agree(const Tensor& x, at::TensorList states, at::TensorList weights, bool biases, int64_t layers, bool both, int64_t gates) {
  const int64_t directions = both ? 2 : 1, each = biases ? 4 : 2, units = weights.size() > 1 ? weights[1].size(-1) : 0;
  if (static_cast<int64_t>(weights.size()) != layers * directions * each || units == 0) return false;
  for (const auto& state : states)
    if (state.size(0) != layers * directions || state.size(1) != x.size(1) || state.size(2) != units) return false;
  for (int64_t i = 0; i < layers * directions; i++) {
    const int64_t features = i < directions ? x.size(2) : units * directions;
    if (weights[i * each].sizes() != at::IntArrayRef({gates * units, features}) || weights[i * each + 1].sizes() != at::IntArrayRef({gates * units, units})) return false;
    for (int64_t bias = 2; bias < each; bias++)
      if (weights[i * each + bias].sizes() != at::IntArrayRef({gates * units})) return false;
  }
  return true;
}

// Layers over each other, forwards and backwards, dropout between them. x is (steps, rows, features).
template <class Cell>
variable_list stack(Tensor x, at::TensorList states, at::TensorList weights, bool biases, int64_t layers, double dropout, bool train, bool both, bool half) {
  const c10::impl::ExcludeDispatchKeyGuard exact(c10::DispatchKey::AutocastCPU);
  if (x.scalar_type() != at::kFloat) x = x.to(at::kFloat);
  const int64_t directions = both ? 2 : 1, each = biases ? 4 : 2;
  const auto none = at::empty({0});  // a Function takes no undefined tensor
  variable_list hidden, cells;
  for (int64_t layer = 0; layer < layers; layer++) {
    variable_list outputs;
    for (int64_t i = layer * directions; i < (layer + 1) * directions; i++) {
      const auto* const own = &weights[i * each];
      const auto results = Layer<Cell>::apply(x.contiguous(), states[0][i].contiguous(), states.size() > 1 ? states[1][i].contiguous() : none, own[0].contiguous(),
                                              own[1].contiguous(), biases ? own[2].contiguous() : none, biases ? own[3].contiguous() : none, i % directions == 1, half);
      outputs.push_back(results[0]);
      hidden.push_back(results[1]);
      if (results.size() > 2) cells.push_back(results[2]);
    }
    x = both ? at::cat(outputs, -1) : outputs[0];
    if (train && dropout != 0 && layer + 1 < layers) x = at::dropout(x, dropout, true);
  }
  return {x, at::stack(hidden), cells.empty() ? Tensor() : at::stack(cells)};
}

Results lstm(c10::DispatchKeySet keys, const Tensor& x, at::TensorList states, at::TensorList weights, bool biases, int64_t layers, double dropout,
             bool train, bool both, bool batch_first) {
  const bool half = mz::autocast_to_half_on_cpu();
  const auto by_steps = batch_first && x.dim() == 3 ? x.transpose(0, 1) : x;
  if (states.size() != 2 || !fits(x, states, weights, half) || !shapes_agree(by_steps, states, weights, biases, layers, both, 4))
    return lstm_by_libtorch(keys, x, states, weights, biases, layers, dropout, train, both, batch_first);
  const auto r = stack<mz::Lstm>(by_steps, states, weights, biases, layers, dropout, train, both, half);
  return {batch_first ? r[0].transpose(0, 1) : r[0], r[1], r[2]};
}

std::tuple<Tensor, Tensor> gru(c10::DispatchKeySet keys, const Tensor& x, const Tensor& state, at::TensorList weights, bool biases, int64_t layers,
                               double dropout, bool train, bool both, bool batch_first) {
  const bool half = mz::autocast_to_half_on_cpu();
  const auto by_steps = batch_first && x.dim() == 3 ? x.transpose(0, 1) : x;
  if (!fits(x, state, weights, half) || !shapes_agree(by_steps, state, weights, biases, layers, both, 3))
    return at::_ops::gru_input::redispatch(keys & c10::after_autograd_keyset, x, state, weights, biases, layers, dropout, train, both, batch_first);
  const auto r = stack<mz::Gru>(by_steps, state, weights, biases, layers, dropout, train, both, half);
  return {batch_first ? r[0].transpose(0, 1) : r[0], r[1]};
}

}  // namespace

TORCH_LIBRARY_IMPL(aten, AutogradCPU, library) {
  library.impl("lstm.input", lstm);
  library.impl("gru.input", gru);
}
