namespace TorchSharp;

public static partial class torch
{
    /// <summary>One place of an indexing expression: t[TensorIndex.Slice(0, 3), 1, TensorIndex.Ellipsis].</summary>
    public readonly struct TensorIndex
    {
        private enum Kind { Colon, Slice, Single, Bool, Tensor, Ellipsis, None }

        private readonly Kind _kind;
        private readonly long? _start, _stop, _step;
        private readonly Tensor? _tensor;

        private TensorIndex(Kind kind, long? start = null, long? stop = null, long? step = null, Tensor? tensor = null) =>
            (_kind, _start, _stop, _step, _tensor) = (kind, start, stop, step, tensor);

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(Kind.Slice, start, stop, step);
        public static TensorIndex Single(long index) => new(Kind.Single, index);
        public static TensorIndex Bool(bool value) => new(Kind.Bool, value ? 1 : 0);
        public static TensorIndex Tensor(Tensor tensor) => new(Kind.Tensor, tensor: tensor);
        public static TensorIndex Ellipsis => new(Kind.Ellipsis);
        public static TensorIndex None => new(Kind.None);
        public static TensorIndex Null => new(Kind.None);
        public static TensorIndex Colon => new(Kind.Colon);

        public static implicit operator TensorIndex(long value) => Single(value);
        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range.start, range.end);
        public static implicit operator TensorIndex(System.Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);
        public static implicit operator TensorIndex(System.Range range) => Slice(
            range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
            range.End.IsFromEnd ? (range.End.Value == 0 ? null : -range.End.Value) : range.End.Value);

        /// <summary>Views first (numbers, slices, new axes), in order; index tensors are left for one `index` at the end.</summary>
        internal static Tensor Apply(Tensor source, ReadOnlySpan<TensorIndex> places, out Tensor?[]? tensors)
        {
            var result = source;
            tensors = null;
            int dim = 0;
            for (int i = 0; i < places.Length; i++)
            {
                ref readonly var place = ref places[i];
                switch (place._kind)
                {
                    case Kind.Colon:
                        dim++;
                        break;
                    case Kind.Slice:
                        result = LibTorch.Operators.Call("slice.Tensor", result, dim++, place._start, place._stop, place._step ?? 1);
                        break;
                    case Kind.Single:
                        result = result.select(dim, place._start!.Value);
                        break;
                    case Kind.Ellipsis:
                        int rest = 0;
                        foreach (var later in places[(i + 1)..])
                            rest += later.Consumes;
                        dim = (int)result.ndim - rest;
                        break;
                    case Kind.None:
                        result = result.unsqueeze(dim++);
                        break;
                    case Kind.Bool:
                        result = result.unsqueeze(dim);
                        Add(ref tensors, dim++, torch.tensor(new[] { place._start == 1 }));
                        break;
                    case Kind.Tensor:
                        Add(ref tensors, dim, place._tensor!);
                        dim += place.Consumes;
                        break;
                }
            }
            return result;
        }

        // How many dimensions of the source this place uses up. A mask uses as many as it has.
        private int Consumes => _kind switch
        {
            Kind.Colon or Kind.Slice or Kind.Single => 1,
            Kind.Tensor => _tensor!.dtype is ScalarType.Bool ? (int)_tensor.ndim : 1,
            _ => 0,
        };

        // A mask of several dimensions takes one place in libtorch's list, which then counts its dimensions itself.
        private static void Add(ref Tensor?[]? tensors, int dim, Tensor index)
        {
            var before = tensors ?? [];
            int masks = before.Sum(t => t is { dtype: ScalarType.Bool, ndim: > 1 } ? (int)t.ndim - 1 : 0);
            tensors = new Tensor?[dim - masks + 1];
            before.CopyTo(tensors, 0);
            tensors[dim - masks] = index;
        }
    }
}
