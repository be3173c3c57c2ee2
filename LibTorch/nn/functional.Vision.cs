using static LibTorch.Operators;

namespace TorchSharp;

public static partial class torch
{
    public enum InterpolationMode
    {
        Nearest = 0,
        Bilinear = 2,
    }

    public enum GridSampleMode
    {
        Nearest = 0,
        Bilinear = 2,
    }

    public enum GridSamplePaddingMode
    {
        Zeros = 0,
        Reflection = 1,
        Border = 2,
    }

    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor interpolate(Tensor x, long[] size, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false) =>
                mode == InterpolationMode.Nearest ? Call("upsample_nearest2d", x, size)
                    : Call(antialias ? "_upsample_bilinear2d_aa" : "upsample_bilinear2d", x, size, align_corners ?? false);

            public static Tensor affine_grid(Tensor theta, long[] size, bool align_corners = false) =>
                Call("affine_grid_generator", theta, size, align_corners);

            // The operator numbers its modes bilinear 0, nearest 1, and its paddings zeros 0, border 1, reflection 2.
            public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear, GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null) =>
                Call("grid_sampler", input, grid, mode == GridSampleMode.Bilinear ? 0L : 1L, padding_mode switch { GridSamplePaddingMode.Zeros => 0L, GridSamplePaddingMode.Border => 1L, _ => 2L }, align_corners ?? false);
        }
    }
}
