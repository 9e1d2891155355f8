using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>A matrix in the memory of a tensor, on which libtorch and loops of our own work in turn.</summary>
/// <remarks>
/// To ask a tensor for its memory takes longer than to add up a thousand of its numbers; here it is asked once.
/// </remarks>
internal sealed unsafe class Matrix<T> : IDisposable
    where T : unmanaged
{
    private readonly T* _entries;
    private readonly int _rows;
    private readonly int _columns;
    private Tensor? _transposed;

    /// <param name="tensor">[rows, columns], contiguous and on the CPU; it is disposed of with the matrix.</param>
    public Matrix(Tensor tensor)
    {
        Tensor = tensor.DetachFromDisposeScope();
        _entries = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
        (_rows, _columns) = ((int)tensor.shape[0], (int)tensor.shape[1]);
    }

    /// <summary>The tensor, [rows, columns].</summary>
    public Tensor Tensor { get; }

    /// <summary>Its transpose, in the same memory.</summary>
    public Tensor Transposed => _transposed ??= Tensor.t().DetachFromDisposeScope();

    /// <summary>How many rows there are.</summary>
    public int Rows => _rows;

    /// <summary>All numbers, row by row.</summary>
    public Span<T> Entries => new(_entries, _rows * _columns);

    /// <summary>The numbers of a row.</summary>
    public Span<T> this[int row] => Entries.Slice(row * _columns, _columns);

    /// <summary>Frees the memory, unless another tensor holds it too.</summary>
    public void Dispose()
    {
        Tensor.Dispose();
        _transposed?.Dispose();
    }
}
