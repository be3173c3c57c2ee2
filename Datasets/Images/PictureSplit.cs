using static TorchSharp.torch.nn.functional;

namespace ModelZoo.Datasets.Images;

/// <summary>Pictures on disk. They are read and decoded on several threads when a batch needs them.</summary>
internal sealed class PictureSplit(string[] paths, Tensor classes, long[] shape) : Split(classes, shape)
{
    internal override Batch Gather(Tensor indices) => new(Decode(Paths(indices)), Targets.index_select(0, indices));

    public override Split Take(long count) =>
        count >= Count ? this : new PictureSplit(paths[..(int)count], Targets.narrow(0, 0, count), InputShape);

    public override Split Subset(Tensor indices) =>
        new PictureSplit(Paths(indices), Targets.index_select(0, indices), InputShape);

    internal Split ToMemory() => new(Decode(paths), Targets);

    private string[] Paths(Tensor indices) => [.. indices.data<long>().ToArray().Select(i => paths[i])];

    // Each thread writes its own part of one tensor.
    private unsafe Tensor Decode(string[] files)
    {
        var all = empty([files.Length, .. InputShape], ScalarType.Byte);
        int size = (int)(InputShape[0] * InputShape[1] * InputShape[2]);
        fixed (byte* start = all.bytes)
        {
            // A lambda cannot capture a pointer.
            nint place = (nint)start;
            try
            {
                Parallel.For(0, files.Length,
                    i => Decode(files[i]).CopyTo(new Span<byte>((byte*)place + (long)i * size, size)));
            }
            catch (AggregateException e) when (e.InnerException is DatasetException damaged)
            {
                throw new DatasetException(damaged.Message, e);
            }
        }
        return all;
    }

    private byte[] Decode(string path)
    {
        using var scope = NewDisposeScope();
        var picture = Pictures.Read(path, (int)InputShape[0]);
        if (!picture.shape.SequenceEqual(InputShape))
            picture = interpolate(picture.unsqueeze(0).to(ScalarType.Float32), InputShape[1..],
                mode: InterpolationMode.Bilinear, align_corners: false, antialias: true)
                .round().clamp_(0, 255).to(ScalarType.Byte);
        return picture.bytes.ToArray();
    }
}
