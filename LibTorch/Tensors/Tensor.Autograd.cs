using System.Diagnostics.CodeAnalysis;
using LibTorch;
using LibTorch.Interop;
using static LibTorch.Operators;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The gradient that backward has added up here, a new reference at each reading.</summary>
        public Tensor? grad
        {
            get
            {
                using var held = new Holding(this);
                Native.Check(Native.mz_tensor_grad(held.Handle, out var found), this, "grad");
                return found.Bits == 0 ? null : new Tensor(in found);
            }
            set
            {
                using var held = new Holding(this);
                using var given = new Holding(value);
                if (value is not null && (value.dtype != dtype || !value.shape.SequenceEqual(shape) || value.device_type != device_type))
                    throw new ArgumentException($"grad: {value.Signature} cannot be the gradient of {Signature}: type, shape and device must be the same.");
                Native.Check(Native.mz_tensor_set_grad(held.Handle, given.Handle), this, "grad");
            }
        }

        /// <summary>Reads the gradient, if there is one, into an object that the caller keeps for it and that was disposed since, so that a
        /// training step leaves none behind. Where there is none yet, or somebody kept it alive, a new one takes its place.</summary>
        public bool ReadGradient([NotNullWhen(true)] ref Tensor? into)
        {
            using var held = new Holding(this);
            Native.Check(Native.mz_tensor_grad(held.Handle, out var found), this, "grad");
            if (found.Bits == 0)
                return false;
            if (into is { IsInvalid: true })
                into.Open(in found);
            else
                into = new Tensor(in found);
            return true;
        }

        public Tensor requires_grad_(bool requires_grad = true) => CallInPlace("requires_grad_", this, requires_grad);
        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);
        public void retain_grad() => CallVoid("retain_grad", this);
        public Tensor detach() => Call("detach", this);
        public Tensor detach_() => CallInPlace("detach_", this);
        public Tensor clone() => Call("clone", this);

        /// <summary>Adds the gradient of this one number to the leaves it came from.</summary>
        public unsafe void backward()
        {
            using var held = new Holding(this);
            nint handle = held.Handle;
            Native.Check(Native.mz_backward(&handle, 1, null, 0, 0, null, 0), this, "backward");
        }

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }

    public static class autograd
    {
        /// <summary>Adds the gradient of each tensor to the leaves it came from, or to the given inputs alone.</summary>
        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            using var outputs = new HoldingMany(tensors);
            using var seeds = new HoldingMany(grad_tensors);
            using var leaves = new HoldingMany(inputs);
            bool retain = retain_graph ?? create_graph;
            CheckSeeds("backward", tensors, grad_tensors);
            int status;
            fixed (nint* o = outputs.Handles, s = seeds.Handles, l = leaves.Handles)
                status = Native.mz_backward(o, tensors.Count, s, retain ? 1 : 0, create_graph ? 1 : 0, l, leaves.Handles.Length);
            if (status < 0)
                Native.Throw(Said("backward", tensors));
        }

        /// <summary>The gradients of the outputs with respect to the inputs; null for an unused input where that is allowed.</summary>
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            using var ends = new HoldingMany(outputs);
            using var starts = new HoldingMany(inputs);
            using var seeds = new HoldingMany(grad_outputs);
            CheckSeeds("grad", outputs, grad_outputs);
            var found = new NativeResult[inputs.Count];
            int status;
            fixed (nint* e = ends.Handles, i = starts.Handles, s = seeds.Handles)
            fixed (NativeResult* results = found)
                status = Native.mz_grad(e, outputs.Count, i, inputs.Count, s, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, results);
            if (status < 0)
                Native.Throw($"{Said("grad", outputs)} with respect to {string.Join(", ", inputs.Select(Argument.Describe))}");
            return Array.ConvertAll(found, result => result.Bits == 0 ? null! : new Tensor(in result));
        }

        // The shim reads as many seeds as there are outputs.
        private static void CheckSeeds(string what, IList<Tensor> outputs, IList<Tensor>? seeds)
        {
            if (seeds is { Count: > 0 } && seeds.Count != outputs.Count)
                throw new ArgumentException($"{Said(what, outputs)}: {seeds.Count} gradients are given for {outputs.Count} tensors.");
        }

        private static string Said(string what, IList<Tensor> tensors) => $"{what}({string.Join(", ", tensors.Select(Argument.Describe))})";
    }
}
