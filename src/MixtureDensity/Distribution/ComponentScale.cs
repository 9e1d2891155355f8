using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>How the components of a mixture spread about their means: Σ of each, kept in a factored form.</summary>
/// <remarks>Shapes: <c>B</c> is the batch shape of the mixture, <c>S</c> any sample shape before it.</remarks>
internal abstract class ComponentScale
{
    /// <summary>σ of every component in every dimension, [B, K, D].</summary>
    public abstract Tensor StandardDeviations { get; }

    /// <summary>Σ of every component, [B, K, D, D].</summary>
    public abstract Tensor Covariances { get; }

    /// <summary>Σ⁻¹ of every component, [B, K, D, D].</summary>
    public Tensor Precisions
    {
        get
        {
            Tensor factors = CholeskyFactors;
            Tensor identity = eye(factors.shape[^1], dtype: factors.dtype,
                device: factors.device).expand(factors.shape);
            Tensor inverse = linalg.solve_triangular(factors, identity, upper: false);
            return inverse.mT.matmul(inverse);
        }
    }

    /// <summary>The factor itself, and so that of a diagonal scale too: L of Σ = L Lᵀ, [B, K, D, D].</summary>
    public abstract Tensor CholeskyFactors { get; }

    /// <summary>log N(δ; 0, Σ) of deviations δ [S, B, K, D] from the means, [S, B, K].</summary>
    public abstract Tensor LogProb(Tensor deviations);

    /// <summary>
    /// L ε of standard normal noise ε [S, B, D], with the L of the component chosen by <paramref name="index"/> [S, B].
    /// </summary>
    public abstract Tensor Spread(Tensor noise, Tensor index);

    /// <summary>The scale of a·δ, for a factor a that is one number or has shape [D].</summary>
    public abstract ComponentScale MultipliedBy(Tensor factor);

    public abstract ComponentScale To(ScalarType dtype);

    public abstract ComponentScale Expand(long[] batchShape);

    /// <summary>The scale of some of the dimensions, the others integrated out.</summary>
    public abstract ComponentScale Marginal(long[] dimensions);

    /// <summary>
    /// The scale of the <paramref name="rest"/> of the dimensions, the <paramref name="given"/> ones being known, and
    /// by how
    /// much the components' means move, [S, B, K, rest], when the given ones lie off theirs by
    /// <paramref name="deviations"/>, [S, B, K, given].
    /// </summary>
    public abstract (ComponentScale Scale, Tensor Shift) Conditional(long[] given, long[] rest, Tensor deviations);

    /// <summary>
    /// The scales of several mixtures of one batch shape, one after the other along the component axis.
    /// </summary>
    public static ComponentScale Concatenate(IReadOnlyList<ComponentScale> scales) =>
        scales.All(s => s is DiagonalScale)
            ? DiagonalScale.From(cat([.. scales.Select(s => s.StandardDeviations)], -2))
            : new CholeskyScale(cat([.. scales.Select(s => s.CholeskyFactors)], -3));

    /// <summary>
    /// One entry a row, [S, B, …], of a per-component tensor [B, K, …] with <paramref name="trailing"/> axes after K,
    /// chosen by <paramref name="index"/> [S, B].
    /// </summary>
    public static Tensor Pick(Tensor perComponent, Tensor index, int trailing)
    {
        long[] rows = index.shape;
        long[] own = perComponent.shape[^(trailing + 1)..];
        Tensor at = index.reshape([.. rows, .. Enumerable.Repeat(1L, trailing + 1)]).expand([.. rows, 1, .. own[1..]]);
        return perComponent.expand([.. rows, .. own]).gather(rows.Length, at).squeeze(rows.Length);
    }
}
