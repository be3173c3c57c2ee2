
namespace ModelZoo.Cli.Bench;

/// <summary>One program in several settings: each case is measured in the one that suits it best, found by trying all.</summary>
internal sealed class BestPeer(string name, IReadOnlyList<Peer> settings) : IPeer
{
    private readonly Dictionary<string, Peer> _best = [];

    public string Name => name;

    public double Measure(string name, double seconds)
    {
        if (!_best.TryGetValue(name, out var best))
            _best[name] = best = settings.MinBy(setting => setting.Measure(name, seconds / 2))!;
        return best.Measure(name, seconds);
    }

    public void Dispose()
    {
        foreach (var setting in settings)
            setting.Dispose();
    }
}
