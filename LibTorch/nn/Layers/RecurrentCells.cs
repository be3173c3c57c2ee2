using LibTorch;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>One step of a recurrent network: its four weights, under PyTorch's names.</summary>
    internal static class CellWeights
    {
        internal static (Parameter, Parameter, Parameter?, Parameter?) Make(int gates, long inputs, long hidden, bool bias, Device? device, ScalarType? dtype)
        {
            double bound = 1 / Math.Sqrt(hidden);
            Parameter New(params long[] size) => new(nn.init.uniform_(empty(size, dtype, device), -bound, bound));
            return (New(gates * hidden, inputs), New(gates * hidden, hidden), bias ? New(gates * hidden) : null, bias ? New(gates * hidden) : null);
        }

        internal static Tensor Start(Tensor input, Tensor weight_hh) => zeros([.. input.shape[..^1], weight_hh.size(1)], input.dtype, input.device);
    }

    public sealed class LSTMCell : nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor)>
    {
        public Parameter weight_ih { get; set; }
        public Parameter weight_hh { get; set; }
        public Parameter? bias_ih { get; set; }
        public Parameter? bias_hh { get; set; }

        internal LSTMCell(long inputs, long hidden, bool bias, Device? device, ScalarType? dtype) : base(nameof(LSTMCell)) =>
            (weight_ih, weight_hh, bias_ih, bias_hh) = CellWeights.Make(4, inputs, hidden, bias, device, dtype);

        public override (Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0)
        {
            var (h, c) = h0_c0 ?? (CellWeights.Start(input, weight_hh), CellWeights.Start(input, weight_hh));
            return Tensor.Pair(Operators.CallMany("lstm_cell", input, new[] { h, c }, weight_ih, weight_hh, bias_ih, bias_hh));
        }

        public new (Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);
    }

    public sealed class GRUCell : nn.Module<Tensor, Tensor, Tensor>
    {
        public Parameter weight_ih { get; set; }
        public Parameter weight_hh { get; set; }
        public Parameter? bias_ih { get; set; }
        public Parameter? bias_hh { get; set; }

        internal GRUCell(long inputs, long hidden, bool bias, Device? device, ScalarType? dtype) : base(nameof(GRUCell)) =>
            (weight_ih, weight_hh, bias_ih, bias_hh) = CellWeights.Make(3, inputs, hidden, bias, device, dtype);

        public override Tensor forward(Tensor input, Tensor? h0 = null) =>
            Operators.Call("gru_cell", input, h0 ?? CellWeights.Start(input, weight_hh), weight_ih, weight_hh, bias_ih, bias_hh);
    }

    public sealed class RNNCell : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly string _op;

        public Parameter weight_ih { get; set; }
        public Parameter weight_hh { get; set; }
        public Parameter? bias_ih { get; set; }
        public Parameter? bias_hh { get; set; }

        internal RNNCell(long inputs, long hidden, nn.NonLinearities nonLinearity, bool bias, Device? device, ScalarType? dtype) : base(nameof(RNNCell))
        {
            _op = nonLinearity == nn.NonLinearities.ReLU ? "rnn_relu_cell" : "rnn_tanh_cell";
            (weight_ih, weight_hh, bias_ih, bias_hh) = CellWeights.Make(1, inputs, hidden, bias, device, dtype);
        }

        public override Tensor forward(Tensor input, Tensor? h0 = null) =>
            Operators.Call(_op, input, h0 ?? CellWeights.Start(input, weight_hh), weight_ih, weight_hh, bias_ih, bias_hh);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.LSTMCell LSTMCell(long inputSize, long hiddenSize, bool bias = true, Device? device = null, ScalarType? dtype = null) => new(inputSize, hiddenSize, bias, device, dtype);
            public static Modules.GRUCell GRUCell(long inputSize, long hiddenSize, bool bias = true, Device? device = null, ScalarType? dtype = null) => new(inputSize, hiddenSize, bias, device, dtype);
            public static Modules.RNNCell RNNCell(long inputSize, long hiddenSize, NonLinearities nonLinearity = NonLinearities.Tanh, bool bias = true, Device? device = null, ScalarType? dtype = null) => new(inputSize, hiddenSize, nonLinearity, bias, device, dtype);
        }
    }
}
