// The kernels of our own, forward and backward, with sizes that leave vectors half full.
#pragma once
#include "smoke.h"

namespace {

void learn(const Tensor& leaf) {
  mz_result described{};
  OK(call(find("aten::requires_grad_"), {value(leaf), {1, MZ_BOOL, 0}}, &described, 0));
}

// Backward from the sum.
void back(const Tensor& from) {
  Tensor sum;
  OK(call(find("aten::sum"), {value(from)}, &sum.info, 1));
  const mz_tensor one[] = {sum.handle()};
  OK(mz_backward(one, 1, nullptr, 0, 0, nullptr, 0));
}

void kernels() {
  struct Case { int64_t images, high, wide, maps, tall, broad, padding; };
  for (const auto& c : {Case{3, 28, 28, 6, 5, 5, 2}, Case{2, 3, 2, 8, 2, 2, 0}, Case{9, 1, 40, 1, 1, 3, 1}, Case{1, 7, 33, 3, 3, 3, 0}, Case{2, 2, 70, 5, 2, 1, 3}}) {
    Tensor picture = ones({c.images, 1, c.high, c.wide}), filter = ones({c.maps, 1, c.tall, c.broad}), bias = ones({c.maps}), maps, pooled;
    learn(filter), learn(bias);
    OK(call(find("aten::conv2d"), {value(picture), value(filter), value(bias), ints({1}), ints({c.padding, c.padding})}, &maps.info, 1));
    require(maps.info.dims == 4 && maps.info.sizes[3] == c.wide + 2 * c.padding - c.broad + 1, "a map's width");
    if (maps.info.sizes[2] > 1 && maps.info.sizes[3] > 1) {
      OK(call(find("aten::avg_pool2d"), {value(maps), ints({2, 2})}, &pooled.info, 1));
      back(pooled);
    } else {
      back(maps);
    }
  }
  for (const int64_t maps : {16, 21, 32}) {
    for (const auto& [window, stride, padding] : {std::array<int64_t, 3>{3, 2, 1}, {3, 1, 1}, {2, 3, 0}}) {
      Tensor picture = ones({2, maps, 7, 5}), turned, pooled;
      OK(call(find("aten::contiguous"), {value(picture), number(int64_t{2})}, &turned.info, 1));  // channels last
      learn(turned);
      OK(call(find("aten::max_pool2d"), {value(turned), ints({window}), ints({stride}), ints({padding})}, &pooled.info, 1));
      require(pooled.info.sizes[2] == (7 + 2 * padding - window) / stride + 1, "a pooled map's height");
      back(pooled);
    }
  }
  for (const int64_t units : {5, 16, 19}) {
    const auto recurrent = [units](const char* name, int64_t gates, bool cell) {
      Tensor sequence = ones({4, 3, 7}), inward = ones({gates * units, 7}), across = ones({gates * units, units}), first = ones({gates * units}), second = ones({gates * units});
      Tensor state = ones({1, 3, units}), memory = ones({1, 3, units});
      for (const auto* each : {&sequence, &inward, &across, &first, &second}) learn(*each);
      const mz_tensor before[] = {state.handle(), memory.handle()}, weights[] = {inward.handle(), across.handle(), first.handle(), second.handle()};
      const mz_value yes{1, MZ_BOOL, 0}, no{0, MZ_BOOL, 0}, parameters{reinterpret_cast<int64_t>(weights), MZ_TENSORS, 4};
      mz_result results[3]{};
      OK(call(find(name, "input"), {value(sequence), cell ? mz_value{reinterpret_cast<int64_t>(before), MZ_TENSORS, 2} : value(state), parameters, yes, number(int64_t{1}), number(0.0), yes, no, no},
              results, 3));
      Tensor all[3];
      for (int i = 0; i < 3; i++) all[i].info = results[i];
      back(all[0]);
    };
    recurrent("aten::lstm", 4, true);
    recurrent("aten::gru", 3, false);
    Tensor scores = ones({units, 10}), truth, loss;
    learn(scores);
    OK(call(find("aten::zeros"), {ints({units}), number(int64_t{4})}, &truth.info, 1));
    OK(call(find("aten::cross_entropy_loss"), {value(scores), value(truth)}, &loss.info, 1));
    back(loss);
  }
}

}  // namespace
