using ModelZoo.Tables;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs;

/// <summary>Finds the model of a run again, also one that a program added to the zoo.</summary>
internal static class RunModel
{
    /// <summary>Where the code is that builds the network; null for the zoo's own.</summary>
    internal static string? Builder(Entry entry) =>
        entry.Build.Method.DeclaringType is { } type && type.Assembly != typeof(Zoo).Assembly
            ? $"{(type.DeclaringType ?? type).FullName} in {type.Assembly.GetName().Name}"
            : null;

    internal static Entry Find(string model, Checkpoint checkpoint) =>
        checkpoint.Builder is { } builder && !Zoo.Names.Contains(model)
            ? throw new RecipeException($"The network {model} of this run was added by a program ({builder}), so only "
                + "that program can load it: call Zoo.Add there as before, then open the run.")
            : Zoo.Find(model);
}
