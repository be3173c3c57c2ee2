using ModelZoo.Tables;

namespace ModelZoo.Runs.Recipes;

/// <summary>Declares a property of <see cref="Recipe"/> as a setting. Its default is the property's.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string help) : Attribute
{
    public string Help => help;

    /// <summary>Name in files and on the command line. Null: the property's, as in min-change.</summary>
    public string? Name { get; set; }

    /// <summary>Smallest number allowed.</summary>
    public double Least { get; set; }

    /// <summary>A number has to be larger than this.</summary>
    public double Above { get; set; } = double.NegativeInfinity;

    /// <summary>A number has to be smaller than this.</summary>
    public double Below { get; set; } = double.PositiveInfinity;

    /// <summary>Why other numbers cannot work, for the message.</summary>
    public string? Reason { get; set; }

    /// <summary>A type whose static property `Names` lists the values to suggest.</summary>
    public Type? Names { get; set; }

    /// <summary>Whether other values than `Names` are errors.</summary>
    public bool IsClosed { get; set; }

    /// <summary>The tasks that use the setting. Empty: all.</summary>
    public TaskKind[] Tasks { get; set; } = [];
}
