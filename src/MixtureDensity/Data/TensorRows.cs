using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The rows of a tensor, standardised.</summary>
internal sealed unsafe class TensorRows<T> : IRowSource<T>
    where T : unmanaged, INumber<T>
{
    private readonly Tensor _values;
    private readonly T* _entries;
    private readonly Standardizer<T> _standardizer;

    /// <param name="values">[N, columns], on the CPU; it must outlive this.</param>
    /// <param name="standardizer">How the columns are standardised.</param>
    public TensorRows(Tensor values, Standardizer<T> standardizer)
    {
        _values = values.is_contiguous() ? values : values.contiguous();
        // A span, as all bytes are, ends at 2 GiB.
        using Tensor first = _values.narrow(0, 0, 1);
        _entries = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
        _standardizer = standardizer;
        (Rows, Columns) = ((int)values.shape[0], (int)values.shape[1]);
    }

    public int Rows { get; }

    public int Columns { get; }

    public void Fill(ReadOnlySpan<int> rows, Span<T> block, int width)
    {
        for (int column = 0; column < Columns; column++)
        {
            Span<T> line = block.Slice(column * width, width);
            for (int n = 0; n < rows.Length; n++)
                line[n] = _entries[(long)rows[n] * Columns + column];
            line[rows.Length..].Fill(line[rows.Length - 1]);
            _standardizer.Transform(column, line);
        }
        GC.KeepAlive(_values);
    }
}
