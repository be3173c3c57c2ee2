using ModelZoo.Recurrent;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Recurrent;

/// <summary>The written-out cells compute the same as libtorch's, with one bias for each gate instead of two.</summary>
public sealed class FromScratchTests
{
    private const int Features = 5, Width = 7, Batch = 3, Steps = 6;

    private static void Same(RecurrentLayer mine, RecurrentLayer libtorch, Func<Tensor, Tensor> reorder)
    {
        using var scope = NewDisposeScope();
        using var recording = no_grad();
        manual_seed(3);
        var own = mine.named_parameters().ToDictionary(named => named.name, named => named.parameter);
        var states = own.Where(named => !named.Key.StartsWith("fromInput.", StringComparison.Ordinal))
            .Select(named => named.Value).ToArray();
        foreach (var (name, parameter) in libtorch.named_parameters())
            if (name.Contains("weight_ih"))
                parameter.copy_(reorder(own["fromInput.weight"]));
            else if (name.Contains("weight_hh"))
                parameter.copy_(reorder(cat(states, 0)));
            else if (name.Contains("bias_ih"))
                parameter.copy_(reorder(own["fromInput.bias"]));
            else
                parameter.zero_();
        var (x, h) = (randn(Steps, Batch, Features), randn(1, Batch, Width));
        Tensor[] before = mine is LongShortTermMemoryFromScratch ? [h, h * 0.5] : [h];
        var (expected, last) = libtorch.call(x, before);
        var (given, state) = mine.call(x, [.. before.Select(part => part[0])]);
        Assert.True(given.allclose(expected, 1e-5, 1e-6));
        Assert.Equal(last.Length, state.Length);
        Assert.True(state[^1].allclose(last[^1][0], 1e-5, 1e-6));
    }

    [Fact]
    public void RNN_from_scratch_equals_libtorch() =>
        Same(new ElmanFromScratch(Features, Width), new Elman(Features, Width), rows => rows);

    [Fact]
    public void LSTM_from_scratch_equals_libtorch_with_reordered_gates() =>
        Same(new LongShortTermMemoryFromScratch(Features, Width), new LongShortTermMemory(Features, Width), rows =>
        {
            var gates = rows.chunk(4, 0);       // i, f, o, g here; i, f, g, o there
            return cat([gates[0], gates[1], gates[3], gates[2]], 0);
        });

    [Fact]
    public void GRU_from_scratch_equals_libtorch_when_nothing_is_reset()
    {
        // It resets before the product, libtorch behind it: only with r = 1 do they agree.
        var mine = new GatedRecurrentUnitFromScratch(Features, Width);
        using (no_grad())
            mine.state_dict()["fromInput.bias"].narrow(0, Width, Width).fill_(60);
        Same(mine, new GatedRecurrentUnit(Features, Width), rows =>
        {
            var gates = rows.chunk(3, 0);       // z, r, n here; r, z, n there
            return cat([gates[1], gates[0], gates[2]], 0);
        });
    }
}
