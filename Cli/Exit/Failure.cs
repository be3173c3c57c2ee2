using System.Runtime.InteropServices;
using ModelZoo.Cli.Display;
using ModelZoo.Datasets.Files;
using ModelZoo.LibTorch.Runtime;
using ModelZoo.Onnx;
using ModelZoo.Training;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Names;

namespace ModelZoo.Cli.Exit;

/// <summary>Reports what went wrong in one sentence on stderr, and chooses the exit code.</summary>
internal static class Failure
{
    internal static int Usage(string message, string? meant = null)
    {
        message = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var suggestion = meant is null ? "" : $" Did you mean {meant}?";
        Output.Warn($"{message.TrimEnd('.')}.{suggestion} `{Output.Program} help` lists the commands.");
        return ExitCode.Usage;
    }

    /// <summary>The exit code of an error that can be explained; null for a bug, which keeps its stack trace.</summary>
    internal static int? Explain(Exception error)
    {
        bool usage = error is RecipeException or ArgumentException or DatasetException { IsUsage: true };
        if ((usage ? error.Message : Sentence(error)) is not { } sentence)
            return null;
        Output.Warn(sentence.ReplaceLineEndings(" "));
        return usage ? ExitCode.Usage : ExitCode.Failed;
    }

    private static string? Sentence(Exception error) => error switch
    {
        DatasetException or CheckpointException or DivergedException or MemoryException or InvalidDataException
            or OnnxExportException => error.Message,
        _ when NativeLibraries.Problem is { } problem => problem,
        _ when Memory.IsShort(error) =>
            $"{TorchErrors.Sentence(error).TrimEnd('.')}. Use a smaller image, batch or network.",
        ExternalException => TorchErrors.Sentence(error),
        IOException or UnauthorizedAccessException =>
            $"{error.Message} Check that the disk is not full and that the folder is writable.",
        _ => null,
    };
}
