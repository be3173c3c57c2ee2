using static TorchSharp.torch;

namespace ModelZoo.Cli.Bench;

/// <summary>How near a training step comes to what the machine can do: its multiply-adds in a second, against those of a large matrix product.</summary>
public static class Rates
{
    /// <summary>1024 x 1024 x 1024 in float32, billions of operations a second: the median of some tenths of a second.</summary>
    public static double MatrixProduct(double seconds = 0.5)
    {
        const int side = 1024;
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        Tensor a = rand(side, side), b = rand(side, side);
        void Multiply() => a.mm(b).Dispose();
        StepClock.WarmUp(Multiply);
        return 2.0 * side * side * side / StepClock.Measure(Multiply, seconds) / 1e6;
    }

    /// <summary>Of a step: forward, and backward by weights and by inputs, each with the multiply-adds of one forward.</summary>
    public static double Step(nn.Module network, Tensor[] inputs, double milliseconds)
    {
        using var scope = NewDisposeScope();
        var one = inputs[0].narrow(0, 0, 1);
        double macs = Summary.Of(network, one).Macs * inputs[0].shape[0];
        return 3 * 2 * macs / milliseconds / 1e6;
    }
}
