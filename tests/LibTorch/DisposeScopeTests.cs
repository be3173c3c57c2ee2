using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.LibTorch;

public class DisposeScopeTests
{
    [Fact]
    public void What_a_scope_made_ends_with_it_but_for_what_was_moved_out()
    {
        Tensor kept, detached, gone;
        using (var outer = NewDisposeScope())
        {
            using (var inner = NewDisposeScope())
            {
                gone = ones(1);
                kept = ones(2).MoveToOuterDisposeScope();
                detached = inner.Detach(ones(3));
                Assert.True(inner.Contains(gone));
                Assert.False(inner.Contains(kept));
                Assert.Equal(1, inner.DisposablesCount);
            }
            Assert.True(gone.IsInvalid);
            Assert.False(kept.IsInvalid);
            Assert.True(outer.Contains(kept));
        }
        Assert.True(kept.IsInvalid);
        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void Pairs_and_triples_move_together()
    {
        using var outer = NewDisposeScope();
        Tensor a, b, c, d, e;
        using (var inner = NewDisposeScope())
        {
            (a, b) = inner.MoveToOuter(ones(1), ones(1));
            (c, d, e) = inner.MoveToOuter(ones(1), ones(1), ones(1));
        }
        Assert.All([a, b, c, d, e], tensor => Assert.True(outer.Contains(tensor)));
    }

    [Fact]
    public void Scopes_ended_out_of_order_leave_the_thread_with_the_ones_that_live()
    {
        var first = NewDisposeScope();
        var second = NewDisposeScope();
        var third = NewDisposeScope();
        second.Dispose();
        var inThird = ones(1);
        Assert.True(third.Contains(inThird));
        Tensor moved = third.MoveToOuter(ones(2));
        Assert.True(first.Contains(moved), "The scope outside is ended, so it goes to the next that lives.");
        third.Dispose();
        var inFirst = ones(1);
        Assert.True(first.Contains(inFirst));
        first.Dispose();
        Assert.All([inThird, moved, inFirst], tensor => Assert.True(tensor.IsInvalid));
        using var free = ones(1);
        Assert.Equal(0, first.DisposablesCount);
    }

    [Fact]
    public void Moved_out_of_the_outermost_scope_a_tensor_belongs_to_nobody()
    {
        Tensor tensor;
        using (var scope = NewDisposeScope())
            tensor = scope.MoveToOuter(ones(1));
        Assert.False(tensor.IsInvalid);
        tensor.Dispose();
    }

    [Fact]
    public void Everything_but_what_is_kept_ends_at_once()
    {
        using var scope = NewDisposeScope();
        var (kept, gone) = (ones(1), ones(1));
        Assert.Same(kept, scope.DisposeEverythingBut(kept));
        Assert.True(gone.IsInvalid);
        Assert.True(scope.Contains(kept));
        scope.DisposeEverything();
        Assert.True(kept.IsInvalid);
    }

    [Fact]
    public void Threads_have_scopes_of_their_own_and_tensors_may_change_hands()
    {
        using var here = NewDisposeScope();
        Tensor? detached = null, gone = null;
        DisposeScope? there = null;
        var thread = new Thread(() =>
        {
            using var scope = there = NewDisposeScope();
            gone = ones(1);
            detached = scope.Detach(ones(2));
        });
        thread.Start();
        thread.Join();
        Assert.NotSame(here, there);
        Assert.True(gone!.IsInvalid);
        Assert.Equal(0, here.DisposablesCount);
        here.Attach(detached!);
        Assert.True(here.Contains(detached!));
        here.Dispose();
        Assert.True(detached!.IsInvalid);
    }

    [Fact]
    public void A_scope_ended_by_another_thread_takes_in_nothing_more()
    {
        using var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        var first = ones(1);
        var thread = new Thread(inner.Dispose);
        thread.Start();
        thread.Join();
        Assert.True(first.IsInvalid);
        var second = ones(1);
        Assert.True(outer.Contains(second));
        Assert.Throws<ObjectDisposedException>(() => inner.Attach(second));
    }

    [Fact]
    public void A_scope_that_has_ended_has_no_hold_on_what_the_next_one_owns()
    {
        var ended = NewDisposeScope();
        ended.Dispose();
        using var next = NewDisposeScope();
        var tensor = ones(2);
        ended.DisposeEverything();
        ended.Dispose();
        Assert.False(tensor.IsInvalid);
        Assert.Equal((0, 1), (ended.DisposablesCount, next.DisposablesCount));
    }

    [Fact]
    public void A_scope_that_lives_long_keeps_no_list_of_what_has_ended()
    {
        using var scope = NewDisposeScope();
        var kept = ones(1);
        for (int i = 0; i < 5000; i++)
            ones(1).Dispose();
        Assert.Equal(1, scope.DisposablesCount);
        Assert.True(scope.Contains(kept));
    }

    [Fact]
    public void Modules_and_the_views_of_their_parameters_survive_the_scope_they_were_made_in()
    {
        nn.Module<Tensor, Tensor> network;
        using (NewDisposeScope())
            network = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3));
        using (network)
        using (NewDisposeScope())
            Assert.Equal([4L, 3], network.call(ones(4, 2)).shape);
    }

    [Fact]
    public void A_mode_ends_with_its_block_and_only_on_its_own_thread()
    {
        Assert.True(is_grad_enabled());
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            using (enable_grad())
                Assert.True(is_grad_enabled());
            var elsewhere = false;
            var thread = new Thread(() => elsewhere = is_grad_enabled());
            thread.Start();
            thread.Join();
            Assert.True(elsewhere);
        }
        Assert.True(is_grad_enabled());

        var mode = inference_mode();
        Assert.True(is_inference_mode_enabled());
        Exception? refused = null;
        var other = new Thread(() => refused = Record.Exception(mode.Dispose));
        other.Start();
        other.Join();
        Assert.IsType<InvalidOperationException>(refused);
        mode.Dispose();
        Assert.False(is_inference_mode_enabled());
    }
}
