using LibTorch;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.LibTorch;

/// <summary>Kernels of our own against the operators of libtorch that they stand in for.</summary>
public partial class KernelTests
{
    [Theory]
    [InlineData(Reduction.Mean, false)]
    [InlineData(Reduction.Sum, true)]
    public void Cross_entropy_and_its_gradients_are_those_of_log_softmax_and_nll_loss(Reduction reduction, bool channelsInside)
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var x = (channelsInside ? randn(21, 9, 67).transpose(1, 2) : randn(37, 10) * 20).detach().requires_grad_();
        var target = channelsInside ? randint(67, [21, 9]) : randint(10, [37]);
        target.flatten()[3].fill_(-100);  // left out
        Tensor ours = functional.cross_entropy(x, target, reduction: reduction), theirs = functional.nll_loss(x.log_softmax(1), target, reduction: reduction);
        AssertClose(theirs, ours);
        Tensor[] Two(Tensor loss)
        {
            var first = autograd.grad([loss * 3], [x], create_graph: true)[0];
            return [first, autograd.grad([first.pow(2).sum()], [x])[0], autograd.grad([functional.cross_entropy(x, target, reduction: reduction) * 3], [x])[0]];
        }
        var (a, b) = (Two(ours), Two(theirs));
        for (int i = 0; i < a.Length; i++)
            AssertClose(b[i], a[i]);
        AssertClose(b[0], a[2]);
    }

    [Fact]
    public void A_small_loss_beside_large_scores_and_the_gradient_of_a_masked_class_keep_their_digits()
    {
        using var scope = NewDisposeScope();
        var x = tensor([203.7f, 200f, 199f, float.NegativeInfinity]).view(1, 4).requires_grad_();
        var exact = x.detach().@double().requires_grad_();
        Tensor ours = functional.cross_entropy(x, zeros([1], int64)), theirs = functional.cross_entropy(exact, zeros([1], int64));
        AssertRelative(theirs, ours);
        var gradient = autograd.grad([ours], [x])[0][0];
        AssertRelative(autograd.grad([theirs], [exact])[0][0, 1], gradient[1]);
        Assert.Equal(0f, gradient[3].item<float>());
    }

    [Fact]
    public void A_score_that_is_no_number_makes_a_loss_that_is_none()
    {
        using var scope = NewDisposeScope();
        var x = zeros(4, 3);
        x[1, 2].fill_(float.NaN);
        Assert.True(float.IsNaN(functional.cross_entropy(x, zeros([4], int64)).item<float>()));
    }

    [Theory]
    [InlineData(2, 6, 8, false)]
    [InlineData(2, 7, 9, true)]
    [InlineData(3, 9, 11, false)]
    [InlineData(3, 9, 9, true)]
    public void Average_pooling_and_its_gradient_are_means_over_windows(int window, int rows, int columns, bool channelsLast)
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        var x = randn(3, 5, rows, columns);
        x = (channelsLast ? x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : x).detach().requires_grad_();
        int high = rows / window, wide = columns / window;
        var whole = x.narrow(2, 0, high * window).narrow(3, 0, wide * window).contiguous().view(3, 5, high, window, wide, window);
        Tensor ours = functional.avg_pool2d(x, [window, window]), theirs = whole.mean([3, 5]), weights = randn_like(theirs);
        AssertClose(theirs, ours);
        Tensor Gradient(Tensor output) => autograd.grad([(output.pow(2) * weights).sum()], [x])[0];
        AssertClose(Gradient(theirs), Gradient(ours));
    }

    [Theory]
    [InlineData(3, 2, 1, 16, 11, 9)]
    [InlineData(3, 1, 1, 37, 6, 5)]   // channels that leave vectors half full
    [InlineData(3, 2, 0, 21, 8, 12)]
    [InlineData(2, 2, 0, 64, 7, 7)]
    [InlineData(2, 3, 1, 19, 9, 10)]   // some numbers lie in no window
    [InlineData(17, 1, 0, 16, 19, 18)]   // more places than a byte counts
    public void Max_pooling_with_channels_last_and_its_gradient_are_libtorch_s_to_the_bit(int window, int stride, int padding, int channels, int rows, int columns)
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        var x = randint(-4, 4, [3, channels, rows, columns], float32);   // many are alike: the first of them counts
        x.narrow(2, rows - 1, 1).add_(8);
        x.flatten()[7].fill_(float.NaN);
        x.flatten()[8].fill_(float.NaN).neg_();
        x.narrow(1, 1, 1).fill_(float.NegativeInfinity);
        x.narrow(1, 2, 1).mul_(-0.0f);
        var last = x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).detach().requires_grad_();
        Tensor ours = functional.max_pool2d(last, [window, window], [stride, stride], [padding, padding]);
        Tensor[] theirs = Operators.CallMany("max_pool2d_with_indices", last, new long[] { window, window }, new long[] { stride, stride }, new long[] { padding, padding }, new long[] { 1, 1 }, false);
        var weights = randn_like(ours);
        Tensor Gradient(Tensor output, bool create = false) => autograd.grad([(output * weights).nan_to_num().sum()], [last], retain_graph: true, create_graph: create)[0];
        foreach (var (mine, its) in new[] { (ours, theirs[0]), (Gradient(ours), Gradient(theirs[0])), (Gradient(ours, true), Gradient(theirs[0])) })
            Assert.True(mine.nan_to_num(99).Equals(its.nan_to_num(99)));
        Assert.Equal(theirs[0].stride(), ours.stride());
    }

    [Theory]
    [InlineData(6, 28, 28, 5, 5, 2, false)]
    [InlineData(6, 28, 28, 5, 5, 2, true)]
    [InlineData(1, 1, 1, 1, 1, 0, false)]
    [InlineData(8, 5, 70, 3, 1, 1, true)]
    [InlineData(3, 40, 33, 2, 7, 4, false)]
    [InlineData(9, 12, 12, 3, 3, 1, false)]   // libtorch's own
    public void A_convolution_of_one_channel_is_the_sum_over_its_taps(int maps, int rows, int columns, int tall, int broad, int padding, bool channelsLast)
    {
        using var scope = NewDisposeScope();
        manual_seed(8);
        var layer = Conv2d(1, maps, (tall, broad), padding: (padding, padding));
        var exact = Conv2d(1, maps, (tall, broad), padding: (padding, padding), dtype: float64);
        exact.load_state_dict(layer.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.to(float64)));
        var x = randn(19, 1, rows, columns);
        Tensor ours = layer.call(x), theirs = exact.call(x.to(float64)), weights = randn_like(ours);
        AssertClose(theirs.to(float32), ours);
        if (channelsLast)
            weights = weights.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        Tensor[] Gradients(Module of, Tensor output) => [.. autograd.grad([(output * weights.to(output.dtype)).sum()], [.. of.parameters()]).Select(gradient => gradient.to(float32))];
        foreach (var (mine, other) in Gradients(layer, ours).Zip(Gradients(exact, theirs)))
            Assert.InRange(((mine - other).abs().max() / other.abs().max()).item<float>(), 0, 1e-5f);
    }

    [Theory]
    [InlineData(1, 512, 1024)]
    [InlineData(256, 784, 10)]
    [InlineData(256, 784, 130)]
    [InlineData(300, 256, 70)]
    [InlineData(64, 128, 400)]
    public void A_matrix_product_is_the_sum_of_products_whichever_library_computes_it(int rows, int depth, int columns)
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        Tensor a = randn(rows, depth), b = randn(depth, columns), start = randn(rows, columns);
        var exact = a.to(float64).mm(b.to(float64)).to(float32);
        foreach (var product in new[] { a.mm(b), a.mm(b.t().contiguous().t()), a.t().contiguous().t().mm(b), addmm(start, a, b, 1, 1) - start, b.t().mm(a.t()).t() })
            Assert.InRange(((product - exact).abs().max() / exact.abs().max()).item<float>(), 0, 1e-5f);
    }

    [Fact]
    public void The_kernels_share_their_work_out_to_libtorchs_threads()
    {
        Assert.SkipUnless(__version__.StartsWith("1.", StringComparison.Ordinal), "Later ones keep their own kernels.");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the library has another name.");
        // Compiled without OpenMP, at::parallel_for is a plain loop, and nothing but the time tells.
        var shim = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libmodelzoo_torch.so"));
        Assert.True(shim.AsSpan().IndexOf("GOMP_parallel"u8) >= 0);
    }

    private static void AssertRelative(Tensor exact, Tensor actual) => Assert.InRange(((exact - actual).abs().max() / exact.abs().max()).item<double>(), 0, 1e-5);

    private static void AssertClose(Tensor expected, Tensor actual) =>
        Assert.InRange(((expected - actual).abs().max() / (expected.abs().max() + 1e-3)).item<float>(), 0, 2e-5f);
}
