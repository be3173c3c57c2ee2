using Xunit;

namespace ModelZoo.Tests.Cli;

/// <summary>Each mistake is one sentence on stderr that names what is wrong, and exit code 2; never a stack trace.</summary>
public class WrongUsageTests
{
    [Theory]
    [InlineData("--model", "lenett", "lenet")]
    [InlineData("--modle", "lenet", "--model")]
    [InlineData("trian --model lenet", "", "train")]
    [InlineData("train", "", "--model")]
    [InlineData("--model", "", "--model")]
    [InlineData("--model lenet --epochs", "0", "--epochs takes a whole number of at least 1")]
    [InlineData("--model lenet --epochs", "many", "--epochs takes a whole number")]
    [InlineData("--model lenet --batch-size", "-3", "--batch-size takes a whole number of at least 1")]
    [InlineData("--model lenet --lr", "fast", "--lr takes a number")]
    [InlineData("--model lenet --lr", "NaN", "--lr takes a number")]
    [InlineData("--model lenet --label-smoothing", "1.5", "--label-smoothing takes a number of at least 0 and below 1")]
    [InlineData("--model lenet --dropout", "1", "--dropout takes a number of at least 0 and below 1")]
    [InlineData("--model lenet --precision", "fp8", "--precision takes fp32 or ")]
    [InlineData("--model lenet --device", "gpu", "--device takes auto, cpu, cuda or cuda:N")]
    [InlineData("--model lenet --device", "cuda:x", "--device takes auto, cpu, cuda or cuda:N")]
    [InlineData("--model lenet --max-time", "5x", "--max-time takes a time such as")]
    [InlineData("--model lenet --optimizer", "adma", "adam")]
    [InlineData("--model lenet --dataset", "fashion-mnits", "fashion-mnist")]
    [InlineData("--model lenet --recipe", "/nowhere.json", "The recipe file /nowhere.json cannot be read")]
    [InlineData("--model lenet --output", "/proc/none", "cannot be made")]
    [InlineData("--resume", "/nowhere", "is not the folder of a run")]
    [InlineData("--model lenet --resume", "/nowhere", "--model cannot be given")]
    [InlineData("evaluate", "", "--run")]
    [InlineData("evaluate --run", "/nowhere", "is not the folder of a run")]
    [InlineData("summary --model", "lenett", "lenet")]
    [InlineData("--model lenet --validation", "half", "--validation takes a share below 1")]
    [InlineData("--model lenet --validation", "60000", "--validation 60000 leaves nothing to train on")]
    [InlineData("--model lenet --swa", "99", "--swa 99 would begin after the last")]
    [InlineData("tune --model lenet", "", "--search is missing")]
    [InlineData("tune --search", "lr=0.1|1", "--model is missing")]
    [InlineData("tune --model lenet --search", "rate=1|2", "There is no setting 'rate'")]
    [InlineData("tune --model lenet --search lr=0.1|1 --method", "grad", "grid")]
    [InlineData("tune --model lenet --search lr=0.1|1 --parallel", "0", "--parallel takes a whole number")]
    [InlineData("tune --resume", "/nowhere", "it has no study.json")]
    [InlineData("cross-validate", "", "--model is missing")]
    [InlineData("cross-validate --model lenet --folds", "1", "--folds takes a whole number from 2")]
    [InlineData("cross-validate --resume", "/nowhere", "it has no cross-validation.json")]
    [InlineData("find-lr --model lenet --limit-train 100 --from", "0", "must rise from above 0")]
    public void A_mistake_is_told_in_a_sentence(string arguments, string last, string expected)
    {
        var ended = Program.Run([.. arguments.Split(' '), .. last.Length > 0 ? new[] { last } : []]);
        Assert.Contains(expected, ended.Error);
        Assert.DoesNotContain("   at ", ended.Error);
        Assert.DoesNotContain("epoch 1 ", ended.Output);
        Assert.Single(ended.Error.TrimEnd().Split('\n'));
        Assert.Equal(2, ended.Code);
    }
}
