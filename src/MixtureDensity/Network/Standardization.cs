using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// The map z = (v − m) / d of every column v to mean 0 and deviation 1, and back; the identity until it is fitted.
/// </summary>
internal sealed class Standardization : nn.Module
{
    // Buffers: they are saved with the weights and follow the module's dtype and device. The names are keys of the
    // state.
    private readonly Tensor mean;
    private readonly Tensor deviation;

    public Standardization(long columns, ScalarType dtype)
        : base(nameof(Standardization))
    {
        mean = zeros(columns, dtype).DetachFromDisposeScope();
        deviation = ones(columns, dtype).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>m, [columns].</summary>
    public Tensor Means => mean;

    /// <summary>d, [columns].</summary>
    public Tensor Deviations => deviation;

    /// <summary>Whether it changes nothing.</summary>
    public bool IsIdentity =>
        mean.count_nonzero().item<long>() == 0 && (deviation - 1).count_nonzero().item<long>() == 0;

    /// <summary>
    /// Takes m and d from the rows of <paramref name="values"/> [N, columns]; a constant column keeps d = 1.
    /// </summary>
    public void Fit(Tensor values)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor spread = values.std(0, unbiased: false);
        mean.copy_(values.mean([0]));
        deviation.copy_(where(spread > 0, spread, ones_like(spread)));
    }

    public Standardizer<T> Standardizer<T>()
        where T : unmanaged, INumber<T> => new([.. mean.cpu().data<T>()], [.. deviation.cpu().data<T>()]);

    public Tensor Standardize(Tensor values) => (values - mean) / deviation;
}
