namespace ModelZoo.Runs.Selection;

/// <summary>A = L L' of a symmetric positive matrix, row by row; O(n^3 / 6) multiply-adds, which for some hundred trials is milliseconds.</summary>
internal sealed class Cholesky
{
    private readonly double[][] _rows;

    private Cholesky(double[][] rows) => _rows = rows;

    /// <summary>Null where the matrix is not positive, to the precision of its numbers.</summary>
    internal static Cholesky? Of(int size, Func<int, int, double> element)
    {
        var rows = new double[size][];
        for (int i = 0; i < size; i++)
        {
            rows[i] = new double[i + 1];
            for (int j = 0; j <= i; j++)
            {
                double left = element(i, j);
                for (int k = 0; k < j; k++)
                    left -= rows[i][k] * rows[j][k];
                if (j < i)
                    rows[i][j] = left / rows[j][j];
                else if (left > 0)
                    rows[i][i] = Math.Sqrt(left);
                else
                    return null;
            }
        }
        return new Cholesky(rows);
    }

    /// <summary>x of L x = b.</summary>
    internal double[] Lower(IReadOnlyList<double> b)
    {
        var x = new double[_rows.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double left = b[i];
            for (int k = 0; k < i; k++)
                left -= _rows[i][k] * x[k];
            x[i] = left / _rows[i][i];
        }
        return x;
    }

    /// <summary>x of A x = b.</summary>
    internal double[] Solve(IReadOnlyList<double> b)
    {
        var x = Lower(b);
        for (int i = x.Length - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < x.Length; k++)
                x[i] -= _rows[k][i] * x[k];
            x[i] /= _rows[i][i];
        }
        return x;
    }

    /// <summary>The logarithm of the determinant of A.</summary>
    internal double LogDeterminant => 2 * _rows.Select((row, i) => Math.Log(row[i])).Sum();
}
