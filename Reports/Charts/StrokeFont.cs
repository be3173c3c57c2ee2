namespace ModelZoo.Reports.Charts;

/// <summary>
/// A plotter's alphabet, so that pictures need no font of the system. Each letter is drawn on a grid 4 wide, its
/// capitals 6 high (0 is their top, 6 the baseline). Pairs of digits are points, a comma lifts the pen.
/// </summary>
internal static class StrokeFont
{
    /// <summary>A step of the grid, and the width of the pen, over the size of the font.</summary>
    internal const double Unit = 0.12, PenWidth = 0.094;

    private const double Gap = 1.7, Space = 2.6, Baseline = 6;

    private static readonly Dictionary<char, (double X, double Y)[][]> Letters = """
        0=103041453616050110 1=112026,1636 2=01103041420646 3=01103041423323,334445361605 4=36300444
        5=400002324345361605 6=413010010516364544331304 7=004016 8=103041423313020110,1304051636454433
        9=051636454130100102133342 a=4246,4332120305163645 b=0006,0312324345361605 c=4332120305163645
        d=4046,4332120305163645 e=04444332120305163645 f=30201116,0232 g=4247381807,4332120305163645
        h=0006,0312324346 i=2226,2020 j=32372818,3030 k=0006,4205,1446 l=2026 m=0206,03122326,23324346
        n=0206,0312324346 o=123243453616050312 p=0208,0312324345361605 q=4248,4332120305163645 r=0206,041232
        s=43321203143445361605 t=10152636,0232 u=0205163645,4246 v=022642 w=0216233642 x=0246,4206
        y=0226,421808 z=02420646 A=062046,1434 B=0333444536060030414233 C=4130100105163645 D=00063645413000
        E=40000646,0333 F=400006,0333 G=41301001051636454323 H=0006,4046,0343 I=2026 J=4045361605
        K=0006,4004,1346 L=000646 M=0600234046 N=06004640 O=103041453616050110 P=06003041423303
        Q=103041453616050110,2446 R=06003041423303,2346 S=413010010213334445361605 T=0040,2026
        U=000516364540 V=002640 W=0016233640 X=0046,4006 Y=002340,2326 Z=00400646 .=2626 ,=2617 :=2323,2626
        -=1333 +=0343,2125 ==0242,0444 /=4006 (=30212536 )=10212516 _=0646 %=4006,0010110100,3545463635
        ±=0242,2024,0646 '=2022 …=0606,2626,4646
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToDictionary(letter => letter[0], Lines);

    internal static double Width(string text) =>
        text.Length == 0 ? 0 : text.Sum(letter => Extent(letter).Width + Gap) - Gap;

    /// <summary>The lines of a text that begins at 0, around its baseline. An unknown letter is a gap.</summary>
    internal static IEnumerable<(double X, double Y)[]> Strokes(string text)
    {
        double x = 0;
        foreach (var letter in text)
        {
            var (left, width) = Extent(letter);
            foreach (var line in Letters.GetValueOrDefault(letter, []))
                yield return [.. line.Select(point => (x + point.X - left, point.Y - Baseline))];
            x += width + Gap;
        }
    }

    // Letters are as wide as they are drawn. Digits have one width, so that columns align.
    private static (double Left, double Width) Extent(char letter)
    {
        if (char.IsAsciiDigit(letter))
            return (0, 4);
        double[] columns = [.. Letters.GetValueOrDefault(letter, []).SelectMany(line => line).Select(point => point.X)];
        return columns.Length == 0 ? (0, Space) : (columns.Min(), columns.Max() - columns.Min());
    }

    private static (double X, double Y)[][] Lines(string letter) => [.. letter[2..].Split(',').Select(Line)];

    private static (double X, double Y)[] Line(string digits) =>
        [.. digits.Chunk(2).Select(point => (Number(point[0]), Number(point[1])))];

    private static double Number(char digit) => digit - '0';
}
