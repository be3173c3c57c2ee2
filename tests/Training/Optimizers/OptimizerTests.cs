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
    public void A_parameter_without_gradient_stays_as_it_is_even_under_weight_decay_and_keeps_no_state()
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
    public void A_parameter_that_begins_late_counts_its_own_steps()
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
        Assert.Equal((6, 3), (optimizer.state_dict().Number("state.0.step"), optimizer.state_dict().Number("state.1.step")));
    }

    [Fact]
    public void Groups_have_numbers_of_their_own()
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

    // 288 elements fill libtorch's registers. The last of 270 are computed one by one, which may round the last bit differently, and which
    // elements are the last depends on the layout.
    [Theory, InlineData(8, 4, 0), InlineData(6, 5, 1e-6)]
    public void The_layout_in_memory_does_not_change_the_result(long rows, long columns, double tolerance)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var (start, gradient) = (randn([rows, columns, 3, 3]), randn([rows, columns, 3, 3]));
        var (plain, last) = (new Parameter(start.clone()), new Parameter(start.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)));
        using var one = new Adam([plain], 0.1);
        using var other = new Adam([last], 0.1);
        for (int i = 0; i < 3; i++)
        {
            plain.grad = gradient;
            last.grad = i == 1 ? gradient : gradient.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
            one.step();
            other.step();
        }
        Assert.False(last.is_contiguous());
        Assert.True(plain.detach().allclose(last.detach(), tolerance, tolerance));
        var (state, others) = (one.state_dict().Tensors["state.0.exp_avg"], other.state_dict().Tensors["state.0.exp_avg"]);
        Assert.True(state.allclose(others, tolerance, tolerance));
        Assert.Equal(last.stride(), others.stride());
    }

    [Fact]
    public void Several_threads_give_the_bits_of_one()
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
    public void Float32_agrees_with_float64_to_its_precision()
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
                Assert.True(single[i].detach().to(ScalarType.Float64).allclose(twice[i].detach(), 1e-4, 1e-4), $"{name}, parameter {i}");
        }
    }

    public static TheoryData<string> Names => [.. Problems.Make.Keys.Where(name => !name.StartsWith("lbfgs"))];

    [Theory, MemberData(nameof(Names))]
    public void A_step_leaves_no_tensor_behind(string name)
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
    public void A_saved_state_of_another_memory_format_follows_the_parameter()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(randn(4, 3, 3, 3));
        using var optimizer = new RMSprop([parameter], 0.1, momentum: 0.9);
        parameter.grad = randn(4, 3, 3, 3);
        optimizer.step();
        MemoryFormats.Set(parameter, MemoryFormat.ChannelsLast);
        optimizer.step();
        Assert.Equal(parameter.stride(), optimizer.state_dict().Tensors["state.0.momentum_buffer"].stride());
        var cut = new Parameter(ones(4, 6).narrow(1, 0, 3)) { grad = ones(4, 3) };
        using var refused = new Adam([cut], 0.1);
        Assert.Contains("lie apart in memory", Assert.Throws<NotSupportedException>(() => refused.step()).Message);
    }

    private sealed class Keeping(Parameter parameter) : Optimizer([parameter])
    {
        internal List<Tensor> Seen { get; } = [];
        public override int StatesPerElement => 0;
        protected override void Update(ParameterGroup group, ReadOnlySpan<ParameterState> states, ReadOnlySpan<Tensor> gradients) =>
            Seen.Add(gradients[0].DetachFromDisposeScope());
    }

    [Fact]
    public void A_gradient_that_a_rule_keeps_stays_what_it_was_through_the_next_steps()
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
    public void A_state_of_another_network_is_refused_and_changes_nothing()
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
        Assert.Contains("another kind of optimizer", Assert.Throws<InvalidOperationException>(() => one.load_state_dict(plain.state_dict())).Message);
    }

    [Fact]
    public void Misuse_is_told_in_a_sentence()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(3));
        using var optimizer = new SGD([parameter], 0.1);
        Assert.Contains("given twice", Assert.Throws<ArgumentException>(() => optimizer.add_param_group([parameter])).Message);
        Assert.Contains("result of an operation", Assert.Throws<ArgumentException>(() => optimizer.add_param_group([parameter * 2])).Message);
        Assert.Contains("no option 'beta1'", Assert.Throws<ArgumentException>(() => optimizer.param_groups[0]["beta1"] = 1).Message);
        using var newton = new LBFGS([parameter]);
        Assert.Contains("give step a function", Assert.Throws<ArgumentNullException>(() => newton.step()).Message);
    }

    [Fact]
    public void Every_name_of_the_table_makes_an_optimizer_that_goes_downhill()
    {
        foreach (var name in Table.Names)
        {
            using var scope = NewDisposeScope();
            var parameters = Problems.Start("network");
            double before = Problems.Loss("network", parameters).ToDouble();
            using var optimizer = Table.Create(name, parameters, new(Lr: name is "lbfgs" or "adadelta" or "lars" ? null : 0.005));
            Problems.Train("network", parameters, optimizer, 30);
            Assert.True(Problems.Loss("network", parameters).ToDouble() < before, $"{name} does not lower the loss.");
        }
    }

    [Fact]
    public void A_name_may_carry_options_and_a_mistyped_one_is_answered_with_the_nearest()
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
