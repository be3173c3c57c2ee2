using ModelZoo.LibTorch.Operators;
using ModelZoo.Training.Optimizers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;
using Table = ModelZoo.Training.Optimizers.OptimizerTable;

namespace ModelZoo.Tests.Training.Optimizers;

public class OptimizerTests
{
    [Fact]
    public void Parameter_without_gradient_neither_changes_nor_gets_a_state()
    {
        using var scope = NewDisposeScope();
        var (used, unused) = (new Parameter(ones(3)), new Parameter(ones(3)));
        using var optimizer = new AdamW([used, unused], 0.1, weight_decay: 0.5);
        used.sum().backward();
        optimizer.step();
        Assert.True(unused.detach().Equals(ones(3)));
        Assert.False(used.detach().Equals(ones(3)));
        Assert.DoesNotContain(optimizer.state_dict().Tensors.Keys, name => name.StartsWith("state.1."));
    }

    [Fact]
    public void Parameter_that_starts_late_counts_its_own_steps()
    {
        using var scope = NewDisposeScope();
        var (early, late, alone) = (new Parameter(ones(3)), new Parameter(ones(3)), new Parameter(ones(3)));
        using var optimizer = new Adam([early, late], 0.1);
        using var reference = new Adam([alone], 0.1);
        for (int i = 0; i < 6; i++)
        {
            optimizer.zero_grad();
            reference.zero_grad();
            (i < 3 ? early.square().sum() : early.square().sum() + late.square().sum()).backward();
            if (i >= 3)
            {
                alone.square().sum().backward();
                reference.step();
            }
            optimizer.step();
        }
        Assert.True(late.detach().Equals(alone.detach()));
        var state = optimizer.state_dict();
        Assert.Equal((6, 3), (state["state.0.step"], state["state.1.step"]));
    }

    [Fact]
    public void Groups_have_their_own_options()
    {
        using var scope = NewDisposeScope();
        var (weights, bias) = (new Parameter(full(4, 2.0)), new Parameter(full(4, 2.0)));
        using var optimizer = new SGD([weights], 0.1, weight_decay: 0.5);
        optimizer.add_param_group([bias], ("weight_decay", 0), ("lr", 1));
        (weights.sum() + bias.sum()).backward();
        optimizer.step();
        Assert.Equal(2 - 0.1 * (1 + 0.5 * 2), weights[0].ToDouble(), 6);
        Assert.Equal(1, bias[0].ToDouble(), 6);
    }

    // 288 elements fill libtorch's registers. The last of 270 are computed one by one, which may round differently, and
    // which elements are the last depends on the layout.
    [Theory, InlineData(8, 4, 0), InlineData(6, 5, 1e-6)]
    public void Memory_layout_does_not_change_the_result(long rows, long columns, double tolerance)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var (start, gradient) = (randn([rows, columns, 3, 3]), randn([rows, columns, 3, 3]));
        Tensor ChannelsLast(Tensor tensor) => tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        var (plain, last) = (new Parameter(start.clone()), new Parameter(ChannelsLast(start)));
        using var one = new Adam([plain], 0.1);
        using var other = new Adam([last], 0.1);
        for (int i = 0; i < 3; i++)
        {
            plain.grad = gradient;
            last.grad = i == 1 ? gradient : ChannelsLast(gradient);
            one.step();
            other.step();
        }
        Assert.False(last.is_contiguous());
        Assert.True(plain.detach().allclose(last.detach(), tolerance, tolerance));
        var state = one.state_dict().Tensors["state.0.exp_avg"];
        var others = other.state_dict().Tensors["state.0.exp_avg"];
        Assert.True(state.allclose(others, tolerance, tolerance));
        Assert.Equal(last.stride(), others.stride());
    }

    [Fact]
    public void Several_threads_give_the_same_bits_as_one()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var (start, gradient) = (randn(700_003), randn(700_003));
        int before = get_num_threads();
        var results = new List<Tensor>();
        try
        {
            foreach (int threads in new[] { 1, 3 })
            {
                set_num_threads(threads);
                var parameter = new Parameter(start.clone()) { grad = gradient };
                using var optimizer = new Adam([parameter], 0.1, weight_decay: 0.1);
                optimizer.step();
                optimizer.step();
                results.Add(parameter.detach());
            }
        }
        finally
        {
            set_num_threads(before);
        }
        Assert.False(results[0].Equals(start));
        Assert.True(results[0].Equals(results[1]));
    }

    [Fact]
    public void Float32_agrees_with_float64()
    {
        foreach (var name in new[] { "momentum", "adam", "rmsprop-centered", "yogi", "nadam", "adamax" })
        {
            using var scope = NewDisposeScope();
            var (single, twice) = (Problems.Start("network", ScalarType.Float32), Problems.Start("network"));
            using var first = Problems.Make[name](single);
            using var second = Problems.Make[name](twice);
            Problems.Train("network", single, first, 30);
            Problems.Train("network", twice, second, 30);
            for (int i = 0; i < single.Length; i++)
            {
                var rounded = single[i].detach().to(ScalarType.Float64);
                Assert.True(rounded.allclose(twice[i].detach(), 1e-4, 1e-4), $"{name}, parameter {i}");
            }
        }
    }

    public static TheoryData<string> Names => [.. Problems.Make.Keys.Where(name => !name.StartsWith("lbfgs"))];

    [Theory, MemberData(nameof(Names))]
    public void Step_leaves_no_tensor_behind(string name)
    {
        using var scope = NewDisposeScope();
        var parameters = Problems.Start("network");
        using var optimizer = Problems.Make[name](parameters);
        Problems.Train("network", parameters, optimizer, 2);
        long before = Handles.Living();
        Problems.Train("network", parameters, optimizer, 20);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void State_follows_the_memory_format_of_its_parameter()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(randn(4, 3, 3, 3));
        using var optimizer = new RMSprop([parameter], 0.1, momentum: 0.9);
        parameter.grad = randn(4, 3, 3, 3);
        optimizer.step();
        MemoryFormats.Set(parameter, MemoryFormat.ChannelsLast);
        optimizer.step();
        Assert.Equal(parameter.stride(), optimizer.state_dict().Tensors["state.0.momentum_buffer"].stride());
    }

    [Fact]
    public void Parameter_that_is_cut_from_another_tensor_is_rejected()
    {
        using var scope = NewDisposeScope();
        var cut = new Parameter(ones(4, 6).narrow(1, 0, 3)) { grad = ones(4, 3) };
        using var optimizer = new Adam([cut], 0.1);
        Assert.Contains("lie apart in memory", Assert.Throws<NotSupportedException>(() => optimizer.step()).Message);
    }

    private sealed class Keeping(Parameter parameter) : ListOptimizer([parameter])
    {
        internal List<Tensor> Seen { get; } = [];
        private protected override (string, double)[] States(ParameterGroup group) => [];
        private protected override void Change(ParameterGroup group, ParameterList list) =>
            Seen.Add(list.Gradients[0].DetachFromDisposeScope());
    }

    [Fact]
    public void Gradient_that_a_rule_keeps_does_not_change_in_later_steps()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(3));
        using var optimizer = new Keeping(parameter);
        for (int i = 1; i <= 2; i++)
        {
            optimizer.zero_grad();
            (parameter * i).sum().backward();
            optimizer.step();
        }
        Assert.Equal([1.0, 2.0], optimizer.Seen.Select(gradient => gradient[0].ToDouble()));
        optimizer.Seen.ForEach(gradient => gradient.Dispose());
    }

    [Fact]
    public void State_of_another_network_is_rejected_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var (small, large) = (new Parameter(ones(3)), new Parameter(ones(4)));
        using var one = new Adam([small], 0.1);
        using var other = new Adam([large], 0.2);
        small.sum().backward();
        large.sum().backward();
        one.step();
        other.step();
        var error = Assert.Throws<InvalidOperationException>(() => one.load_state_dict(other.state_dict()));
        Assert.Contains("belongs to another network", error.Message);
        Assert.Equal(0.1, one.param_groups[0].lr);
        using var plain = new SGD([small], 0.1);
        error = Assert.Throws<InvalidOperationException>(() => one.load_state_dict(plain.state_dict()));
        Assert.Contains("another kind of optimizer", error.Message);
    }

    [Fact]
    public void Misuse_is_reported_in_a_sentence()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(3));
        using var optimizer = new SGD([parameter], 0.1);
        using var newton = new LBFGS([parameter]);
        Assert.Contains("given twice", Error(() => optimizer.add_param_group([parameter])));
        Assert.Contains("result of an operation", Error(() => optimizer.add_param_group([parameter * 2])));
        Assert.Contains("no option 'beta1'", Error(() => optimizer.param_groups[0]["beta1"] = 1));
        Assert.Contains("give step a function", Error(() => newton.step()));

        static string Error(Action act) => Assert.ThrowsAny<ArgumentException>(act).Message;
    }

    [Fact]
    public void Every_optimizer_of_the_table_lowers_the_loss()
    {
        foreach (var name in Table.Names)
        {
            using var scope = NewDisposeScope();
            var parameters = Problems.Start("network");
            double before = Problems.Loss("network", parameters).ToDouble();
            double? lr = name is "lbfgs" or "adadelta" or "lars" ? null : 0.005;
            using var optimizer = Table.Create(name, parameters, new(Lr: lr));
            Problems.Train("network", parameters, optimizer, 30);
            double after = Problems.Loss("network", parameters).ToDouble();
            Assert.True(after < before, $"{name} does not lower the loss.");
        }
    }

    [Fact]
    public void Name_may_have_options_and_a_mistyped_name_gets_a_suggestion()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(3));
        using var optimizer = Table.Create("adam:beta2=0.9,eps=1e-6", [parameter], new(Lr: 0.5, WeightDecay: 0.1));
        var group = optimizer.param_groups[0];
        Assert.Equal((0.5, 0.1, 0.9, 1e-6), (group.lr, group["weight_decay"], group["beta2"], group["eps"]));
        var error = Assert.Throws<ArgumentException>(() => Table.Create("adm", [parameter]));
        Assert.Contains("Did you mean adam", error.Message);
    }
}
