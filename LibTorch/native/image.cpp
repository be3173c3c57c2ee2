// Pictures to bytes, by libstb: JPEG, PNG, BMP, GIF, PSD, TGA, PNM.
#include <ATen/ops/from_blob.h>

#include "guard.h"

#define STBI_NO_STDIO
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#define STBI_MAX_DIMENSIONS (1 << 15)
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#include <stb_image.h>

MZ_API int32_t mz_image_size(const uint8_t* bytes, int64_t length, int32_t* width, int32_t* height, int32_t* channels) {
  return mz::guard([&] {
    TORCH_CHECK(length <= INT32_MAX && stbi_info_from_memory(bytes, static_cast<int>(length), width, height, channels),
                "not a picture that can be read: ", stbi_failure_reason() ? stbi_failure_reason() : "too large");
  });
}

// `channels` 0 keeps the picture's own number, 1 is grey, 3 colour, 4 colour and alpha.
MZ_API int32_t mz_image_decode(const uint8_t* bytes, int64_t length, int32_t channels, mz_result* pixels) {
  return mz::guard([&] {
    TORCH_CHECK(length <= INT32_MAX, "a picture of ", length, " bytes is too large");
    TORCH_CHECK(channels >= 0 && channels <= 4, "a picture cannot be read with ", channels, " channels");  // libstb would read beyond it
    int width = 0, height = 0, own = 0;
    uint8_t* data = stbi_load_from_memory(bytes, static_cast<int>(length), &width, &height, &own, channels);
    TORCH_CHECK(data != nullptr, "the picture cannot be decoded: ", stbi_failure_reason());
    const int64_t depth = channels == 0 ? own : channels;
    mz::give(at::from_blob(data, {height, width, depth}, [](void* p) { stbi_image_free(p); }, at::kByte), pixels);
  });
}
