using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MixtureDensity;

/// <summary>A matrix of weights and its biases for products with rows: y = W x + b for each row x.</summary>
/// <remarks>
/// <para>
/// An entry of y is b, then b + w₁ x₁, and so on in this order, whatever the number of rows: a row has the same outputs
/// in every batch, to the last bit. A product by libtorch may be summed up differently for each number of rows.
/// </para>
/// <para>
/// The weights lie in panels of two SIMD vectors of units, [panel, inputs, units of the panel]: a panel stays in the
/// first-level cache while all rows pass. The last panel may have one vector.
/// </para>
/// </remarks>
internal sealed unsafe class PackedMatrix
{
    private static readonly int Lanes = Vector512.IsHardwareAccelerated ? Lanes512.Count : Lanes256.Count;

    private readonly float[] _weights;
    private readonly float[] _biases; // padded with zeros, as the units of the last panel are

    /// <param name="inputs">The number of columns.</param>
    /// <param name="units">The number of rows.</param>
    public PackedMatrix(int inputs, int units)
    {
        (Inputs, Units) = (inputs, units);
        Stride = StrideOf(units);
        _weights = new float[inputs * Stride];
        _biases = new float[Stride];
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The number of outputs.</summary>
    public int Units { get; }

    /// <summary>The stride between rows of outputs.</summary>
    public int Stride { get; }

    /// <summary>The stride between rows of so many outputs, which is rounded up to whole vectors.</summary>
    public static int StrideOf(int units) => (units + Lanes - 1) / Lanes * Lanes;

    /// <summary>The biases, [units].</summary>
    public Span<float> Biases => _biases.AsSpan(0, Units);

    /// <summary>Sets the weights of one unit, [inputs].</summary>
    public void SetWeights(int unit, ReadOnlySpan<float> weights)
    {
        int panel = unit / (2 * Lanes), width = Math.Min(2 * Lanes, Stride - panel * 2 * Lanes);
        int at = panel * 2 * Lanes * Inputs + unit % (2 * Lanes);
        foreach (float weight in weights)
        {
            _weights[at] = weight;
            at += width;
        }
    }

    /// <summary>y ← W x + b for some rows.</summary>
    /// <param name="x">[rows, x stride].</param>
    /// <param name="xStride">At least the number of inputs.</param>
    /// <param name="y">[rows, <see cref="Stride"/>]; beyond the units it becomes 0.</param>
    /// <param name="rows">The number of rows.</param>
    public void Multiply(ReadOnlySpan<float> x, int xStride, Span<float> y, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(xStride, Inputs);
        // The loops below check nothing.
        _ = x[..((rows - 1) * xStride + Inputs)];
        _ = y[..(rows * Stride)];
        fixed (float* from = x, to = y)
        {
            if (Vector512.IsHardwareAccelerated)
                Multiply<Lanes512>(from, xStride, to, rows);
            else
                Multiply<Lanes256>(from, xStride, to, rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply<T>(float* x, int xStride, float* y, int rows)
        where T : struct, ILanes<T>
    {
        fixed (float* weights = _weights, biases = _biases)
        {
            for (int unit = 0; unit < Stride; unit += 2 * T.Count)
            {
                float* panel = weights + unit * Inputs;
                bool isWide = unit + T.Count < Stride;
                int row = 0;
                for (; row + 6 <= rows; row += 6)
                {
                    if (isWide)
                        SixRows<T>(panel, biases + unit, x + row * xStride, xStride, y + row * Stride + unit);
                    else
                        SixRowsNarrow<T>(panel, biases + unit, x + row * xStride, xStride, y + row * Stride + unit);
                }
                for (; row < rows; row++)
                {
                    if (isWide)
                        OneRow<T>(panel, biases + unit, x + row * xStride, y + row * Stride + unit);
                    else
                        OneRowNarrow<T>(panel, biases + unit, x + row * xStride, y + row * Stride + unit);
                }
            }
        }
    }

    // Twelve sums at a time hide the latency of both multiply-add units, and fit into sixteen registers with the rest.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SixRows<T>(float* weights, float* biases, float* x, int xStride, float* y)
        where T : struct, ILanes<T>
    {
        T a0 = T.Load(biases), b0 = a0, c0 = a0, d0 = a0, e0 = a0, f0 = a0;
        T a1 = T.Load(biases + T.Count), b1 = a1, c1 = a1, d1 = a1, e1 = a1, f1 = a1;
        float* end = x + Inputs, last = x + 3 * xStride;
        for (nint stride = xStride; x < end; x++, last++)
        {
            T w0 = T.Load(weights), w1 = T.Load(weights + T.Count);
            weights += 2 * T.Count;
            T value = T.Repeat(x);
            a0 = T.MultiplyAdd(value, w0, a0);
            a1 = T.MultiplyAdd(value, w1, a1);
            value = T.Repeat(x + stride);
            b0 = T.MultiplyAdd(value, w0, b0);
            b1 = T.MultiplyAdd(value, w1, b1);
            value = T.Repeat(x + 2 * stride);
            c0 = T.MultiplyAdd(value, w0, c0);
            c1 = T.MultiplyAdd(value, w1, c1);
            value = T.Repeat(last);
            d0 = T.MultiplyAdd(value, w0, d0);
            d1 = T.MultiplyAdd(value, w1, d1);
            value = T.Repeat(last + stride);
            e0 = T.MultiplyAdd(value, w0, e0);
            e1 = T.MultiplyAdd(value, w1, e1);
            value = T.Repeat(last + 2 * stride);
            f0 = T.MultiplyAdd(value, w0, f0);
            f1 = T.MultiplyAdd(value, w1, f1);
        }
        Store(y, a0, a1);
        Store(y + Stride, b0, b1);
        Store(y + 2 * Stride, c0, c1);
        Store(y + 3 * Stride, d0, d1);
        Store(y + 4 * Stride, e0, e1);
        Store(y + 5 * Stride, f0, f1);

        static void Store(float* target, T first, T second)
        {
            first.Store(target);
            second.Store(target + T.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SixRowsNarrow<T>(float* weights, float* biases, float* x, int xStride, float* y)
        where T : struct, ILanes<T>
    {
        T a = T.Load(biases), b = a, c = a, d = a, e = a, f = a;
        float* end = x + Inputs, last = x + 3 * xStride;
        for (nint stride = xStride; x < end; x++, last++)
        {
            T w = T.Load(weights);
            weights += T.Count;
            a = T.MultiplyAdd(T.Repeat(x), w, a);
            b = T.MultiplyAdd(T.Repeat(x + stride), w, b);
            c = T.MultiplyAdd(T.Repeat(x + 2 * stride), w, c);
            d = T.MultiplyAdd(T.Repeat(last), w, d);
            e = T.MultiplyAdd(T.Repeat(last + stride), w, e);
            f = T.MultiplyAdd(T.Repeat(last + 2 * stride), w, f);
        }
        a.Store(y);
        b.Store(y + Stride);
        c.Store(y + 2 * Stride);
        d.Store(y + 3 * Stride);
        e.Store(y + 4 * Stride);
        f.Store(y + 5 * Stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void OneRow<T>(float* weights, float* biases, float* x, float* y)
        where T : struct, ILanes<T>
    {
        T first = T.Load(biases), second = T.Load(biases + T.Count);
        for (int i = 0; i < Inputs; i++)
        {
            T value = T.Repeat(x + i);
            first = T.MultiplyAdd(value, T.Load(weights), first);
            second = T.MultiplyAdd(value, T.Load(weights + T.Count), second);
            weights += 2 * T.Count;
        }
        first.Store(y);
        second.Store(y + T.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void OneRowNarrow<T>(float* weights, float* biases, float* x, float* y)
        where T : struct, ILanes<T>
    {
        T sum = T.Load(biases);
        for (int i = 0; i < Inputs; i++)
            sum = T.MultiplyAdd(T.Repeat(x + i), T.Load(weights + i * T.Count), sum);
        sum.Store(y);
    }
}
