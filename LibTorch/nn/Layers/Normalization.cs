using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>(x - mean) / sqrt(variance + eps) over the batch; in evaluation by the running averages.</summary>
    public abstract class BatchNorm : nn.Module<Tensor, Tensor>
    {
        private readonly int _least, _most;

        public Parameter? weight { get; set; }
        public Parameter? bias { get; set; }
        public Tensor? running_mean { get; set; }
        public Tensor? running_var { get; set; }
        public Tensor? num_batches_tracked { get; set; }
        public long num_features { get; }
        public double eps { get; }
        public double? momentum { get; }

        /// <summary>Its scale and shift are in the weights of the layer before it: it hands on what it is given.</summary>
        public bool Folded { get; set; }

        internal BatchNorm(string name, int least, int most, long features, double eps, double momentum, bool affine, bool track, Device? device, ScalarType? dtype) : base(name)
        {
            (_least, _most, num_features, this.eps, this.momentum) = (least, most, features, eps, momentum);
            if (affine)
            {
                weight = new Parameter(ones([features], dtype, device));
                bias = new Parameter(zeros([features], dtype, device));
            }
            if (track)
            {
                running_mean = zeros([features], dtype, device).DetachFromDisposeScope();
                running_var = ones([features], dtype, device).DetachFromDisposeScope();
                num_batches_tracked = zeros([], int64, device).DetachFromDisposeScope();
            }
        }

        public override Tensor forward(Tensor input)
        {
            if (input.ndim < _least || input.ndim > _most)
                throw new ArgumentException($"{GetName()}: {input.Signature} has {input.ndim} dimensions, expected {(_least == _most ? $"{_least}" : $"{_least} or {_most}")}.");
            if (Folded)
                return input.alias();
            if (training && LibTorch.Recomputation.Again)   // this batch is in the averages already
                return nn.functional.batch_norm(input, null, null, weight, bias, true, 0, eps);
            if (training)
                num_batches_tracked?.add_(1);
            return nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training || running_mean is null, momentum.GetValueOrDefault(), eps);
        }
    }

    public sealed class BatchNorm1d : BatchNorm
    {
        internal BatchNorm1d(long features, double eps, double momentum, bool affine, bool track, Device? device, ScalarType? dtype) : base(nameof(BatchNorm1d), 2, 3, features, eps, momentum, affine, track, device, dtype) { }
    }

    public sealed class BatchNorm2d : BatchNorm
    {
        internal BatchNorm2d(long features, double eps, double momentum, bool affine, bool track, Device? device, ScalarType? dtype) : base(nameof(BatchNorm2d), 4, 4, features, eps, momentum, affine, track, device, dtype) { }
    }

    public sealed class LayerNorm : nn.Module<Tensor, Tensor>
    {
        private readonly long[] _shape;
        private readonly double _eps;

        public Parameter? weight { get; set; }
        public Parameter? bias { get; set; }

        internal LayerNorm(long[] shape, double eps, bool affine, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(LayerNorm))
        {
            (_shape, _eps) = (shape, eps);
            if (affine)
                weight = new Parameter(ones(shape, dtype, device));
            if (affine && hasBias)
                bias = new Parameter(zeros(shape, dtype, device));
        }

        public override Tensor forward(Tensor input) => nn.functional.layer_norm(input, _shape, weight, bias, _eps);
    }

    public sealed class GroupNorm : nn.Module<Tensor, Tensor>
    {
        private readonly long _groups;
        private readonly double _eps;

        public Parameter? weight { get; set; }
        public Parameter? bias { get; set; }

        internal GroupNorm(long groups, long channels, double eps, bool affine, Device? device, ScalarType? dtype) : base(nameof(GroupNorm))
        {
            (_groups, _eps) = (groups, eps);
            if (!affine)
                return;
            weight = new Parameter(ones([channels], dtype, device));
            bias = new Parameter(zeros([channels], dtype, device));
        }

        public override Tensor forward(Tensor input) => nn.functional.group_norm(input, _groups, weight, bias, _eps);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.BatchNorm1d BatchNorm1d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
            public static Modules.BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
            public static Modules.LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) => new(normalized_shape, eps, elementwise_affine, bias, device, dtype);
            public static Modules.LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null, ScalarType? dtype = null) => new([normalized_shape], eps, elementwise_affine, bias, device, dtype);
            public static Modules.GroupNorm GroupNorm(long num_groups, long num_channels, double eps = 1e-05, bool affine = true, Device? device = null, ScalarType? dtype = null) => new(num_groups, num_channels, eps, affine, device, dtype);
        }
    }
}
