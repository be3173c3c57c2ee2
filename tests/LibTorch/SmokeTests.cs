using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.LibTorch;

public class SmokeTests
{
    [Fact]
    public void Two_and_two_are_four() => Assert.Equal(4f, (ones(1) * 2 + 2).item<float>());
}
