
using ModelZoo.Datasets.Files;
using ModelZoo.LibTorch.Runtime;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Names;

namespace ModelZoo.Cli.Exit;

/// <summary>What goes wrong, said in one sentence on stderr, and the exit code for it.</summary>
internal static class Failure
{
    internal static int Usage(string message, string? meant = null)
    {
        message = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Console.Error.WriteLine($"modelzoo: {message.TrimEnd('.')}.{(meant is null ? "" : $" Did you mean {meant}?")} `modelzoo help` shows what there is.");
        return ExitCode.Usage;
    }

    /// <summary>The exit code of a mistake that can be explained; null for a bug of ours, which keeps its stack trace.</summary>
    internal static int? Explain(Exception error)
    {
        (int code, string said)? known = error switch
        {
            RecipeException or ArgumentException or DatasetException { IsUsage: true } => (ExitCode.Usage, error.Message),
            DatasetException or CheckpointException or DivergedException or MemoryException or InvalidDataException => (ExitCode.Failed, error.Message),
            _ when NativeLibraries.Problem is { } problem => (ExitCode.Failed, problem),
            _ when Memory.IsShort(error) => (ExitCode.Failed, $"{TorchErrors.Sentence(error).TrimEnd('.')}. Give a smaller image, batch or network."),
            System.Runtime.InteropServices.ExternalException => (ExitCode.Failed, TorchErrors.Sentence(error)),
            IOException or UnauthorizedAccessException => (ExitCode.Failed, $"{error.Message} Look whether the disk is full and the folder can be written."),
            _ => null,
        };
        if (known is not { } explained)
            return null;
        Console.Error.WriteLine($"modelzoo: {explained.said.ReplaceLineEndings(" ")}");
        return explained.code;
    }
}
