using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace ModelZoo.Datasets.Images;

/// <summary>Pictures that are read and decoded, several at a time, when a batch asks for them.</summary>
internal sealed class PictureSplit(string[] paths, Tensor classes, long[] shape) : Split(classes, shape)
{
    internal override Batch Gather(Tensor indices)
    {
        var wanted = indices.data<long>().ToArray();
        return new Batch(Decode([.. wanted.Select(i => paths[i])]), Targets.index_select(0, indices));
    }

    public override Split Take(long count) =>
        count >= Count ? this : new PictureSplit(paths[..(int)count], Targets.narrow(0, 0, count), InputShape);

    public override Split Subset(Tensor indices) =>
        new PictureSplit([.. indices.data<long>().ToArray().Select(i => paths[i])], Targets.index_select(0, indices), InputShape);

    internal Split ToMemory() => new(Decode(paths), Targets);

    // Each thread writes its own stretch of the one tensor.
    private unsafe Tensor Decode(string[] files)
    {
        var all = empty([files.Length, .. InputShape], ScalarType.Byte);
        int size = (int)(InputShape[0] * InputShape[1] * InputShape[2]);
        fixed (byte* start = all.bytes)
        {
            // A pointer may not be caught by a lambda; its number may, and the tensor lives until all have written.
            nint place = (nint)start;
            try
            {
                Parallel.For(0, files.Length, i => One(files[i]).CopyTo(new Span<byte>((byte*)place + (long)i * size, size)));
            }
            catch (AggregateException e) when (e.InnerException is DatasetException damaged)
            {
                throw new DatasetException(damaged.Message, e);
            }
        }
        return all;
    }

    private ReadOnlySpan<byte> One(string path)
    {
        using var scope = NewDisposeScope();
        var picture = Pictures.Read(path, (int)InputShape[0]);
        if (picture.shape[1] != InputShape[1] || picture.shape[2] != InputShape[2])
            picture = interpolate(picture.unsqueeze(0).to(ScalarType.Float32), InputShape[1..], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true)
                .round().clamp_(0, 255).to(ScalarType.Byte);
        return picture.bytes.ToArray();
    }
}
