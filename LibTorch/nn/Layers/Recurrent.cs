using LibTorch;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>The weights of a recurrent layer in PyTorch's order and under its names, and the hidden states it starts from.</summary>
    internal sealed class RecurrentWeights
    {
        private readonly Parameter[] _all;
        private readonly long _directions;

        internal long Layers { get; }
        internal bool Bias { get; }
        internal bool BatchFirst { get; }
        internal bool Bidirectional { get; }
        internal double Dropout { get; }
        internal long Hidden { get; }

        internal RecurrentWeights(nn.Module owner, int gates, long inputs, long hidden, long layers, bool bias, bool batchFirst, double dropout, bool bidirectional, Device? device, ScalarType? dtype)
        {
            (Layers, Bias, BatchFirst, Bidirectional, Dropout, Hidden, _directions) = (layers, bias, batchFirst, bidirectional, dropout, hidden, bidirectional ? 2 : 1);
            double bound = 1 / Math.Sqrt(hidden);
            var all = new List<Parameter>();
            for (long layer = 0; layer < layers; layer++)
                foreach (var suffix in bidirectional ? new[] { "", "_reverse" } : [""])
                {
                    long from = layer == 0 ? inputs : hidden * _directions;
                    Add($"weight_ih_l{layer}{suffix}", gates * hidden, from);
                    Add($"weight_hh_l{layer}{suffix}", gates * hidden, hidden);
                    if (!bias)
                        continue;
                    Add($"bias_ih_l{layer}{suffix}", gates * hidden);
                    Add($"bias_hh_l{layer}{suffix}", gates * hidden);
                }
            _all = [.. all];

            void Add(string name, params long[] size)
            {
                var parameter = new Parameter(nn.init.uniform_(empty(size, dtype, device), -bound, bound));
                owner.register_parameter(name, parameter);
                all.Add(parameter);
            }
        }

        internal Tensor Start(Tensor input)
        {
            if (input.ndim != 3)
                throw new ArgumentException($"A recurrent layer takes {(BatchFirst ? "batch, steps" : "steps, batch")}, features; given is {input.Signature}.");
            return zeros([Layers * _directions, input.size(BatchFirst ? 0 : 1), Hidden], input.dtype, input.device);
        }

        internal Tensor[] Run(string op, Tensor input, Argument states, bool training) =>
            Operators.CallMany(op, input, states, _all, Bias, Layers, Dropout, training, Bidirectional, BatchFirst);
    }

    public sealed class LSTM : nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)>
    {
        private readonly RecurrentWeights _weights;

        internal LSTM(long inputs, long hidden, long layers, bool bias, bool batchFirst, double dropout, bool bidirectional, Device? device, ScalarType? dtype) : base(nameof(LSTM)) =>
            _weights = new(this, 4, inputs, hidden, layers, bias, batchFirst, dropout, bidirectional, device, dtype);

        public override (Tensor, Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0 = null)
        {
            var (h, c) = h0_c0 ?? (_weights.Start(input), _weights.Start(input));
            var results = _weights.Run("lstm.input", input, new[] { h, c }, training);
            return (results[0], results[1], results[2]);
        }

        public new (Tensor, Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);
    }

    public sealed class GRU : nn.Module<Tensor, Tensor?, (Tensor, Tensor)>
    {
        private readonly RecurrentWeights _weights;

        internal GRU(long inputs, long hidden, long layers, bool bias, bool batchFirst, double dropout, bool bidirectional, Device? device, ScalarType? dtype) : base(nameof(GRU)) =>
            _weights = new(this, 3, inputs, hidden, layers, bias, batchFirst, dropout, bidirectional, device, dtype);

        public override (Tensor, Tensor) forward(Tensor input, Tensor? h0 = null) => Tensor.Pair(_weights.Run("gru.input", input, h0 ?? _weights.Start(input), training));

        public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => base.call(input, h0);
    }

    public sealed class RNN : nn.Module<Tensor, Tensor?, (Tensor, Tensor)>
    {
        private readonly RecurrentWeights _weights;
        private readonly string _op;

        internal RNN(long inputs, long hidden, long layers, nn.NonLinearities nonLinearity, bool bias, bool batchFirst, double dropout, bool bidirectional, Device? device, ScalarType? dtype) : base(nameof(RNN))
        {
            _op = nonLinearity == nn.NonLinearities.ReLU ? "rnn_relu.input" : "rnn_tanh.input";
            _weights = new(this, 1, inputs, hidden, layers, bias, batchFirst, dropout, bidirectional, device, dtype);
        }

        public override (Tensor, Tensor) forward(Tensor input, Tensor? h0) => Tensor.Pair(_weights.Run(_op, input, h0 ?? _weights.Start(input), training));

        public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => base.call(input, h0);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public enum NonLinearities { ReLU, Tanh }

            public static Modules.LSTM LSTM(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null) => new(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, device, dtype);
            public static Modules.GRU GRU(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null) => new(inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, device, dtype);
            public static Modules.RNN RNN(long inputSize, long hiddenSize, long numLayers = 1, NonLinearities nonLinearity = NonLinearities.Tanh, bool bias = true, bool batchFirst = false, double dropout = 0.0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null) => new(inputSize, hiddenSize, numLayers, nonLinearity, bias, batchFirst, dropout, bidirectional, device, dtype);
        }
    }
}
