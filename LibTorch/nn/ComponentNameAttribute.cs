namespace TorchSharp.Utils;

/// <summary>The name of a field's module or parameter in state_dict, where it is not the field's own.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ComponentNameAttribute : Attribute
{
    public string Name { get; set; } = "";
}
