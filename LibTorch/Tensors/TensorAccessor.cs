namespace TorchSharp.Utils;

/// <summary>The elements of a tensor as .NET values: a copy, so it may outlive the tensor.</summary>
public sealed class TensorAccessor<T>(T[] elements) : IEnumerable<T> where T : unmanaged
{
    public long Count => elements.Length;
    public T this[long index] => elements[index];
    public T[] ToArray() => (T[])elements.Clone();
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)elements).GetEnumerator();
    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => elements.GetEnumerator();
}
