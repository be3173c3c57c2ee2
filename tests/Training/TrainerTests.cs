using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Regularization;
using ModelZoo.Training.Schedules;
using ModelZoo.Training.Tasks;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.Training;

/// <summary>The trainer as a library, on points that a small network learns in a second.</summary>
public class TrainerTests
{
    private static Module<Tensor, Tensor> Network(long seed = 1)
    {
        manual_seed(seed);
        return Sequential(Linear(2, 8), Tanh(), Linear(8, 4));
    }

    private static Dictionary<string, double> Trained(Module<Tensor, Tensor> model, Dataset data, int batch, TrainerOptions options, ITask? task = null, IObserver? observer = null, Func<Schedule>? schedule = null)
    {
        using var optimizer = new SGD(model.parameters(), 0.5, momentum: 0.9);
        using var train = new DataLoader(data.Train, batch, shuffle: true, seed: 3);
        using var test = new DataLoader(data.Test, 50);
        using var trainer = new Trainer(model, task ?? new Classification(), optimizer, schedule?.Invoke(), options, observer);
        Assert.Equal(Ending.Finished, trainer.Fit(train, test, stop: TestContext.Current.CancellationToken));
        return new(trainer.State.Rows[^1].Test);
    }

    [Fact]
    public void Ten_lines_train_a_network()
    {
        using var data = DatasetCatalog.Open("blobs");
        using var model = Network();
        Assert.True(Trained(model, data, 50, new TrainerOptions { Epochs = 3 })["accuracy"] > 0.9);
    }

    [Fact]
    public void Batches_put_together_give_the_update_of_the_large_one_in_a_short_last_cycle_too()
    {
        using var data = DatasetCatalog.Open("blobs");
        using var large = Network();
        using var small = Network();
        // 1,000 examples: the last update is of 40 for the large one, of 16, 16 and 8 for the small one.
        Trained(large, data, 64, new TrainerOptions { Epochs = 2 });
        Trained(small, data, 16, new TrainerOptions { Epochs = 2, Accumulate = 4 });
        foreach (var (one, other) in large.parameters().Zip(small.parameters()))
            Assert.True(one.allclose(other, 1e-4, 1e-5));
    }

    [Fact]
    public void Trainers_in_several_threads_at_once_come_to_the_same_bits_as_alone()
    {
        using var data = DatasetCatalog.Open("blobs");
        double Loss(long seed, Lock starting)
        {
            Module<Tensor, Tensor> model;
            lock (starting)   // the generator that weights are drawn from is one for all
                model = Network(seed);
            using (model)
                return Trained(model, data, 10, new TrainerOptions { Epochs = 2 })["loss"];
        }
        var starting = new Lock();
        double[] alone = [.. Enumerable.Range(0, 4).Select(seed => Loss(seed, starting))], together = new double[4];
        var threads = Array.ConvertAll([0, 1, 2, 3], (int seed) => new Thread(() => together[seed] = Loss(seed, starting)));
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.Equal(alone, together);
    }

    [Fact]
    public void Predictions_are_in_the_order_of_the_data_and_agree_with_the_test()
    {
        using var scope = NewDisposeScope();
        using var data = DatasetCatalog.Open("blobs");
        using var model = Network();
        var accuracy = Trained(model, data, 50, new TrainerOptions { Epochs = 1 })["accuracy"];
        using var optimizer = new SGD(model.parameters(), 0.1);
        using var trainer = new Trainer(model, new Classification(), optimizer);
        using var test = new DataLoader(data.Test, 64);
        var said = trainer.Predict(test, TestContext.Current.CancellationToken);
        Assert.Equal([200, 4], said.shape);
        Assert.Equal(accuracy, said.argmax(1).eq(data.Test.Targets).to(ScalarType.Float64).mean().item<double>(), 12);
        Assert.Throws<OperationCanceledException>(() => trainer.Predict(test, new CancellationToken(canceled: true)));
        Assert.Throws<OperationCanceledException>(() => trainer.Evaluate(test, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Predictions_under_an_average_of_the_weights_take_batch_norm_s_statistics_along()
    {
        using var scope = NewDisposeScope();
        using var data = DatasetCatalog.Open("blobs");
        manual_seed(1);
        using var model = Sequential(Linear(2, 8), BatchNorm1d(8), Tanh(), Linear(8, 4));
        using var average = new ExponentialAverage(0.9);
        using var optimizer = new SGD(model.parameters(), 0.5);
        using var train = new DataLoader(data.Train, 50, shuffle: true, seed: 3);
        using var test = new DataLoader(data.Test, 64);
        using var trainer = new Trainer(model, new Classification(), optimizer, options: new TrainerOptions { Epochs = 1, Average = average });
        trainer.Fit(train, test, stop: TestContext.Current.CancellationToken);
        var loss = functional.cross_entropy(trainer.Predict(test, TestContext.Current.CancellationToken), data.Test.Targets);
        Assert.Equal(trainer.State.Rows[^1].Test["loss"], loss.item<float>(), 1e-6);
        average.Swap([.. model.parameters(), .. model.buffers()]);
        Assert.Equal(loss.item<float>(), functional.cross_entropy(model.forward(data.Test.Inputs), data.Test.Targets).item<float>(), 1e-6f);
    }

    [Fact]
    public void Labels_that_are_no_classes_are_learned_each_for_itself()
    {
        using var data = DatasetCatalog.Open("blobs");
        using var model = Network();
        var values = Trained(model, data, 50, new TrainerOptions { Epochs = 3 }, new MultiLabel());
        Assert.True(values["micro_f1"] > 0.8, $"{values["micro_f1"]}");
        Assert.True(values.ContainsKey("precision") && values.ContainsKey("loss"));
    }

    [Fact]
    public void A_cancelled_run_ends_after_its_step_with_a_checkpoint_and_goes_on_to_the_same_bits()
    {
        using var data = DatasetCatalog.Open("blobs");
        using var whole = Network();
        Trained(whole, data, 50, new TrainerOptions { Epochs = 3 });

        using var model = Network();
        using var optimizer = new SGD(model.parameters(), 0.5, momentum: 0.9);
        using var train = new DataLoader(data.Train, 50, shuffle: true, seed: 3);
        using var test = new DataLoader(data.Test, 50);
        using var stop = new CancellationTokenSource();
        var observer = new Observer { Stop = stop };
        using (var first = new Trainer(model, new Classification(), optimizer, options: new TrainerOptions { Epochs = 3, CheckpointEvery = 27 }, observer: observer))
        {
            Assert.Equal(Ending.Cancelled, first.Fit(train, test, stop: stop.Token));
            Assert.Equal((1, 28), (first.State.Epoch, first.State.Step));
            Assert.Equal([CheckpointReason.Best, CheckpointReason.Step, CheckpointReason.Stopped], observer.Reasons);
            using var second = new Trainer(model, new Classification(), optimizer, options: new TrainerOptions { Epochs = 3 });
            second.load_state_dict(first.state_dict(), first.State);
            Assert.Equal(Ending.Finished, second.Fit(train, test, stop: TestContext.Current.CancellationToken));
        }
        foreach (var (one, other) in whole.parameters().Zip(model.parameters()))
            Assert.True(((Tensor)one).Equals(other));
    }

    [Fact]
    public void A_users_function_is_a_schedule_by_step_or_by_epoch()
    {
        using var data = DatasetCatalog.Open("blobs");
        var seen = new Observer();
        using var model = Network();
        Trained(model, data, 50, new TrainerOptions { Epochs = 3 }, observer: seen, schedule: () => ScheduleFormulas.Function((rate, position) => rate / (position + 1), perEpoch: true));
        Assert.Equal([0.5, 0.25, 0.5 / 3], seen.Rates);
        Trained(model, data, 50, new TrainerOptions { Epochs = 2 }, observer: seen = new(), schedule: () => ScheduleFormulas.Function((rate, position) => rate - 0.01 * position));
        Assert.Equal([0.5 - 0.01 * 20, 0.5 - 0.01 * 40], seen.Rates);
    }

    [Fact]
    public void A_report_says_what_its_time_went_to()
    {
        using var data = DatasetCatalog.Open("blobs");
        var seen = new Observer();
        using var model = Network();
        Trained(model, data, 10, new TrainerOptions { Epochs = 1, ReportEvery = TimeSpan.Zero }, observer: seen);
        Assert.NotEmpty(seen.Times);
        foreach (var stage in new[] { Stage.Data, Stage.Forward, Stage.Backward, Stage.Update, Stage.Metrics })
            Assert.True(seen.Times.All(times => times[stage] > TimeSpan.Zero), $"{stage}");
    }

    private sealed class Observer : IObserver
    {
        internal List<double> Rates { get; } = [];
        internal List<CheckpointReason> Reasons { get; } = [];
        internal List<IReadOnlyDictionary<Stage, TimeSpan>> Times { get; } = [];
        internal CancellationTokenSource? Stop { get; init; }

        public void Reported(TrainingProgress progress) => Times.Add(progress.Times);
        public void EpochEnded(EpochRow row, bool best) => Rates.Add(row.LearningRate);

        public void CheckpointDue(CheckpointReason reason)
        {
            Reasons.Add(reason);
            if (reason == CheckpointReason.Step)
                Stop?.Cancel();
        }
    }
}
