using TorchSharp;
using static ModelZoo.Tracing.Functions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.Onnx;

/// <summary>Layers and functions of images (N, 3, 8, 6), and recurrent layers of sequences (N, 5, 6).</summary>
internal static class OperatorCases
{
    internal static readonly Dictionary<string, Func<Module<Tensor, Tensor>>> Layers = new()
    {
        ["relu6"] = () => ReLU6(),
        ["leaky relu"] = () => LeakyReLU(0.2),
        ["elu"] = () => ELU(0.7),
        ["celu"] = () => CELU(0.7),
        ["selu"] = () => SELU(),
        ["gelu"] = () => GELU(),
        ["silu"] = () => SiLU(),
        ["mish"] = () => Mish(),
        ["hardsigmoid"] = () => Hardsigmoid(),
        ["hardswish"] = () => Hardswish(),
        ["hardshrink"] = () => Hardshrink(0.25),
        ["softshrink"] = () => Softshrink(0.25),
        ["threshold"] = () => Threshold(0.1, 7),
        ["softplus"] = () => Softplus(2, 20),
        ["prelu"] = () => PReLU(3, 0.3),
        ["log sigmoid"] = () => LogSigmoid(),
        ["softmax"] = () => Softmax(1),
        ["log softmax"] = () => LogSoftmax(-1),
        ["identity"] = () => Identity(),
        ["in place"] = () => Sequential(LeakyReLU(0.2, inplace: true), ReLU(inplace: true), SiLU(inplace: true)),
        ["padded conv"] = () => Conv2d(3, 4, 3, padding: Padding.Same, dilation: 2),
        ["grouped conv"] = () => Conv2d(3, 6, (3, 2), stride: (2, 1), padding: (1, 0), groups: 3, bias: false),
        ["circular conv"] = () => Conv2d(3, 4, 3, padding: 1, padding_mode: PaddingModes.Circular),
        ["unfold"] = () => Unfold((3, 2), dilation: (1, 2), padding: (1, 0), stride: (2, 1)),
        ["transposed conv"] = () => ConvTranspose2d(3, 4, 3, stride: 2, padding: 1, output_padding: 1),
        ["linear of the last dimension"] = () => Linear(6, 4),
        ["max pool"] = () => MaxPool2d(3, stride: 2, padding: 1),
        ["dilated max pool"] = () => MaxPool2d(2, stride: 1, dilation: 2),
        ["max pool to the end"] = () => MaxPool2d(3, stride: 2, ceil_mode: true),
        ["mean pool"] = () => AvgPool2d(3, stride: 2, padding: 1),
        ["mean pool without padding"] = () => AvgPool2d(3, stride: 2, padding: 1, count_include_pad: false),
        ["adaptive pool to one"] = () => AdaptiveAvgPool2d(1),
        ["adaptive pool to parts"] = () => AdaptiveAvgPool2d((4, 3)),
        ["adaptive pool to overlapping parts"] = () => AdaptiveAvgPool2d((5, 4)),
        ["adaptive pool to more"] = () => AdaptiveAvgPool2d((9, 7)),
        ["nearest"] = () => Upsample(scale_factor: [2, 2]),
        ["bilinear"] = () => Upsample(scale_factor: [2, 2], mode: UpsampleMode.Bilinear),
        ["bilinear corners"] = () => Upsample([11, 9], mode: UpsampleMode.Bilinear, align_corners: true),
        ["reflected"] = () => ReflectionPad2d((1, 2, 0, 1)),
        ["replicated"] = () => ReplicationPad2d(2),
        ["zero pad"] = () => ZeroPad2d((1, 2, 0, 1)),
        ["batch norm"] = () => BatchNorm2d(3),
        ["instance norm"] = () => InstanceNorm2d(3, affine: true),
        ["layer norm"] = () => LayerNorm([8, 6]),
        ["group norm"] = () => GroupNorm(3, 3),
        ["response norm"] = () => LocalResponseNorm(3, alpha: 0.1, beta: 0.6, k: 1.5),
        ["dropout"] = () => Sequential(Dropout2d(), Dropout(), AlphaDropout()),
        ["flatten"] = () => Sequential(Flatten(), Unflatten(1, [3, 2, -1, 6])),
    };

    internal static readonly Dictionary<string, Func<Tensor, Tensor>> Calls = new()
    {
        ["sums"] = x => Subtract(1, Add(Subtract(x, x.sin()), 2)),
        ["numbers"] = x => Multiply(Clamp(Pow(x, 2), 0.1, 2), 3),
        ["products"] = x => x * x.mean([1], keepdim: true) / (2 * x.exp()),
        ["unary"] = x => x.abs().sqrt() * x.cos() * x.sign() * (2 * x).floor() * x.neg().erf() * x.ceil().round(),
        ["maximum"] = x => x.maximum(-x).minimum(x.exp()).reciprocal(),
        ["comparison"] = x => where(x > zeros_like(x), x, x.tanh()) * (x >= x.mean()).to_type(float32),
        ["logic"] = x => x.gt(x.tanh()).logical_or(x.lt(-x).logical_not()).logical_and(x.ne(x.abs())).to_type(float32),
        ["masked"] = x => MaskedFill(x, x.gt(x.tanh()), -2),
        ["order"] = x => x.permute(2, 0, 3, 1).transpose(0, 1).swapaxes(-1, 1).contiguous().clone(),
        ["shapes"] = x => x.unsqueeze(1).squeeze(1).view(-1, 6).reshape(x.shape[0], 3, 48).flatten(0, 1).view(x.shape),
        ["expanded"] = x => x.narrow(2, 1, 1).expand(-1, -1, 5, 6).repeat(1, 2, 1, 1),
        ["slices"] = x => cat([x[.., 1.., .., ..], x.select(1, -1).unsqueeze(1), x.slice(1, 0, 3, 2)], 1),
        ["of the batch"] = x => x[..1] * x * x.select(0, -1),
        ["parts"] = x => cat(x.chunk(2, 3).Concat(x.split([2, 4], 3)).Concat(x.split(3, 3)).Reverse().ToArray(), -1),
        ["stacked"] = x => stack(x.unbind(1).Reverse().ToArray(), -1),
        ["flipped"] = x => x.flip(2, -1),
        ["chosen"] = x => x.index_select(1, Arange(2)),
        ["created"] = x => Add(ones(x.shape[0], 3, 1, 1) * x, zeros(x.shape)).mul(ones_like(x)),
        ["reduced"] = x => x.sum(dim: 1) * x.amax([1]) * x.amin([1]) * x.logsumexp(1) * x.mean([1]) * x.sum().exp(),
        ["largest"] = x => x.max(1).values * x.argmax(1).to_type(float32) * x.min(1).indexes.to_type(float32),
        ["cumulative"] = x => x.cumsum(2),
        ["one hot"] = x => functional.one_hot(x.argmax(1), 3).to_type(float32),
        ["matrices"] = x => x.matmul(x.transpose(2, 3)).flatten(0, 1).bmm(x.flatten(0, 1)).tril().triu(-1),
        ["einsum"] = x => einsum("nchw,nchv->nhv", x, x),
        ["attention"] = x => functional.scaled_dot_product_attention(x, x.exp(), x.tanh(), is_casual: true),
        ["masked attention"] = x => functional.scaled_dot_product_attention(x, x, x, x.matmul(x.transpose(2, 3))),
        ["shuffled"] = x => functional.pixel_shuffle(cat([x, x.exp(), x.sin(), x.cos()], 1), 2),
        ["normalized"] = x => functional.layer_norm(x, [6]) * x.softmax(1) * functional.log_softmax(x, 2),
    };

    internal static readonly Dictionary<string, Func<Module>> Recurrent = new()
    {
        ["rnn"] = () => RNN(6, 4, 2, batchFirst: true),
        ["relu rnn"] = () => RNN(6, 4, nonLinearity: NonLinearities.ReLU, bidirectional: true, batchFirst: true),
        ["gru"] = () => GRU(6, 4, 2, bidirectional: true, batchFirst: true),
        ["gru without bias"] = () => GRU(6, 4, bias: false, batchFirst: true),
        ["rnn cell"] = () => RNNCell(6, 4),
        ["gru cell"] = () => GRUCell(6, 4),
        ["lstm cell"] = () => LSTMCell(6, 4),
        ["lstm"] = () => LSTM(6, 4, 2, bidirectional: true, batchFirst: true, dropout: 0.5),
    };
}
