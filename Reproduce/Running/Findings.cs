using System.Text.Json.Serialization;

namespace ModelZoo.Reproduce.Running;

/// <summary>What a procedure measures while it runs.</summary>
public sealed class Findings
{
    private readonly Dictionary<string, List<double[]>> _curves = [];

    public Dictionary<string, double> Values { get; } = [];
    public List<Panel> Panels { get; } = [];

    internal List<Plot> Plots { get; } = [];
    internal IReadOnlyDictionary<string, double[][]> Curves =>
        _curves.ToDictionary(curve => curve.Key, curve => curve.Value.ToArray());

    /// <summary>The epochs that were trained. Null is all that were wanted.</summary>
    internal int? Epochs { get; set; }

    /// <summary>The time of training. Null is the time that the procedure took.</summary>
    internal double? Seconds { get; set; }

    /// <summary>Null is the CPU.</summary>
    internal string? Hardware { get; set; }

    /// <summary>Null is fp32.</summary>
    internal string? Precision { get; set; }

    /// <summary>Adds a point to a metric's curve. The last one is the metric's value.</summary>
    internal void Add(string metric, double epoch, double value)
    {
        if (!_curves.TryGetValue(metric, out var curve))
            _curves[metric] = curve = [];
        curve.Add([epoch, value]);
        Values[metric] = value;
    }

    /// <summary>Begins a figure.</summary>
    internal Plot Plot(string name, string xTitle)
    {
        var plot = new Plot(name, xTitle, []);
        Plots.Add(plot);
        return plot;
    }
}

/// <summary>A figure: lines over a common axis.</summary>
public sealed record Plot(string Name, [property: JsonPropertyName("across")] string XTitle, List<PlotLine> Lines)
{
    /// <summary>Begins a line.</summary>
    internal PlotLine Line(string name)
    {
        var line = new PlotLine(name, []);
        Lines.Add(line);
        return line;
    }

    internal PlotLine Line(string name, IEnumerable<(double X, double Y)> points)
    {
        var line = Line(name);
        foreach (var (x, y) in points)
            line.Add(x, y);
        return line;
    }
}

/// <param name="Points">Pairs of x and y.</param>
public sealed record PlotLine(string Name, List<double[]> Points)
{
    internal IEnumerable<double> Values => Points.Select(point => point[1]);
    internal double First => Points[0][1];
    internal double Last => Points[^1][1];

    internal void Add(double x, double y) => Points.Add([x, y]);
}

/// <summary>A figure of pictures in rows.</summary>
public sealed record Panel(string Name, string Note, IReadOnlyList<PanelRow> Rows);

/// <param name="Pictures">PNG files.</param>
public sealed record PanelRow(string Label, IReadOnlyList<byte[]> Pictures);
