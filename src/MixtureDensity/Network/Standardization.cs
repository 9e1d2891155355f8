using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// Standardises each column v to mean 0 and standard deviation 1, z = (v − m) / d; the identity until it is fitted.
/// </summary>
internal sealed class Standardization : nn.Module
{
    // Registered as buffers. The field names are the keys of the state dictionary.
    private readonly Tensor mean;
    private readonly Tensor deviation;

    public Standardization(long columns, ScalarType dtype)
        : base(nameof(Standardization))
    {
        mean = zeros([columns], dtype, CPU).DetachFromDisposeScope();
        deviation = ones([columns], dtype, CPU).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>m, [columns].</summary>
    public Tensor Means => mean;

    /// <summary>d, [columns].</summary>
    public Tensor Deviations => deviation;

    /// <summary>Whether m is 0 and d is 1 in all columns.</summary>
    public bool IsIdentity =>
        mean.count_nonzero().item<long>() == 0 && deviation.ne(SafeArithmetic.One).count_nonzero().item<long>() == 0;

    /// <summary>Computes m and d from <paramref name="values"/>, [N, columns]; a constant column has d = 1.</summary>
    public void Fit(Tensor values)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor spread = values.std(0, unbiased: false);
        mean.copy_(values.mean([0]));
        deviation.copy_(where(spread.IsPositive(), spread, ones_like(spread)));
    }

    public Standardizer<T> Standardizer<T>()
        where T : unmanaged, INumber<T> => new(Numbers<T>(mean), Numbers<T>(deviation));

    public Tensor Standardize(Tensor values) => (values - mean) / deviation;

    // The network's own memory if it can be read as it is.
    private static Tensor Numbers<T>(Tensor values)
        where T : unmanaged, INumber<T>
    {
        ScalarType dtype = typeof(T) == typeof(float) ? ScalarType.Float32 : ScalarType.Float64;
        return values.device_type == DeviceType.CPU && values.dtype == dtype ? values
            : values.to(dtype).cpu().DetachFromDisposeScope();
    }
}
