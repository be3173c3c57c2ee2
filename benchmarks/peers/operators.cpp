// The cases of OperatorCost.cs in C++ on bare libtorch: nanoseconds a call, a line each.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>

#include <chrono>
#include <cstdio>

template <class Body>
void time(const char* name, Body body) {
  constexpr int calls = 20'000;
  double nanoseconds = 0;
  for (int repeat = 0; repeat < 2; repeat++) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < calls; i++) body();
    nanoseconds = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count() / calls;
  }
  std::printf("%s\t%.1f\n", name, nanoseconds);
}

int main() {
  at::set_num_threads(1);
  auto a = at::randn({8, 8}), b = at::randn({8, 8}), graded = at::randn({8, 8}).requires_grad_();
  auto one = a[1][2];
  time("a+b", [&] { auto c = a + b; });
  time("a*b", [&] { auto c = a * b; });
  time("mm", [&] { auto c = a.mm(b); });
  time("a+1", [&] { auto c = a + 1; });
  time("a.add_(b)", [&] { a.add_(b); });
  time("a+b with grad", [&] { auto c = graded + b; });
  time("scope { a+b }", [&] { auto c = a + b; });
  time("backward", [&] { torch::autograd::backward({(graded * b).sum()}, {}); });
  time("item", [&] { volatile float x = one.item<float>(); (void)x; });
  time("a[1,2].item", [&] { volatile float x = a[1][2].item<float>(); (void)x; });
}
