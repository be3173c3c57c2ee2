using ModelZoo.Training;
using Xunit;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace ModelZoo.Tests.Training;

/// <summary>The documented rule of PyTorch's GradScaler.</summary>
public class LossScalerTests
{
    private static bool Step(LossScaler scaler, Parameter parameter, bool finite)
    {
        parameter.grad = finite ? full([2], 3 * scaler.Scale) : tensor(new[] { 1f, float.PositiveInfinity });
        return scaler.Unscale([parameter]);
    }

    [Fact]
    public void Scale_halves_at_an_overflow_and_doubles_after_enough_finite_steps()
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
    public void NaN_counts_as_an_overflow_but_a_missing_gradient_does_not()
    {
        using var scope = NewDisposeScope();
        var scaler = new LossScaler();
        var (used, unused) = (new Parameter(zeros(1)), new Parameter(zeros(1)));
        used.grad = tensor(new[] { float.NaN });
        Assert.False(scaler.Unscale([used, unused]));
        Assert.Equal(32768, scaler.Scale);
        Assert.True(scaler.Unscale([unused]));
    }

    [Fact]
    public void Restored_scaler_continues_like_the_original()
    {
        using var scope = NewDisposeScope();
        LossScaler original = new(64, interval: 4), restored = new(64, interval: 4), restoredLater = new();
        var parameter = new Parameter(zeros(2));
        for (int i = 0; i < 3; i++)
            Step(original, parameter, true);
        restored.load_state_dict(original.state_dict());
        Step(original, parameter, true);
        Step(restored, parameter, true);
        Assert.Equal((128.0, 128.0), (original.Scale, restored.Scale));
        restoredLater.load_state_dict(original.state_dict());
        Assert.Equal(128, restoredLater.Scale);
    }

    [Fact]
    public void Scale_never_exceeds_float32()
    {
        using var scope = NewDisposeScope();
        var scaler = new LossScaler(scale: 3e38, interval: 1);
        scaler.Unscale([new Parameter(zeros(1))]);
        Assert.Equal(3e38, scaler.Scale);
    }
}
