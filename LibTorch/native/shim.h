// The C interface of the shim. Rules, the same for every function:
//   * nothing but plain integers, doubles and pointers crosses it, and no exception ever does;
//   * the status is 0, or -1 with the text in mz_last_error() of the same thread;
//   * "new" beside an out-parameter means that the caller owns it and must free it, "borrowed" that it must not.
#pragma once
#include <stdint.h>

#if defined(_WIN32)
#define MZ_API extern "C" __declspec(dllexport)
#else
#define MZ_API extern "C" __attribute__((visibility("default")))
#endif

typedef void* mz_tensor;     // one reference to a c10::TensorImpl
typedef void* mz_generator;  // an at::Generator on the heap
typedef void* mz_operator;   // lives as long as the process, never freed

enum mz_tag : int32_t {
  MZ_NONE, MZ_DEFAULT, MZ_TENSOR, MZ_INT, MZ_DOUBLE, MZ_BOOL, MZ_STRING,
  MZ_INTS, MZ_DOUBLES, MZ_BOOLS, MZ_TENSORS, MZ_DEVICE, MZ_GENERATOR
};

// An argument: the bits of a number, a tensor, or a pointer to `count` of them. MZ_DEFAULT asks for the schema's default.
struct mz_value {
  int64_t bits;
  int32_t tag;
  int32_t count;
};

// A result: a number, or a new tensor (0 where it is undefined) with what managed code asks about most, so that it need
// not ask again. Of more than five dimensions the sizes are read with mz_tensor_sizes.
struct mz_result {
  int64_t bits;
  int8_t tag, dtype, device_type, device_index;
  int32_t dims;
  int64_t sizes[5];
};

MZ_API const char* mz_last_error();                                                    // borrowed, until the next call
MZ_API const char* mz_version();                                                       // borrowed

// boxed.cpp
MZ_API int32_t mz_operator_find(const char* name, const char* overload, mz_operator* op);  // 0 where there is none
MZ_API int32_t mz_operator_schema(mz_operator op, const char** text);                  // borrowed, until the next call
// A capacity of 0 is for operators that change and return their first argument: results[0] only describes it.
MZ_API int32_t mz_call(mz_operator op, const mz_value* arguments, int32_t count,
                       mz_result* results, int32_t capacity, int32_t* produced);       // new tensors; the rest by mz_take
MZ_API int32_t mz_take(mz_result* results, int32_t count);                             // new tensors, all that mz_call kept back

// tensor.cpp
MZ_API void mz_tensor_free(mz_tensor tensor);
MZ_API mz_tensor mz_tensor_again(mz_tensor tensor);                                    // new: another reference to the same
MZ_API int32_t mz_tensor_describe(mz_tensor tensor, mz_result* info);                  // info->bits is borrowed
MZ_API int32_t mz_tensor_sizes(mz_tensor tensor, int64_t* sizes, int64_t* strides);
MZ_API int32_t mz_tensor_data(mz_tensor tensor, void** data);                          // borrowed
MZ_API int32_t mz_tensor_flags(mz_tensor tensor, int32_t* flags);
MZ_API int32_t mz_tensor_item(mz_tensor tensor, mz_result* value);

// autograd.cpp
MZ_API int32_t mz_tensor_grad(mz_tensor tensor, mz_result* grad);                      // new, or 0
MZ_API int32_t mz_tensor_set_grad(mz_tensor tensor, mz_tensor grad);
MZ_API int32_t mz_grad(const mz_tensor* outputs, int32_t output_count, const mz_tensor* inputs, int32_t input_count,
                       const mz_tensor* seeds, int32_t retain, int32_t create, int32_t unused, mz_result* grads);  // new
MZ_API int32_t mz_backward(const mz_tensor* outputs, int32_t count, const mz_tensor* seeds, int32_t retain,
                           int32_t create, const mz_tensor* inputs, int32_t input_count);
MZ_API int32_t mz_grad_mode(int32_t enabled);                                          // the mode before; -1 only reads
MZ_API int32_t mz_inference_enter(void** guard);                                       // new; leave on the same thread
MZ_API void mz_inference_leave(void* guard);
MZ_API int32_t mz_inference_mode();

// recompute.cpp: an output that run(part, input) makes again in backward: it owns its
// input and returns a new tensor, or 0 with the text given to mz_fail. release(part) is called once, when nobody needs it any more.
MZ_API int32_t mz_recomputed(mz_tensor input, mz_tensor learned, mz_tensor output, mz_tensor (*run)(int64_t, const mz_result*), void (*release)(int64_t),
                             int64_t part, mz_result* result);                         // new
MZ_API void mz_fail(const char* text);                                                 // what mz_last_error() says next

// runtime.cpp
MZ_API int32_t mz_threads(int32_t count);                                              // the count now; 0 only reads
MZ_API int32_t mz_manual_seed(uint64_t seed);
MZ_API int32_t mz_generator_default(int32_t device_type, int32_t index, mz_generator* generator);  // new
MZ_API int32_t mz_generator_new(uint64_t seed, mz_generator* generator);               // new, on the CPU
MZ_API void mz_generator_free(mz_generator generator);
MZ_API int32_t mz_generator_seed(mz_generator generator, uint64_t seed);
MZ_API int32_t mz_generator_initial_seed(mz_generator generator, uint64_t* seed);
MZ_API int32_t mz_generator_state(mz_generator generator, mz_result* state);           // new
MZ_API int32_t mz_generator_set_state(mz_generator generator, mz_tensor state);
MZ_API int32_t mz_autocast(int32_t device_type, int32_t dtype);                        // -1 switches it off
MZ_API int32_t mz_cuda_devices(int32_t* count, int32_t* cudnn);
MZ_API int32_t mz_cuda_synchronize(int32_t index);
MZ_API int32_t mz_allow_tf32(int32_t allow);

// allocator.cpp
MZ_API int32_t mz_use_own_allocator(int64_t most_bytes);                               // for every tensor from now on

// Bytes of tensors in use, and the most since the last call, on this thread; large blocks count whichever thread has them.
MZ_API void mz_memory(int64_t* taken, int64_t* most);

// image.cpp
MZ_API int32_t mz_image_size(const uint8_t* bytes, int64_t length, int32_t* width, int32_t* height, int32_t* channels);
MZ_API int32_t mz_image_decode(const uint8_t* bytes, int64_t length, int32_t channels, mz_result* pixels);  // new, HWC bytes

// script.cpp
MZ_API int32_t mz_script_save(const char* path, const char* const* names, const mz_tensor* values, const uint8_t* learned, int32_t count,
                              const mz_tensor* inputs, int32_t input_count, mz_tensor (*forward)());  // runs on the inputs; 0 if it fails
