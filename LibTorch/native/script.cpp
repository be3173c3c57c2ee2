// A network that managed code runs becomes TorchScript: its operators are traced, its tensors keep their names.
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/frontend/tracer.h>

#include "guard.h"

namespace jit = torch::jit;

MZ_API int32_t mz_script_save(const char* path, const char* const* names, const mz_tensor* values, const uint8_t* learned, int32_t count,
                              const mz_tensor* inputs, int32_t input_count, mz_tensor (*forward)()) {
  return mz::guard([&] {
    jit::Module network("__torch__.Network");
    const auto unit = network._ivalue()->compilation_unit();
    for (int32_t i = 0; i < count; i++) {
      auto place = network;
      std::string name = names[i];
      for (size_t dot; (dot = name.find('.')) != std::string::npos; name.erase(0, dot + 1)) {
        const auto part = name.substr(0, dot);
        if (!place.hasattr(part)) place.register_module(part, jit::Module(c10::QualifiedName("__torch__.Part"), unit, true));
        place = place.attr(part).toModule();
      }
      place.register_parameter(name, mz::borrow(values[i]), !learned[i]);
    }
    jit::Stack stack;
    for (int32_t i = 0; i < input_count; i++) stack.emplace_back(mz::borrow(inputs[i]));
    const auto run = [&](jit::Stack) -> jit::Stack { return {mz::borrow(forward())}; };
    const auto unnamed = [](const at::Tensor&) { return std::string(); };
    const auto traced = jit::tracer::trace(stack, run, unnamed, true, false, &network).first;
    const c10::QualifiedName method(*network.type()->name(), "forward");
    network.type()->addMethod(unit->create_function(method, traced->graph));
    network.save(path);
  });
}
