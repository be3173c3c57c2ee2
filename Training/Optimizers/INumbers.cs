namespace ModelZoo.Training.Optimizers;

/// <summary>What an update rule calculates with: a register full of numbers, or lists of whole tensors on any device.</summary>
public interface INumbers<T> where T : struct, INumbers<T>
{
    static abstract T operator +(T left, T right);
    static abstract T operator -(T left, T right);
    static abstract T operator *(T left, T right);
    static abstract T operator /(T left, T right);
    static abstract T operator +(T left, double right);
    static abstract T operator *(T left, double right);
    static abstract T Sqrt(T value);
    static abstract T Abs(T value);
    static abstract T Max(T left, T right);
    static abstract T Clamp(T value, double least, double most);
    /// <summary>One of three numbers by the sign of each element, and the second for zero.</summary>
    static abstract T BySign(T value, double negative, double zero, double positive);
}
