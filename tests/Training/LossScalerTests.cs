using ModelZoo.Training;
using Xunit;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace ModelZoo.Tests.Training;

/// <summary>The rule of PyTorch's GradScaler as its documentation has it, on gradients made for it.</summary>
public class LossScalerTests
{
    private static bool Step(LossScaler scaler, Parameter parameter, bool finite)
    {
        parameter.grad = finite ? full([2], 3 * scaler.Scale) : tensor(new[] { 1f, float.PositiveInfinity });
        return scaler.Unscale([parameter]);
    }

    [Fact]
    public void It_halves_at_an_overflow_and_doubles_after_so_many_steps_without()
    {
        using var scope = NewDisposeScope();
        var scaler = new LossScaler(scale: 1024, interval: 3);
        var parameter = new Parameter(zeros(2));
        bool[] finite = [true, true, true, true, false, true, true, false, false, true, true, true];
        double[] expected = [1024, 1024, 2048, 2048, 1024, 1024, 1024, 512, 256, 256, 256, 512];
        for (int i = 0; i < finite.Length; i++)
        {
            Assert.Equal(finite[i], Step(scaler, parameter, finite[i]));
            Assert.Equal(expected[i], scaler.Scale);
            if (finite[i])
                Assert.Equal([3f, 3f], parameter.grad!.data<float>().ToArray());
        }
    }

    [Fact]
    public void A_nan_is_an_overflow_and_a_parameter_without_gradient_is_none()
    {
        using var scope = NewDisposeScope();
        var scaler = new LossScaler();
        var (used, unused) = (new Parameter(zeros(1)) { grad = tensor(new[] { float.NaN }) }, new Parameter(zeros(1)));
        Assert.False(scaler.Unscale([used, unused]));
        Assert.Equal(32768, scaler.Scale);
        Assert.True(scaler.Unscale([unused]));
    }

    [Fact]
    public void A_state_saved_and_loaded_half_way_gives_the_same_second_half()
    {
        using var scope = NewDisposeScope();
        var (whole, resumed) = (new LossScaler(64, interval: 4), new LossScaler());
        var parameter = new Parameter(zeros(2));
        for (int i = 0; i < 3; i++)
            Step(whole, parameter, true);
        var resumedAt4 = new LossScaler(64, interval: 4);
        resumedAt4.load_state_dict(whole.state_dict());
        Step(whole, parameter, true);
        Step(resumedAt4, parameter, true);
        Assert.Equal((128.0, 128.0), (whole.Scale, resumedAt4.Scale));
        resumed.load_state_dict(whole.state_dict());
        Assert.Equal(128, resumed.Scale);
    }

    [Fact]
    public void It_never_grows_out_of_float32()
    {
        using var scope = NewDisposeScope();
        var scaler = new LossScaler(scale: 3e38, interval: 1);
        scaler.Unscale([new Parameter(zeros(1))]);
        Assert.Equal(3e38, scaler.Scale);
    }
}
