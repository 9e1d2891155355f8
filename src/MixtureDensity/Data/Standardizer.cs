using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MixtureDensity;

/// <summary>Standardises columns, z = (v − mean)/deviation, in the precision of a network.</summary>
internal sealed unsafe class Standardizer<T>
    where T : unmanaged, INumber<T>
{
    // In the memory of a network, so that what it is given later counts.
    private readonly Tensor _means;
    private readonly Tensor _deviations;
    private readonly T* _mean;
    private readonly T* _deviation;

    /// <param name="means">The mean of each column, on the CPU.</param>
    /// <param name="deviations">The standard deviation of each column, above 0.</param>
    public Standardizer(Tensor means, Tensor deviations)
    {
        (_means, _deviations) = (means, deviations);
        _mean = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(means.bytes));
        _deviation = (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(deviations.bytes));
        Columns = (int)means.shape[0];
    }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The sum of the logarithms of the deviations: a log density of z exceeds that of v by this.</summary>
    public double LogDeviations => Enumerable.Range(0, Columns).Sum(column => Math.Log(Deviation(column)));

    /// <summary>The standardiser that changes nothing.</summary>
    public static Standardizer<T> Identity(int columns)
    {
        ScalarType dtype = typeof(T) == typeof(float) ? ScalarType.Float32 : ScalarType.Float64;
        return new(zeros([columns], dtype, CPU).DetachFromDisposeScope(),
            ones([columns], dtype, CPU).DetachFromDisposeScope());
    }

    /// <summary>The deviation of a column.</summary>
    public double Deviation(int column) => double.CreateChecked(_deviation[column]);

    /// <summary>Standardises values of a column in place.</summary>
    public void Transform(int column, Span<T> values)
    {
        TensorPrimitives.Subtract(values, _mean[column], values);
        TensorPrimitives.Divide(values, _deviation[column], values);
        GC.KeepAlive(this);
    }

    /// <summary>The value of a column whose standardised value is z.</summary>
    public double InverseTransform(int column, double z) => z * Deviation(column) + double.CreateChecked(_mean[column]);
}
