using System.Runtime.InteropServices;
using LibTorch;
using static LibTorch.Operators;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Argument Strided = Argument.None;

    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Tensor.Grad(Call("zeros", size, dtype, Strided, device?.Available()), requires_grad);
    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros([size], dtype, device, requires_grad);
    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros([rows, columns], dtype, device, requires_grad);
    public static Tensor zeros(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros([dim0, dim1, dim2], dtype, device, requires_grad);
    public static Tensor zeros(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros([dim0, dim1, dim2, dim3], dtype, device, requires_grad);
    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Tensor.Grad(Call("ones", size, dtype, Strided, device?.Available()), requires_grad);
    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones([size], dtype, device, requires_grad);
    public static Tensor ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones([rows, columns], dtype, device, requires_grad);
    public static Tensor ones(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones([dim0, dim1, dim2], dtype, device, requires_grad);
    public static Tensor ones(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => ones([dim0, dim1, dim2, dim3], dtype, device, requires_grad);
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Tensor.Grad(Call("full", size, value, dtype, Strided, device?.Available()), requires_grad);
    public static Tensor full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full([size], value, dtype, device, requires_grad);
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Tensor.Grad(Call("empty.memory_format", size, dtype, Strided, device?.Available()), requires_grad);
    public static Tensor empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => empty([size], dtype, device, requires_grad);
    public static Tensor empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => empty([rows, columns], dtype, device, requires_grad);
    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Tensor.Grad(Call("eye.m", rows, columns < 0 ? rows : columns, dtype, Strided, device?.Available()), requires_grad);
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Tensor.Grad(Call("arange.start_step", start, stop, step, dtype, Strided, device?.Available()), requires_grad);
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => arange(start, stop, 1, dtype, device, requires_grad);
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Tensor.Grad(Call("arange", stop, dtype, Strided, device?.Available()), requires_grad);
    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Tensor.Grad(Call("linspace", (Scalar)start, (Scalar)end, steps, dtype, Strided, device?.Available()), requires_grad);

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => input.zeros_like(dtype, device, requires_grad);
    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => input.ones_like(dtype, device, requires_grad);
    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => input.empty_like(dtype, device, requires_grad);
    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => input.full_like(value, dtype, device, requires_grad);

    /// <summary>A tensor without dimensions, of the type that the number has in .NET.</summary>
    public static Tensor tensor<T>(T scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged => From<T>([scalar], [], dtype, device, requires_grad);
    public static Tensor tensor<T>(IList<T> rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged => From<T>(Elements(rawArray), [rawArray.Count], dtype, device, requires_grad);
    public static Tensor tensor<T>(T[] dataArray, long[] dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged => From<T>(dataArray, dimensions, dtype, device, requires_grad);
    public static Tensor tensor<T>(IList<T> rawArray, long dim0, long dim1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged => From<T>(Elements(rawArray), [dim0, dim1], dtype, device, requires_grad);
    public static Tensor tensor<T>(T[,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged => From(Flat<T>(rawArray), Shape(rawArray), dtype, device, requires_grad);
    public static Tensor tensor<T>(T[,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged => From(Flat<T>(rawArray), Shape(rawArray), dtype, device, requires_grad);
    public static Tensor tensor<T>(T[,,,] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) where T : unmanaged => From(Flat<T>(rawArray), Shape(rawArray), dtype, device, requires_grad);

    internal static T[] Elements<T>(IList<T> list) => list as T[] ?? [.. list];
    private static long[] Shape(Array array) => [.. Enumerable.Range(0, array.Rank).Select(i => (long)array.GetLength(i))];
    private static ReadOnlySpan<T> Flat<T>(Array array) where T : unmanaged =>
        array.Length == 0 ? [] : MemoryMarshal.CreateReadOnlySpan(ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    private static Tensor From<T>(ReadOnlySpan<T> data, long[] dimensions, ScalarType? dtype, Device? device, bool requires_grad) where T : unmanaged
    {
        long wanted = dimensions.Aggregate(1L, (product, size) => product * size);
        if (wanted != data.Length)
            throw new ArgumentException($"tensor: {data.Length} numbers do not fill the shape [{string.Join(", ", dimensions)}], which takes {wanted}.");
        var made = empty(dimensions, TypeOf<T>());
        made.bytes = MemoryMarshal.AsBytes(data).ToArray();
        if (dtype is { } type && type != made.dtype)
            made = made.to(type, disposeAfter: true);
        if (device is not null && device.type != DeviceType.CPU)
            made = made.to(device, disposeAfter: true);
        return Tensor.Grad(made, requires_grad);
    }
}
