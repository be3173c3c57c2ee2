using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    public sealed class Dropout(double p, bool inplace) : nn.Module<Tensor, Tensor>(nameof(Dropout)) { public override Tensor forward(Tensor input) => dropout(input, p, training, inplace); }
    public sealed class Dropout1d(double p, bool inplace) : nn.Module<Tensor, Tensor>(nameof(Dropout1d)) { public override Tensor forward(Tensor input) => dropout1d(input, p, training, inplace); }
    public sealed class Dropout2d(double p, bool inplace) : nn.Module<Tensor, Tensor>(nameof(Dropout2d)) { public override Tensor forward(Tensor input) => dropout2d(input, p, training, inplace); }
    public sealed class AlphaDropout(double p, bool inplace) : nn.Module<Tensor, Tensor>(nameof(AlphaDropout)) { public override Tensor forward(Tensor input) => alpha_dropout(input, p, training, inplace); }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);
            public static Modules.Dropout1d Dropout1d(double p = 0.5, bool inplace = false) => new(p, inplace);
            public static Modules.Dropout2d Dropout2d(double p = 0.5, bool inplace = false) => new(p, inplace);
            public static Modules.AlphaDropout AlphaDropout(double p = 0.5, bool inplace = false) => new(p, inplace);
        }
    }
}
