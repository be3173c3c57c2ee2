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
                Native.Check(Native.mz_tensor_grad(held.Handle, out var found));
                return found.Bits == 0 ? null : new Tensor(in found);
            }
            set
            {
                using var held = new Holding(this);
                using var given = new Holding(value);
                Native.Check(Native.mz_tensor_set_grad(held.Handle, given.Handle));
            }
        }

        public Tensor requires_grad_(bool requires_grad = true) => CallInPlace("requires_grad_", this, requires_grad);
        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);
        public void retain_grad() => CallVoid("retain_grad", this);
        public Tensor detach() => Call("detach", this);
        public Tensor detach_() => CallInPlace("detach_", this);
        public Tensor clone() => Call("clone", this);

        public void backward() => autograd.backward([this]);

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
            fixed (nint* o = outputs.Handles, s = seeds.Handles, l = leaves.Handles)
                Native.Check(Native.mz_backward(o, tensors.Count, s, retain ? 1 : 0, create_graph ? 1 : 0, l, leaves.Handles.Length));
        }

        /// <summary>The gradients of the outputs with respect to the inputs; null for an unused input where that is allowed.</summary>
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            using var ends = new HoldingMany(outputs);
            using var starts = new HoldingMany(inputs);
            using var seeds = new HoldingMany(grad_outputs);
            var found = new NativeResult[inputs.Count];
            fixed (nint* e = ends.Handles, i = starts.Handles, s = seeds.Handles)
            fixed (NativeResult* results = found)
                Native.Check(Native.mz_grad(e, outputs.Count, i, inputs.Count, s, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, results));
            return Array.ConvertAll(found, result => result.Bits == 0 ? null! : new Tensor(in result));
        }
    }
}
