using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Layers and parameters under one roof: found in the fields of the class, in the order they are declared.</summary>
        public partial class Module : IDisposable
        {
            private readonly string _name;
            private bool _disposed;

            protected Module(string name) => _name = name;

            /// <summary>Layers that behave differently in training, such as Dropout, look here.</summary>
            public bool training { get; private set; } = true;

            public virtual string GetName() => _name;

            /// <summary>Fields are found when they are asked for; here those that hold tensors leave the scope they were made in, and live as long as the module.</summary>
            protected virtual void RegisterComponents()
            {
                foreach (var (_, tensor) in Members<Tensor>())
                    tensor.DetachFromDisposeScope();
            }

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var child in children())
                    child.train(train);
            }

            public virtual void eval() => train(false);

            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in children())
                    child.apply(fn);
                fn(this);
                return this;
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    using var grad = parameter.grad;
                    if (grad is null)
                        continue;
                    if (set_to_none)
                        parameter.grad = null;
                    else
                        grad.detach_().zero_();
                }
            }

            /// <summary>In how many parts its forward is run again in backward, which keeps their inner tensors out of memory; 0: it is not. More than 1 is for Sequential.</summary>
            public int Recomputed { get; set; }

            public virtual IEnumerable<(string name, Module module)> named_children() => Members<Module>();
            public virtual IEnumerable<Module> children() => named_children().Select(child => child.module);
            public virtual IEnumerable<Module> modules() => named_modules().Select(named => named.module);

            /// <summary>Every module below this one, a shared one once.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules() => Walk("", [this]).Skip(1).Select(found => (found.path[..^1], found.module));

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(named => named.parameter);

            /// <summary>The parameters by their full names, a shared one once, under the first of its names.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
                foreach (var (path, module) in recurse ? Walk("", []) : [("", this)])
                    foreach (var (name, parameter) in module.Members<Parameter>())
                        if (seen.Add(parameter))
                            yield return (path + name, parameter);
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true) => named_buffers(recurse).Select(named => named.buffer);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true)
            {
                foreach (var (path, module) in recurse ? Walk("", []) : [("", this)])
                    foreach (var (name, buffer) in module.Members<Tensor>())
                        if (buffer is not Modules.Parameter)
                            yield return (path + name, buffer);
            }

            // This module and all below it, with "path." in front of what is theirs. A module in `seen` is passed over.
            private IEnumerable<(string path, Module module)> Walk(string path, HashSet<Module> seen)
            {
                if (seen.Add(this) || path.Length == 0)
                    yield return (path, this);
                else
                    yield break;
                foreach (var (name, child) in named_children())
                    foreach (var below in child.Walk($"{path}{name}.", seen))
                        yield return below;
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (_disposed || !disposing)
                    return;
                _disposed = true;
                foreach (var (_, tensor) in Members<Tensor>())
                    tensor.Dispose();
                foreach (var child in children())
                    child.Dispose();
            }
        }
    }
}
