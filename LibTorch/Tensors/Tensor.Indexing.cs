using static LibTorch.Operators;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[long i1]
        {
            get => At([i1]);
            set => At([i1]).copy_(value);
        }

        public Tensor this[long i1, long i2]
        {
            get => At([i1, i2]);
            set => At([i1, i2]).copy_(value);
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => At([i1, i2, i3]);
            set => At([i1, i2, i3]).copy_(value);
        }

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => At([i1, i2, i3, i4]);
            set => At([i1, i2, i3, i4]).copy_(value);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            var view = TensorIndex.Apply(this, indices, out var tensors);
            return tensors is null ? (ReferenceEquals(view, this) ? alias() : view) : Call("index.Tensor", view, tensors);
        }

        public Tensor index(params Tensor[] indices) => Call("index.Tensor", this, indices);
        public Tensor alias() => Call("alias", this);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            var view = TensorIndex.Apply(this, indices, out var tensors);
            if (tensors is null)
                view.copy_(value);
            else
                CallInPlace("index_put_", view, tensors, value);
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => CallInPlace("index_put_", this, indices, value);

        // One row after the other; what lies between is let go at once.
        private Tensor At(ReadOnlySpan<long> places)
        {
            var result = select(0, places[0]);
            foreach (var place in places[1..])
            {
                var row = result;
                result = row.select(0, place);
                row.Dispose();
            }
            return result;
        }
    }
}
