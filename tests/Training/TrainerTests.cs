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

/// <summary>The trainer as a library, with points that a small network learns in a second.</summary>
public class TrainerTests
{
    private static Module<Tensor, Tensor> Network(long seed = 1)
    {
        manual_seed(seed);
        return Sequential(Linear(2, 8), Tanh(), Linear(8, 4));
    }

    private static Dictionary<string, double> Train(Module<Tensor, Tensor> model, Dataset data, int batch,
        TrainerOptions options, ITask? task = null, IObserver? observer = null, Func<Schedule>? schedule = null)
    {
        using var optimizer = new SGD(model.parameters(), 0.5, momentum: 0.9);
        using var train = new DataLoader(data.Train, batch, shuffle: true, seed: 3);
        using var test = new DataLoader(data.Test, 50);
        task ??= new Classification();
        using var trainer = new Trainer(model, task, optimizer, schedule?.Invoke(), options, observer);
        Assert.Equal(Ending.Finished, trainer.Fit(train, test, stop: TestContext.Current.CancellationToken));
        return new(trainer.State.Rows[^1].Test);
    }

    [Fact]
    public void Network_learns_with_few_lines()
    {
        using var data = DatasetCatalog.Open("blobs");
        using var model = Network();
        Assert.True(Train(model, data, 50, new TrainerOptions { Epochs = 3 })["accuracy"] > 0.9);
    }

    [Fact]
    public void Accumulated_batches_give_the_update_of_one_large_batch()
    {
        using var data = DatasetCatalog.Open("blobs");
        using var large = Network();
        using var small = Network();
        // Of 1,000 examples the last update has 40: one batch, or batches of 16, 16 and 8.
        Train(large, data, 64, new TrainerOptions { Epochs = 2 });
        Train(small, data, 16, new TrainerOptions { Epochs = 2, Accumulate = 4 });
        foreach (var (one, other) in large.parameters().Zip(small.parameters()))
            Assert.True(one.allclose(other, 1e-4, 1e-5));
    }

    [Fact]
    public void Trainers_in_parallel_threads_give_the_same_bits_as_alone()
    {
        using var data = DatasetCatalog.Open("blobs");
        double Loss(long seed, Lock starting)
        {
            Module<Tensor, Tensor> model;
            lock (starting)   // all threads draw weights from the same generator
                model = Network(seed);
            using (model)
                return Train(model, data, 10, new TrainerOptions { Epochs = 2 })["loss"];
        }
        var starting = new Lock();
        double[] alone = [.. Enumerable.Range(0, 4).Select(seed => Loss(seed, starting))], together = new double[4];
        var threads = Array.ConvertAll([0, 1, 2, 3],
            (int seed) => new Thread(() => together[seed] = Loss(seed, starting)));
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.Equal(alone, together);
    }

    [Fact]
    public void Predictions_are_in_the_order_of_the_data_and_agree_with_the_test_accuracy()
    {
        using var scope = NewDisposeScope();
        using var data = DatasetCatalog.Open("blobs");
        using var model = Network();
        var accuracy = Train(model, data, 50, new TrainerOptions { Epochs = 1 })["accuracy"];
        using var optimizer = new SGD(model.parameters(), 0.1);
        using var trainer = new Trainer(model, new Classification(), optimizer);
        using var test = new DataLoader(data.Test, 64);
        var scores = trainer.Predict(test, TestContext.Current.CancellationToken);
        Assert.Equal([200, 4], scores.shape);
        Assert.Equal(accuracy, scores.argmax(1).eq(data.Test.Targets).to(float64).mean().item<double>(), 12);
        var canceled = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => trainer.Predict(test, canceled));
        Assert.Throws<OperationCanceledException>(() => trainer.Evaluate(test, canceled));
    }

    [Fact]
    public void Averaged_weights_predict_with_averaged_batch_norm_statistics()
    {
        using var scope = NewDisposeScope();
        using var data = DatasetCatalog.Open("blobs");
        manual_seed(1);
        using var model = Sequential(Linear(2, 8), BatchNorm1d(8), Tanh(), Linear(8, 4));
        using var average = new ExponentialAverage(0.9);
        using var optimizer = new SGD(model.parameters(), 0.5);
        using var train = new DataLoader(data.Train, 50, shuffle: true, seed: 3);
        using var test = new DataLoader(data.Test, 64);
        using var trainer = new Trainer(model, new Classification(), optimizer,
            options: new TrainerOptions { Epochs = 1, Average = average });
        trainer.Fit(train, test, stop: TestContext.Current.CancellationToken);
        var predicted = Loss(trainer.Predict(test, TestContext.Current.CancellationToken));
        Assert.Equal(trainer.State.Rows[^1].Test["loss"], predicted, 1e-6);
        average.Swap([.. model.parameters(), .. model.buffers()]);
        Assert.Equal(predicted, Loss(model.forward(data.Test.Inputs)), 1e-6f);

        float Loss(Tensor scores) => functional.cross_entropy(scores, data.Test.Targets).item<float>();
    }

    [Fact]
    public void Multi_label_task_learns_and_measures_f1()
    {
        using var data = DatasetCatalog.Open("blobs");
        using var model = Network();
        var values = Train(model, data, 50, new TrainerOptions { Epochs = 3 }, new MultiLabel());
        Assert.True(values["micro_f1"] > 0.8, $"{values["micro_f1"]}");
        Assert.True(values.ContainsKey("precision") && values.ContainsKey("loss"));
    }

    [Fact]
    public void Evaluation_adds_details_that_the_test_after_each_epoch_has_not()
    {
        using var data = DatasetCatalog.Open("blobs");
        using var model = Network();
        var tested = Train(model, data, 50, new TrainerOptions { Epochs = 1 });
        using var optimizer = new SGD(model.parameters(), 0.5);
        using var trainer = new Trainer(model, new Classification(), optimizer);
        using var test = new DataLoader(data.Test, 50);
        var evaluated = trainer.Evaluate(test, TestContext.Current.CancellationToken);
        Assert.Equal(["loss", "accuracy"], tested.Keys);
        Assert.Equal(["loss", "accuracy", "precision", "recall", "f1", "roc_auc"], evaluated.Keys);
        Assert.All(tested, value => Assert.Equal(value.Value, evaluated[value.Key]));
        Assert.InRange(evaluated["roc_auc"], 0.9, 1);
    }

    [Fact]
    public void Cancelled_run_saves_a_checkpoint_and_resumes_to_the_same_bits()
    {
        using var data = DatasetCatalog.Open("blobs");
        using var whole = Network();
        Train(whole, data, 50, new TrainerOptions { Epochs = 3 });

        using var model = Network();
        using var optimizer = new SGD(model.parameters(), 0.5, momentum: 0.9);
        using var train = new DataLoader(data.Train, 50, shuffle: true, seed: 3);
        using var test = new DataLoader(data.Test, 50);
        using var stop = new CancellationTokenSource();
        var observer = new Observer { Stop = stop };
        var options = new TrainerOptions { Epochs = 3, CheckpointEvery = 27 };
        using (var first = new Trainer(model, new Classification(), optimizer, options: options, observer: observer))
        {
            Assert.Equal(Ending.Cancelled, first.Fit(train, test, stop: stop.Token));
            Assert.Equal((1, 28), (first.State.Epoch, first.State.Step));
            Assert.Equal([CheckpointReason.Best, CheckpointReason.Step, CheckpointReason.Stopped], observer.Reasons);
            using var second = new Trainer(model, new Classification(), optimizer,
                options: new TrainerOptions { Epochs = 3 });
            second.load_state_dict(first.state_dict(), first.State);
            Assert.Equal(Ending.Finished, second.Fit(train, test, stop: TestContext.Current.CancellationToken));
        }
        foreach (var (one, other) in whole.parameters().Zip(model.parameters()))
            Assert.True(((Tensor)one).Equals(other));
    }

    [Fact]
    public void Any_function_can_be_a_schedule()
    {
        using var data = DatasetCatalog.Open("blobs");
        var seen = new Observer();
        using var model = Network();
        Train(model, data, 50, new TrainerOptions { Epochs = 3 }, observer: seen,
            schedule: () => ScheduleFormulas.Function((rate, position) => rate / (position + 1), perEpoch: true));
        Assert.Equal([0.5, 0.25, 0.5 / 3], seen.Rates);
        Train(model, data, 50, new TrainerOptions { Epochs = 2 }, observer: seen = new(),
            schedule: () => ScheduleFormulas.Function((rate, position) => rate - 0.01 * position));
        Assert.Equal([0.5 - 0.01 * 20, 0.5 - 0.01 * 40], seen.Rates);
    }

    [Fact]
    public void Report_has_the_time_of_each_stage()
    {
        using var data = DatasetCatalog.Open("blobs");
        var seen = new Observer();
        using var model = Network();
        Train(model, data, 10, new TrainerOptions { Epochs = 1, ReportEvery = TimeSpan.Zero }, observer: seen);
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
