using LibTorch;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>y = x W^T + b.</summary>
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        public Parameter weight { get; set; }
        public Parameter? bias { get; set; }
        public long in_features { get; }
        public long out_features { get; }

        internal Linear(long inputs, long outputs, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
        {
            (in_features, out_features) = (inputs, outputs);
            weight = new Parameter(Initial.Fan(empty([outputs, inputs], dtype, device)));
            if (hasBias)
                bias = new Parameter(Initial.Bias(empty([outputs], dtype, device), weight));
        }

        public override Tensor forward(Tensor input) => nn.functional.linear(input, weight, bias);
    }

    /// <summary>A row of the table for each index.</summary>
    public sealed class Embedding : nn.Module<Tensor, Tensor>
    {
        private readonly long? _padding;

        public Parameter weight { get; set; }

        internal Embedding(long count, long width, long? padding, Device? device, ScalarType? dtype) : base(nameof(Embedding))
        {
            _padding = padding < 0 ? count + padding : padding;
            weight = new Parameter(empty([count, width], dtype, device).normal_());
            if (_padding is { } row)
            {
                using var off = no_grad();
                using var zero = weight.select(0, row);
                zero.zero_();
            }
        }

        public override Tensor forward(Tensor input) => Operators.Call("embedding", weight, input, _padding ?? -1);
    }

    /// <summary>PyTorch's starting values where a layer names no others.</summary>
    internal static class Initial
    {
        internal static Tensor Fan(Tensor weight) => nn.init.kaiming_uniform_(weight, Math.Sqrt(5));

        internal static Tensor Bias(Tensor bias, Tensor weight)
        {
            var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
            double bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
            return nn.init.uniform_(bias, -bound, bound);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) => new(inputSize, outputSize, hasBias, device, dtype);
            public static Modules.Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, Device? device = null, ScalarType? dtype = null) => new(num_embeddings, embedding_dims, padding_idx, device, dtype);
        }
    }
}
