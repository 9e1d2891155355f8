using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>A matrix in the memory of a tensor, accessible both to libtorch and as spans.</summary>
/// <remarks>It caches the pointer: asking a tensor for it takes longer than summing a thousand numbers.</remarks>
internal sealed unsafe class Matrix<T> : IDisposable
    where T : unmanaged
{
    private readonly T* _entries;
    private readonly int _rows;
    private readonly int _columns;
    private Tensor? _transposed;

    /// <param name="tensor">[rows, columns], contiguous and on the CPU; the matrix owns it.</param>
    public Matrix(Tensor tensor)
    {
        Tensor = tensor.DetachFromDisposeScope();
        _entries = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
        (_rows, _columns) = ((int)tensor.shape[0], (int)tensor.shape[1]);
    }

    /// <summary>The tensor, [rows, columns].</summary>
    public Tensor Tensor { get; }

    /// <summary>The transpose, in the same memory.</summary>
    public Tensor Transposed => _transposed ??= Tensor.t().DetachFromDisposeScope();

    /// <summary>The number of rows.</summary>
    public int Rows => _rows;

    /// <summary>All entries in row-major order.</summary>
    public Span<T> Entries => new(_entries, _rows * _columns);

    /// <summary>The entries of a row.</summary>
    public Span<T> this[int row] => Entries.Slice(row * _columns, _columns);

    /// <summary>Frees the memory, unless another tensor shares it.</summary>
    public void Dispose()
    {
        Tensor.Dispose();
        _transposed?.Dispose();
    }
}
