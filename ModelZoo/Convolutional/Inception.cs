namespace ModelZoo.Convolutional;

/// <summary>The maps of an inception block: those that come in and those of each path. Table 1 of the paper.</summary>
internal sealed record InceptionMaps(long Below, long One, long Reduce3, long Three, long Reduce5, long Five, long Pool)
{
    public static readonly IReadOnlyDictionary<string, InceptionMaps> Of = new Dictionary<string, InceptionMaps>
    {
        ["3a"] = new(192, 64, 96, 128, 16, 32, 32),
        ["3b"] = new(256, 128, 128, 192, 32, 96, 64),
        ["4a"] = new(480, 192, 96, 208, 16, 48, 64),
        ["4b"] = new(512, 160, 112, 224, 24, 64, 64),
        ["4c"] = new(512, 128, 128, 256, 24, 64, 64),
        ["4d"] = new(512, 112, 144, 288, 32, 64, 64),
        ["4e"] = new(528, 256, 160, 320, 32, 128, 128),
        ["5a"] = new(832, 256, 160, 320, 32, 128, 128),
        ["5b"] = new(832, 384, 192, 384, 48, 128, 128),
    };
}

/// <summary>Four paths over the same map, joined: 1x1; 1x1 then 3x3; 1x1 then 5x5; a pool then 1x1.</summary>
internal sealed class Inception : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> path1, path2, path3, path4;

    public Inception(string block) : base("inception")
    {
        var (below, one, reduce3, three, reduce5, five, pool) = InceptionMaps.Of[block];
        path1 = Sequential(Conv2d(below, one, 1), ReLU());
        path2 = Sequential(Conv2d(below, reduce3, 1), ReLU(), Conv2d(reduce3, three, 3, padding: 1), ReLU());
        path3 = Sequential(Conv2d(below, reduce5, 1), ReLU(), Conv2d(reduce5, five, 5, padding: 2), ReLU());
        path4 = Sequential(MaxPool2d(3, stride: 1, padding: 1), Conv2d(below, pool, 1), ReLU());
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) =>
        cat([path1.call(input), path2.call(input), path3.call(input), path4.call(input)], 1);
}
