// Calls every entry of the shim, also with what it must refuse; run by scripts/sanitize under AddressSanitizer or valgrind.
// Every tensor is freed at the end of its block, so a report of a leak is a leak of the shim.
#include "kernels.h"
#include "smoke.h"

namespace {

void operators() {
  mz_operator op = nullptr;
  OK(mz_operator_find("aten::nonsense", "", &op));
  require(op == nullptr, "an unknown operator is none");
  const char* schema = nullptr;
  OK(mz_operator_schema(find("aten::add", "Tensor"), &schema));
  require(std::strstr(schema, "aten::add.Tensor(") == schema, "schema");

  Tensor a = ones({2, 3}), b = ones({3}), wrong = ones({4}), sum;
  const auto add = find("aten::add", "Tensor");
  OK(call(add, {value(a), value(b)}, &sum.info, 1));
  require(sum.info.dims == 2 && sum.info.sizes[0] == 2 && sum.info.sizes[1] == 3 && sum.info.dtype == 6, "what is said of the result");
  mz_result refused{};
  REFUSED(call(add, {value(a), value(wrong)}, &refused, 1));
  REFUSED(call(add, {value(a)}, &refused, 1));
  REFUSED(call(add, {value(a), text("two")}, &refused, 1));
  REFUSED(call(add, {value(a), none}, &refused, 1));
  REFUSED(call(add, {value(a), value(b), number(1.0), number(1.0)}, &refused, 1));
  REFUSED(call(add, {value(a), value(b)}, &refused, 0));  // not in place

  const auto add_in_place = find("aten::add_", "Tensor");
  mz_result described{};
  OK(call(add_in_place, {value(a), value(b), number(2.0)}, &described, 0));
  require(described.bits == a.info.bits, "in place returns the tensor itself");

  Tensor most[2];
  mz_result pair[2];
  int32_t produced = 0;
  OK(call(find("aten::max", "dim"), {value(a), number(int64_t{1}), fallback}, pair, 2, &produced));
  require(produced == 2, "two results");
  most[0].info = pair[0];
  most[1].info = pair[1];

  Tensor many = ones({12});
  mz_result pieces[12];
  OK(call(find("aten::split", "Tensor"), {value(many), number(int64_t{1})}, pieces, 4, &produced));
  require(produced == 12, "more results than room");
  REFUSED(mz_take(pieces, 5));
  OK(call(find("aten::split", "Tensor"), {value(many), number(int64_t{1})}, pieces, 4, &produced));
  OK(mz_take(pieces, produced));
  for (auto& piece : pieces) mz_tensor_free(reinterpret_cast<mz_tensor>(piece.bits));

  mz_result truth{};
  OK(call(find("aten::equal"), {value(a), value(a)}, &truth, 1));
  require(truth.tag == MZ_BOOL && truth.bits == 1, "a truth value");

  const mz_tensor list[] = {a.handle(), sum.handle()};
  Tensor joined, indexed;
  OK(call(find("aten::cat"), {{reinterpret_cast<int64_t>(list), MZ_TENSORS, 2}, number(int64_t{0})}, &joined.info, 1));
  const mz_tensor gap[] = {a.handle(), nullptr};
  REFUSED(call(find("aten::cat"), {{reinterpret_cast<int64_t>(gap), MZ_TENSORS, 2}}, &refused, 1));
  Tensor places;
  OK(call(find("aten::zeros"), {ints({1}), number(int64_t{4})}, &places.info, 1));
  const mz_tensor optional[] = {nullptr, places.handle()};
  OK(call(find("aten::index", "Tensor"), {value(a), {reinterpret_cast<int64_t>(optional), MZ_TENSORS, 2}}, &indexed.info, 1));

  Tensor einsum, padded, random;
  const mz_tensor factors[] = {a.handle(), a.handle()};
  OK(call(find("aten::einsum"), {text("ij,kj->ik"), {reinterpret_cast<int64_t>(factors), MZ_TENSORS, 2}}, &einsum.info, 1));
  const double scales[] = {2.0, 2.0};
  Tensor picture = ones({1, 1, 2, 2});
  OK(call(find("aten::upsample_nearest2d", "vec"), {value(picture), none, {reinterpret_cast<int64_t>(scales), MZ_DOUBLES, 2}}, &padded.info, 1));
  REFUSED(call(find("aten::zeros"), {ints({int64_t{1} << 48}), number(int64_t{6})}, &refused, 1));  // a petabyte
  OK(call(find("aten::randn"), {ints({5}), number(int64_t{6}), none, {0, MZ_DEVICE, -1}}, &random.info, 1));
}

void tensors() {
  Tensor a = ones({2, 3}), cube = ones({1, 1, 1, 1, 1, 2, 3});
  mz_result info{};
  OK(mz_tensor_describe(a.handle(), &info));
  require(info.bits == a.info.bits && info.dims == 2, "describe");
  OK(mz_tensor_describe(nullptr, &info));
  require(info.bits == 0, "describe nothing");
  int64_t sizes[7], strides[7];
  OK(mz_tensor_sizes(cube.handle(), sizes, strides));
  require(sizes[6] == 3 && strides[5] == 3, "sizes beyond five");
  OK(mz_tensor_sizes(cube.handle(), nullptr, strides));
  void* data = nullptr;
  OK(mz_tensor_data(a.handle(), &data));
  require(static_cast<float*>(data)[5] == 1.0f, "the memory");
  int32_t flags = -1;
  OK(mz_tensor_flags(a.handle(), &flags));
  require(flags == (2 | 4), "a contiguous leaf");
  mz_result item{};
  REFUSED(mz_tensor_item(a.handle(), &item));
  REFUSED(mz_tensor_item(nullptr, &item));
  REFUSED(mz_tensor_data(nullptr, &data));
  Tensor sum, truth;
  OK(call(find("aten::sum"), {value(a)}, &sum.info, 1));
  OK(mz_tensor_item(sum.handle(), &item));
  OK(call(find("aten::all"), {value(a)}, &truth.info, 1));
  OK(mz_tensor_item(truth.handle(), &item));
  require(item.tag == MZ_BOOL && item.bits == 1, "a truth value");
  mz_tensor_free(nullptr);
}

void gradients() {
  Tensor a = ones({3}), square, loss;
  mz_result described{};
  OK(call(find("aten::requires_grad_"), {value(a), {1, MZ_BOOL, 0}}, &described, 0));
  OK(call(find("aten::mul", "Tensor"), {value(a), value(a)}, &square.info, 1));
  OK(call(find("aten::sum"), {value(square)}, &loss.info, 1));
  const mz_tensor from[] = {loss.handle()}, to[] = {a.handle()}, vector[] = {square.handle()};
  mz_result found{};
  OK(mz_grad(from, 1, to, 1, nullptr, 1, 1, 0, &found));
  require(found.bits != 0, "grad");
  mz_tensor_free(reinterpret_cast<mz_tensor>(found.bits));
  REFUSED(mz_backward(vector, 1, nullptr, 0, 0, nullptr, 0));  // no scalar
  OK(mz_backward(from, 1, nullptr, 0, 0, nullptr, 0));
  REFUSED(mz_backward(from, 1, nullptr, 0, 0, nullptr, 0));  // a second time
  REFUSED(mz_grad(from, 1, to, 1, nullptr, 0, 0, 0, &found));
  Tensor gradient;
  OK(mz_tensor_grad(a.handle(), &gradient.info));
  require(gradient.info.bits != 0, "the gradient");
  Tensor other = ones({3});
  OK(mz_tensor_set_grad(a.handle(), other.handle()));
  OK(mz_tensor_set_grad(a.handle(), nullptr));
  OK(mz_tensor_grad(a.handle(), &found));
  require(found.bits == 0, "no gradient");
  REFUSED(mz_tensor_grad(nullptr, &found));
  require(mz_grad_mode(-1) == 1 && mz_grad_mode(0) == 1 && mz_grad_mode(1) == 0, "grad mode");
  void* guard = nullptr;
  OK(mz_inference_enter(&guard));
  require(mz_inference_mode() == 1, "inference mode");
  mz_inference_leave(guard);
  require(mz_inference_mode() == 0, "inference mode ended");
}

void runtime() {
  require(std::strlen(mz_version()) > 2, "version");
  require(mz_threads(0) >= 1 && mz_threads(2) == 2, "threads");
  OK(mz_manual_seed(7));
  mz_generator standard = nullptr, own = nullptr, absent = nullptr;
  OK(mz_generator_default(0, 0, &standard));
  OK(mz_generator_new(7, &own));
  int32_t devices = 0, cudnn = 0;
  OK(mz_cuda_devices(&devices, &cudnn));
  if (devices == 0) {
    REFUSED(mz_generator_default(1, 0, &absent));
    REFUSED(mz_cuda_synchronize(0));
  }
  uint64_t seed = 0;
  OK(mz_generator_initial_seed(own, &seed));
  require(seed == 7, "seed");
  Tensor state, first, second;
  OK(mz_generator_state(own, &state.info));
  const mz_value generator{reinterpret_cast<int64_t>(own), MZ_GENERATOR, 0};
  OK(call(find("aten::randn", "generator"), {ints({4}), generator}, &first.info, 1));
  OK(mz_generator_set_state(own, state.handle()));
  Tensor wrong = ones({3});
  REFUSED(mz_generator_set_state(own, wrong.handle()));
  OK(call(find("aten::randn", "generator"), {ints({4}), generator}, &second.info, 1));
  mz_result same{};
  OK(call(find("aten::equal"), {value(first), value(second)}, &same, 1));
  require(same.bits == 1, "the stream again");
  OK(mz_generator_seed(own, 9));
  mz_generator_free(own);
  mz_generator_free(standard);
  OK(mz_autocast(0, 15));
  Tensor a = ones({4, 4}), product;
  OK(call(find("aten::mm"), {value(a), value(a)}, &product.info, 1));
  require(product.info.dtype == 15, "bfloat16 by autocast");
  OK(mz_autocast(0, -1));
  OK(mz_allow_tf32(1));
}

void images() {
  const uint8_t picture[] = "P6\n2 1\n255\n\x01\x02\x03\x04\x05\x06";
  const int64_t length = sizeof picture - 1;
  int32_t width = 0, height = 0, channels = 0;
  OK(mz_image_size(picture, length, &width, &height, &channels));
  require(width == 2 && height == 1 && channels == 3, "size of a picture");
  for (int32_t wanted : {0, 1, 3, 4}) {
    Tensor pixels;
    OK(mz_image_decode(picture, length, wanted, &pixels.info));
    require(pixels.info.sizes[2] == (wanted == 0 ? 3 : wanted), "channels");
  }
  mz_result refused{};
  REFUSED(mz_image_decode(picture, length, 9, &refused));
  REFUSED(mz_image_decode(picture, 0, 3, &refused));
  REFUSED(mz_image_size(picture, 0, &width, &height, &channels));
  // Every beginning of it, and garbage: refused or decoded, never read beyond.
  for (int64_t part = 0; part < length; part++) {
    std::vector<uint8_t> piece(picture, picture + part);
    Tensor pixels;
    if (mz_image_decode(piece.data(), part, 3, &pixels.info) != 0) pixels.info.bits = 0;
  }
}

// Small blocks go from one thread's lists to another's.
void threads() {
  std::vector<std::thread> all;
  for (int i = 0; i < 4; i++) {
    all.emplace_back([] {
      for (int round = 0; round < 50; round++) {
        std::vector<Tensor> kept;
        for (int64_t size : {1, 30, 1000, 20000, 100000}) kept.push_back(ones({size}));
        std::thread([moved = std::move(kept)] {}).join();
      }
    });
  }
  for (auto& thread : all) thread.join();
  int64_t shares[7]{};
  mz_share(7, [](int64_t share, void* state) { static_cast<int64_t*>(state)[share] += share; }, shares);
  for (int64_t i = 0; i < 7; i++) require(shares[i] == i, "each share is taken once");
}

}  // namespace

// The network that is traced: its input times its weight; nothing where it fails.
struct Traced {
  static inline Tensor *input, *weight, *output;
  static mz_tensor forward() {
    *output = {};
    return call(find("aten::mul", "Tensor"), {value(*input), value(*weight)}, &output->info, 1) == 0 ? output->handle() : nullptr;
  }
};

void script() {
  Tensor input = ones({2, 3}), weight = ones({3}), output;
  Traced::input = &input, Traced::weight = &weight, Traced::output = &output;
  const auto path = std::string(std::getenv("TMPDIR") ? std::getenv("TMPDIR") : "/tmp") + "/modelzoo-smoke.pt";
  const char* names[] = {"layer.weight"};
  const mz_tensor values[] = {weight.handle()}, inputs[] = {input.handle()};
  const uint8_t learned[] = {1};
  OK(mz_script_save(path.c_str(), names, values, learned, 1, inputs, 1, &Traced::forward));
  require(std::remove(path.c_str()) == 0, "the script is there");
  REFUSED(mz_script_save("/nowhere/at/all.pt", names, values, learned, 1, inputs, 1, &Traced::forward));
}

int main() {
  for (int own = 0; own < 2; own++) {
    operators();
    tensors();
    gradients();
    runtime();
    images();
    threads();
    script();
    kernels();
    if (own == 0) OK(mz_use_own_allocator(INT64_MAX));  // and all again with it
  }
  std::printf("smoke: %d checks passed\n", checks);
  return 0;
}
