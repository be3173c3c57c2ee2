// The floor of `bench`: the same cases in C++ on bare libtorch, its own optimizers, no layer between.
// It answers on standard output while standard input asks: a line `case seconds` is answered by `milliseconds threads`.
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace nn = torch::nn;
namespace F = torch::nn::functional;
using torch::Tensor;

namespace {

// libtorch's own cannot stand in another Sequential: its forward takes any types.
struct ChainImpl : nn::SequentialImpl {
  using SequentialImpl::SequentialImpl;
  Tensor forward(Tensor x) { return SequentialImpl::forward(x); }
};
TORCH_MODULE(Chain);

nn::Conv2d conv(int64_t from, int64_t to, int64_t kernel, int64_t stride = 1, int64_t padding = 0) {
  return nn::Conv2d(nn::Conv2dOptions(from, to, kernel).stride(stride).padding(padding).bias(false));
}

struct BlockImpl : nn::Module {
  nn::Conv2d conv1, conv2;
  nn::BatchNorm2d bn1, bn2;
  nn::Sequential shortcut;

  BlockImpl(int64_t from, int64_t to, int64_t stride)
      : conv1(conv(from, to, 3, stride, 1)), conv2(conv(to, to, 3, 1, 1)), bn1(to), bn2(to) {
    register_module("conv1", conv1), register_module("conv2", conv2);
    register_module("bn1", bn1), register_module("bn2", bn2);
    if (stride != 1 || from != to) {
      shortcut = nn::Sequential(conv(from, to, 1, stride), nn::BatchNorm2d(to));
      register_module("shortcut", shortcut);
    }
  }

  Tensor forward(Tensor x) {
    auto y = bn1(conv1(x));
    y = bn2(conv2(torch::relu_(y)));
    return torch::relu_(y += shortcut.is_empty() || shortcut->is_empty() ? x : shortcut->forward(x));
  }
};
TORCH_MODULE(Block);

nn::Sequential resnet18(int64_t channels) {
  nn::Sequential net(conv(channels, 64, 7, 2, 3), nn::BatchNorm2d(64), nn::ReLU(nn::ReLUOptions(true)),
                     nn::MaxPool2d(nn::MaxPool2dOptions(3).stride(2).padding(1)));
  int64_t from = 64;
  for (int64_t to : {64, 128, 256, 512}) {
    net->push_back(Block(from, to, to == 64 ? 1 : 2));
    net->push_back(Block(to, to, 1));
    from = to;
  }
  net->push_back(nn::AdaptiveAvgPool2d(1));
  net->push_back(nn::Flatten());
  net->push_back(nn::Linear(512, 10));
  return net;
}

Chain basic(int64_t from, int64_t to, int64_t kernel, int64_t stride = 1, int64_t padding = 0) {
  return Chain(conv(from, to, kernel, stride, padding), nn::BatchNorm2d(nn::BatchNorm2dOptions(to).eps(0.001)),
                        nn::ReLU(nn::ReLUOptions(true)));
}

struct InceptionImpl : nn::Module {
  std::vector<Chain> branches;

  InceptionImpl(int64_t from, int64_t one, int64_t three0, int64_t three, int64_t five0, int64_t five, int64_t pool)
      : branches{basic(from, one, 1), Chain(basic(from, three0, 1), basic(three0, three, 3, 1, 1)),
                 Chain(basic(from, five0, 1), basic(five0, five, 3, 1, 1)),
                 Chain(nn::MaxPool2d(nn::MaxPool2dOptions(3).stride(1).padding(1).ceil_mode(true)), basic(from, pool, 1))} {
    for (size_t i = 0; i < branches.size(); i++) register_module("branch" + std::to_string(i + 1), branches[i]);
  }

  Tensor forward(Tensor x) {
    std::vector<Tensor> parts;
    for (auto& branch : branches) parts.push_back(branch->forward(x));
    return torch::cat(parts, 1);
  }
};
TORCH_MODULE(Inception);

nn::MaxPool2d pool(int64_t kernel) { return nn::MaxPool2d(nn::MaxPool2dOptions(kernel).stride(2).ceil_mode(true)); }

nn::Sequential googlenet() {
  return nn::Sequential(
      basic(3, 64, 7, 2, 3), pool(3), basic(64, 64, 1), basic(64, 192, 3, 1, 1), pool(3),
      Inception(192, 64, 96, 128, 16, 32, 32), Inception(256, 128, 128, 192, 32, 96, 64), pool(3),
      Inception(480, 192, 96, 208, 16, 48, 64), Inception(512, 160, 112, 224, 24, 64, 64),
      Inception(512, 128, 128, 256, 24, 64, 64), Inception(512, 112, 144, 288, 32, 64, 64),
      Inception(528, 256, 160, 320, 32, 128, 128), pool(2), Inception(832, 256, 160, 320, 32, 128, 128),
      Inception(832, 384, 192, 384, 48, 128, 128), nn::AdaptiveAvgPool2d(1), nn::Flatten(), nn::Dropout(0.2), nn::Linear(1024, 10));
}

nn::Sequential lenet(bool norm) {
  nn::Sequential net(nn::Conv2d(nn::Conv2dOptions(1, 6, 5).padding(2)));
  if (norm) net->push_back(nn::BatchNorm2d(6));
  net->push_back(nn::Sigmoid()), net->push_back(nn::AvgPool2d(2));
  net->push_back(nn::Conv2d(6, 16, 5));
  if (norm) net->push_back(nn::BatchNorm2d(16));
  net->push_back(nn::Sigmoid()), net->push_back(nn::AvgPool2d(2)), net->push_back(nn::Flatten());
  net->push_back(nn::Linear(400, 120)), net->push_back(nn::Sigmoid());
  net->push_back(nn::Linear(120, 84)), net->push_back(nn::Sigmoid()), net->push_back(nn::Linear(84, 10));
  return net;
}

template <class Layer>
struct Characters : nn::Module {
  nn::Embedding embed{65, 128};
  Layer layer;
  nn::Linear output{256, 65};

  explicit Characters(Layer recurrent) : layer(recurrent) {
    register_module("embed", embed), register_module("layer", layer), register_module("output", output);
  }

  Tensor forward(Tensor text) { return output(std::get<0>(layer->forward(embed(text)))).transpose(1, 2); }
};

struct Variational : nn::Module {
  nn::Linear encoder{784, 400}, mean{400, 20}, spread{400, 20}, decoder{20, 400}, output{400, 784};

  Variational() {
    register_module("encoder", encoder), register_module("mean", mean), register_module("spread", spread);
    register_module("decoder", decoder), register_module("output", output);
  }

  Tensor loss(Tensor images) {
    auto hidden = torch::relu(encoder(images));
    auto centre = mean(hidden), log_variance = spread(hidden);
    auto code = centre + torch::randn_like(centre) * torch::exp(0.5 * log_variance);
    auto logits = output(torch::relu(decoder(code)));
    auto divergence = -0.5 * torch::sum(1 + log_variance - centre.pow(2) - log_variance.exp());
    return (F::binary_cross_entropy_with_logits(logits, images, F::BinaryCrossEntropyWithLogitsFuncOptions().reduction(torch::kSum)) + divergence) / images.size(0);
  }
};

struct Subject {
  std::shared_ptr<nn::Module> net;
  std::shared_ptr<torch::optim::Optimizer> optimizer;
  std::function<Tensor()> loss;

  void step() {
    optimizer->zero_grad();
    loss().backward();
    optimizer->step();
  }
};

std::shared_ptr<torch::optim::Optimizer> sgd(nn::Module& net, double rate) {
  return std::make_shared<torch::optim::SGD>(net.parameters(), rate);
}

std::shared_ptr<torch::optim::Optimizer> adam(nn::Module& net) {
  return std::make_shared<torch::optim::Adam>(net.parameters(), torch::optim::AdamOptions(1e-3));
}

bool channels_last = false;

Subject classifier(nn::Sequential net, double rate, int64_t batch, int64_t channels, int64_t size) {
  auto images = torch::rand({batch, channels, size, size}), labels = torch::randint(0, 10, {batch}, torch::kLong);
  if (channels_last) {
    images = images.contiguous(at::MemoryFormat::ChannelsLast);
    for (auto& parameter : net->parameters()) {
      if (parameter.dim() == 4) parameter.set_data(parameter.data().contiguous(at::MemoryFormat::ChannelsLast));
    }
  }
  auto optimizer = rate > 0 ? sgd(*net, rate) : adam(*net);
  return {net.ptr(), optimizer, [=]() mutable { return F::cross_entropy(net->forward(images), labels); }};
}

template <class Layer>
Subject characters(Layer layer) {
  auto net = std::make_shared<Characters<Layer>>(layer);
  auto text = torch::randint(0, 65, {32, 64}, torch::kLong), next = torch::randint(0, 65, {32, 64}, torch::kLong);
  return {net, adam(*net), [=] { return F::cross_entropy(net->forward(text), next); }};
}

Subject build(const std::string& name) {
  if (name == "softmax") return classifier(nn::Sequential(nn::Flatten(), nn::Linear(784, 10)), 0.1, 256, 1, 28);
  if (name == "mlp-sgd" || name == "mlp-adam") {
    return classifier(nn::Sequential(nn::Flatten(), nn::Linear(784, 256), nn::ReLU(), nn::Linear(256, 10)), name == "mlp-sgd" ? 0.1 : 0, 256, 1, 28);
  }
  if (name == "lenet" || name == "lenet-bn") return classifier(lenet(name == "lenet-bn"), 0.9, 256, 1, 28);
  if (name == "resnet18-28") return classifier(resnet18(1), 0, 128, 1, 28);
  if (name == "resnet18-96") return classifier(resnet18(3), 0, 32, 3, 96);
  if (name == "googlenet-96") return classifier(googlenet(), 0.1, 32, 3, 96);
  if (name == "lstm") return characters(nn::LSTM(nn::LSTMOptions(128, 256).batch_first(true)));
  if (name == "gru") return characters(nn::GRU(nn::GRUOptions(128, 256).batch_first(true)));
  auto images = torch::rand({256, 784});
  if (name == "autoencoder") {
    nn::Sequential net(nn::Linear(784, 128), nn::ReLU(), nn::Linear(128, 32), nn::ReLU(), nn::Linear(32, 128), nn::ReLU(), nn::Linear(128, 784));
    return {net.ptr(), adam(*net), [=]() mutable { return F::binary_cross_entropy_with_logits(net->forward(images), images); }};
  }
  auto net = std::make_shared<Variational>();
  return {net, adam(*net), [=] { return net->loss(images); }};
}

double measure(Subject& subject, double seconds) {
  using Clock = std::chrono::steady_clock;
  std::vector<double> times;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  while (times.size() < 3 || Clock::now() < end) {
    const auto start = Clock::now();
    subject.step();
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

}  // namespace

int main(int count, char** arguments) {
  for (int i = 1; i < count; i++) {
    if (std::string(arguments[i]) == "--channels-last") channels_last = true;
    if (std::string(arguments[i]) == "--threads") at::set_num_threads(std::stoi(arguments[i + 1]));
  }
  std::string name, current;
  double seconds;
  Subject subject;
  while (std::cin >> name >> seconds) {
    if (name != current) {
      subject = build(current = name);
      for (int i = 0; i < 3; i++) subject.step();
    }
    std::cout << measure(subject, seconds) << " " << at::get_num_threads() << std::endl;
  }
}
