namespace LibTorch;

/// <summary>Networks whose weights come from a file need no random ones before: drawing them takes longer than reading the file.</summary>
public static class Initialization
{
    [ThreadStatic] private static int _skips;

    internal static bool Skipped => _skips > 0;

    /// <summary>Until it is disposed, layers that this thread makes hold whatever lies in memory.</summary>
    public static IDisposable Skip() => new Region();

    private sealed class Region : IDisposable
    {
        private bool _ended;

        internal Region() => _skips++;

        public void Dispose()
        {
            if (!_ended)
                _skips--;
            _ended = true;
        }
    }
}
