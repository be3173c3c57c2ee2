using Xunit;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace ModelZoo.Tests.Training.Optimizers;

public class OptimizerParityTests
{
    public static TheoryData<string> Names => [.. Problems.Make.Keys];
    public static TheoryData<string> ByElement => [.. Problems.Make.Keys.Where(name => !name.StartsWith("lbfgs"))];

    [Theory, MemberData(nameof(Names))]
    public void Hundred_steps_agree_with_PyTorch_or_the_paper(string name)
    {
        foreach (var problem in Problems.Names)
        {
            using var scope = NewDisposeScope();
            var parameters = Problems.Start(problem);
            using var optimizer = Problems.Make[name](parameters);
            Problems.Train(problem, parameters, optimizer, 100);
            var expected = Problems.Expected(problem, name);
            for (int i = 0; i < expected.Length; i++)
                Goldens.Equal(expected[i], parameters[i].detach(), $"{name} on {problem}, parameter {i}", 1e-6);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Restored_optimizer_continues_with_the_same_bits(string name)
    {
        foreach (var problem in Problems.Names)
        {
            using var scope = NewDisposeScope();
            var (whole, parts) = (Problems.Start(problem), Problems.Start(problem));
            using var undisturbed = Problems.Make[name](whole);
            Problems.Train(problem, whole, undisturbed, 60);
            using var before = Problems.Make[name](parts);
            Problems.Train(problem, parts, before, 25);
            var restored = Array.ConvertAll(parts, parameter => new Parameter(parameter.detach().clone()));
            using var after = Problems.Make[name](restored);
            after.load_state_dict(before.state_dict());
            Problems.Train(problem, restored, after, 35);
            for (int i = 0; i < whole.Length; i++)
                Assert.True(whole[i].Equals((Tensor)restored[i]), $"{name} on {problem}, parameter {i}");
        }
    }

    [Theory, MemberData(nameof(ByElement))]
    public void BFloat16_and_float32_follow_the_same_rule(string name)
    {
        using var scope = NewDisposeScope();
        // libtorch computes bfloat16 as lists of tensors, float32 in registers.
        var fused = Problems.Start("network", ScalarType.Float32);
        var listed = Problems.Start("network", ScalarType.BFloat16);
        using (no_grad())
            for (int i = 0; i < fused.Length; i++)
                fused[i].copy_(listed[i]);
        var before = Array.ConvertAll(fused, parameter => parameter.detach().clone());
        using var first = Problems.Make[name](fused);
        using var second = Problems.Make[name](listed);
        Problems.Train("network", fused, first, 1);
        Problems.Train("network", listed, second, 1);
        for (int i = 0; i < fused.Length; i++)
        {
            Assert.False(before[i].Equals(fused[i].detach()), $"{name} has not changed parameter {i}.");
            var widened = listed[i].detach().to(ScalarType.Float32);
            Goldens.Equal(fused[i].detach(), widened, $"{name}, parameter {i}", 0.03);
        }
    }
}
