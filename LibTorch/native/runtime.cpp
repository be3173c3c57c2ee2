// Threads, random generators, autocast and devices. Everything here also answers in a libtorch without CUDA.
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/cuda.h>

#include "compat.h"
#include "guard.h"

namespace {

at::Generator& generator(mz_generator handle) { return *static_cast<at::Generator*>(handle); }

}  // namespace

MZ_API const char* mz_version() { return TORCH_VERSION; }

MZ_API int32_t mz_threads(int32_t count) {
  if (count > 0 && mz::guard([&] { at::set_num_threads(count); }) != 0) return -1;
  return at::get_num_threads();
}

MZ_API int32_t mz_manual_seed(uint64_t seed) {
  return mz::guard([&] { at::manual_seed(seed); });
}

MZ_API int32_t mz_generator_default(int32_t device_type, int32_t index, mz_generator* handle) {
  return mz::guard([&] {
    const c10::Device device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(index));
    *handle = new at::Generator(at::globalContext().defaultGenerator(device));
  });
}

MZ_API int32_t mz_generator_new(uint64_t seed, mz_generator* handle) {
  return mz::guard([&] { *handle = new at::Generator(at::detail::createCPUGenerator(seed)); });
}

MZ_API void mz_generator_free(mz_generator handle) { delete static_cast<at::Generator*>(handle); }

MZ_API int32_t mz_generator_seed(mz_generator handle, uint64_t seed) {
  return mz::guard([&] {
    const std::lock_guard<std::mutex> held(generator(handle).mutex());
    generator(handle).set_current_seed(seed);
  });
}

MZ_API int32_t mz_generator_initial_seed(mz_generator handle, uint64_t* seed) {
  return mz::guard([&] { *seed = generator(handle).current_seed(); });
}

MZ_API int32_t mz_generator_state(mz_generator handle, mz_result* state) {
  return mz::guard([&] {
    const std::lock_guard<std::mutex> held(generator(handle).mutex());
    mz::give(generator(handle).get_state(), state);
  });
}

MZ_API int32_t mz_generator_set_state(mz_generator handle, mz_tensor state) {
  return mz::guard([&] {
    const std::lock_guard<std::mutex> held(generator(handle).mutex());
    generator(handle).set_state(mz::borrow(state));
  });
}

// The cache keeps each weight's copy in the shorter format until the outermost region ends.
MZ_API int32_t mz_autocast(int32_t device_type, int32_t dtype) {
  return mz::guard([&] {
    const auto device = static_cast<c10::DeviceType>(device_type);
    if (dtype >= 0) {
      at::autocast::increment_nesting();
      mz::autocast(device, true, static_cast<at::ScalarType>(dtype));
    } else {
      mz::autocast(device, false, at::kBFloat16);
      if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    }
  });
}

MZ_API int32_t mz_cuda_devices(int32_t* count, int32_t* cudnn) {
  return mz::guard([&] {
    *count = static_cast<int32_t>(torch::cuda::device_count());
    *cudnn = torch::cuda::cudnn_is_available();
  });
}

MZ_API int32_t mz_cuda_synchronize(int32_t index) {
  return mz::guard([&] { torch::cuda::synchronize(index); });
}

MZ_API int32_t mz_allow_tf32(int32_t allow) {
  return mz::guard([&] {
    at::globalContext().setAllowTF32CuBLAS(allow != 0);
    at::globalContext().setAllowTF32CuDNN(allow != 0);
  });
}
