namespace ModelZoo.Ideas.Differentiation;

/// <summary>A number, or what stands for one. A function written with it once is differentiated in every way.</summary>
internal interface IScalar<T> where T : IScalar<T>
{
    static abstract T Constant(double value);
    static abstract T operator +(T left, T right);
    static abstract T operator -(T left, T right);
    static abstract T operator *(T left, T right);
    static abstract T operator /(T left, T right);
    static abstract T Exp(T x);
    static abstract T Log(T x);
    static abstract T Sin(T x);
    static abstract T Cos(T x);
}

/// <summary>A plain number.</summary>
internal readonly record struct Real(double Value) : IScalar<Real>
{
    public static Real Constant(double value) => new(value);
    public static Real operator +(Real left, Real right) => new(left.Value + right.Value);
    public static Real operator -(Real left, Real right) => new(left.Value - right.Value);
    public static Real operator *(Real left, Real right) => new(left.Value * right.Value);
    public static Real operator /(Real left, Real right) => new(left.Value / right.Value);
    public static Real Exp(Real x) => new(Math.Exp(x.Value));
    public static Real Log(Real x) => new(Math.Log(x.Value));
    public static Real Sin(Real x) => new(Math.Sin(x.Value));
    public static Real Cos(Real x) => new(Math.Cos(x.Value));
}
