using System.Collections.Concurrent;
using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            private static readonly ConcurrentDictionary<Type, (string Name, FieldInfo Field)[]> FieldsOf = [];

            // What fields cannot hold: layers by number, weights by layer. After the fields, in the order of their coming.
            private readonly List<(string name, object? member)> _registered = [];

            public virtual void register_module(string name, Module submodule) => Register(name, submodule);
            public virtual void add_module(string name, Module module) => Register(name, module);
            public virtual void register_parameter(string name, Parameter? param) => Register(name, param);

            /// <summary>A tensor of the state that is not learned. One that is not persistent stays out of state_dict.</summary>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                tensor.DetachFromDisposeScope();
                Register(name, tensor);
                if (!persistent)
                    _passing.Add(name);
            }

            private readonly HashSet<string> _passing = [];

            private void Register(string name, object? member)
            {
                if (name.Length == 0 || name.Contains('.'))
                    throw new ArgumentException($"'{name}' cannot name a part of {GetName()}: it must not be empty or have a dot.", nameof(name));
                int at = _registered.FindIndex(known => known.name == name);
                if (at >= 0)
                    _registered[at] = (name, member);
                else
                    _registered.Add((name, member));
            }

            private IEnumerable<(string, T)> Members<T>() where T : class
            {
                foreach (var (name, field) in FieldsOf.GetOrAdd(GetType(), Components))
                    if (field.GetValue(this) is T member)
                        yield return (name, member);
                foreach (var (name, member) in _registered)
                    if (member is T wanted)
                        yield return (name, wanted);
            }

            private static (string, FieldInfo)[] Components(Type type)
            {
                var fields = new List<(string, FieldInfo)>();
                // Base classes come first, as their constructors do.
                for (var level = type; level is not null && level != typeof(Module); level = level.BaseType)
                    fields.InsertRange(0, level
                        .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                        .Where(field => typeof(Module).IsAssignableFrom(field.FieldType) || typeof(Tensor).IsAssignableFrom(field.FieldType))
                        .OrderBy(field => field.MetadataToken)
                        .Select(field => (NameOf(field), field)));
                return [.. fields];
            }

            // An auto-property's field is called <weight>k__BackingField.
            private static string NameOf(FieldInfo field)
            {
                var property = field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>')] : null;
                var named = property is null ? field.GetCustomAttribute<ComponentNameAttribute>()
                    : field.DeclaringType!.GetProperty(property)?.GetCustomAttribute<ComponentNameAttribute>();
                return named?.Name ?? property ?? field.Name;
            }
        }
    }
}
