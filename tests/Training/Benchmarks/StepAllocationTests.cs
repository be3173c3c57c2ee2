using ModelZoo.Training.Benchmarks;
using Xunit;

namespace ModelZoo.Tests.Training.Benchmarks;

/// <summary>What a training step leaves to the garbage collector: the objects that stand for its tensors, and nothing that grows with them.</summary>
public class StepAllocationTests
{
    [Theory]
    [InlineData("mlp-sgd", 400)]
    [InlineData("lenet", 700)]
    [InlineData("resnet18-28", 2_400)]
    [InlineData("lstm", 800)]
    public void A_step_leaves_some_thirty_bytes_for_each_tensor_its_code_names(string name, int most)
    {
        using var subject = StepCase.Find(name).Build();
        int steps = name.StartsWith("resnet", StringComparison.Ordinal) ? 2 : 10;
        for (int i = 0; i < 3; i++)
            subject.Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < steps; i++)
            subject.Step();
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / steps, 0, most);
    }
}
