using System.Text.Json.Serialization;

namespace ModelZoo.Reproduce.Running;

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
