// One step of a recurrent layer beside its matrix products, forward and backward: every number is read and written once.
// A gate's sum has two parts: what comes from the input, for all steps at once, and what comes from the state before.
#pragma once
#include <c10/util/BFloat16.h>

#include "lanes.h"

namespace mz {

// What a step reads and writes. Rows are examples; `kept` holds what backward needs, four numbers a unit.
struct Step {
  int64_t units;
  const void* from_input;                // (rows, gates), float or bfloat16
  const float* from_state;               // (rows, gates)
  const float* state_bias;               // (gates), GRU's alone: it stands inside its reset gate
  float *kept, *hidden, *cell;           // (rows, 4 units), (rows, units), (rows, units)
  const float *hidden_before, *cell_before;
  c10::BFloat16* hidden_half;            // (rows, units) or null: the next product's argument
};

struct StepBack {
  int64_t units;
  const float *kept, *cell, *hidden_before, *cell_before;
  const float *above, *after;            // gradient of the output, null if none, and what the step after sent back by its product
  float *carried;                        // (rows, units), read and written: gradient of the cell, or of the state past the gates
  void *to_input, *to_state;             // (rows, gates) gradients of the two sums; one buffer where they are the same
};

// i, f, g, o as PyTorch orders them: c = f c' + i g, h = o tanh c.
struct Lstm {
  static constexpr int gates = 4;

  template <class Number, class Lanes> static MZ_INLINE void forward(const Step& s, int64_t row, int64_t unit, int64_t some) {
    const int64_t gate = row * 4 * s.units + unit, at = row * s.units + unit;
    Lanes g[4], more, cell;
    for (int k = 0; k < 4; k++) {
      read<Number>(g[k], s.from_input, gate + k * s.units, some);
      load(more, s.from_state + gate + k * s.units, some);
      g[k] += more;
    }
    sigmoid(g[0]), sigmoid(g[1]), tangent(g[2]), sigmoid(g[3]);
    load(cell, s.cell_before + at, some);
    cell = g[1] * cell + g[0] * g[2];
    for (int k = 0; k < 4; k++) store(g[k], s.kept + gate + k * s.units, some);
    store(cell, s.cell + at, some);
    tangent(cell);
    cell *= g[3];
    store(cell, s.hidden + at, some);
    if (s.hidden_half != nullptr) write<c10::BFloat16>(cell, s.hidden_half, at, some);
  }

  template <class Number, class Lanes> static MZ_INLINE void backward(const StepBack& s, int64_t row, int64_t unit, int64_t some) {
    const int64_t gate = row * 4 * s.units + unit, at = row * s.units + unit;
    Lanes g[4], dh, more, dc, cell, before;
    for (int k = 0; k < 4; k++) load(g[k], s.kept + gate + k * s.units, some);
    load(dh, s.after + at, some);
    if (s.above != nullptr) load(more, s.above + at, some), dh += more;
    load(dc, s.carried + at, some);
    load(cell, s.cell + at, some);
    load(before, s.cell_before + at, some);
    tangent(cell);
    dc += dh * g[3] * (1.0f - cell * cell);
    const Lanes out[4] = {dc * g[2] * g[0] * (1.0f - g[0]), dc * before * g[1] * (1.0f - g[1]), dc * g[0] * (1.0f - g[2] * g[2]),
                          dh * cell * g[3] * (1.0f - g[3])};
    for (int k = 0; k < 4; k++) write<Number>(out[k], s.to_input, gate + k * s.units, some);
    store(dc * g[1], s.carried + at, some);
  }
};

// r, z, n as PyTorch orders them: n = tanh(x_n + r (h_n + b_n)), h = (1 - z) n + z h'. Kept: r, z, n and h_n + b_n.
struct Gru {
  static constexpr int gates = 3;

  template <class Number, class Lanes> static MZ_INLINE void forward(const Step& s, int64_t row, int64_t unit, int64_t some) {
    const int64_t gate = row * 3 * s.units + unit, at = row * s.units + unit, keep = row * 4 * s.units + unit;
    Lanes x[3], h[3], bias, before;
    for (int k = 0; k < 3; k++) {
      read<Number>(x[k], s.from_input, gate + k * s.units, some);
      load(h[k], s.from_state + gate + k * s.units, some);
      if (s.state_bias != nullptr) load(bias, s.state_bias + k * s.units + unit, some), h[k] += bias;
    }
    Lanes r = x[0] + h[0], z = x[1] + h[1];
    sigmoid(r), sigmoid(z);
    Lanes n = x[2] + r * h[2];
    tangent(n);
    load(before, s.hidden_before + at, some);
    store(r, s.kept + keep, some);
    store(z, s.kept + keep + s.units, some);
    store(n, s.kept + keep + 2 * s.units, some);
    store(h[2], s.kept + keep + 3 * s.units, some);
    n += z * (before - n);
    store(n, s.hidden + at, some);
    if (s.hidden_half != nullptr) write<c10::BFloat16>(n, s.hidden_half, at, some);
  }

  template <class Number, class Lanes> static MZ_INLINE void backward(const StepBack& s, int64_t row, int64_t unit, int64_t some) {
    const int64_t gate = row * 3 * s.units + unit, at = row * s.units + unit, keep = row * 4 * s.units + unit;
    Lanes r, z, n, state, dh, more, before;
    load(r, s.kept + keep, some);
    load(z, s.kept + keep + s.units, some);
    load(n, s.kept + keep + 2 * s.units, some);
    load(state, s.kept + keep + 3 * s.units, some);
    load(dh, s.after + at, some);
    load(more, s.carried + at, some);
    dh += more;
    if (s.above != nullptr) load(more, s.above + at, some), dh += more;
    load(before, s.hidden_before + at, some);
    const Lanes dn = dh * (1.0f - z) * (1.0f - n * n), dr = dn * state * r * (1.0f - r), dz = dh * (before - n) * z * (1.0f - z);
    write<Number>(dr, s.to_input, gate, some);
    write<Number>(dz, s.to_input, gate + s.units, some);
    write<Number>(dn, s.to_input, gate + 2 * s.units, some);
    write<Number>(dr, s.to_state, gate, some);
    write<Number>(dz, s.to_state, gate + s.units, some);
    write<Number>(dn * r, s.to_state, gate + 2 * s.units, some);
    store(dh * z, s.carried + at, some);
  }
};

}  // namespace mz
