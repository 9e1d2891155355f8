using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The covariances of the components of a mixture, in factored form.</summary>
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
            Tensor identity = eye(factors.shape[^1], dtype: factors.dtype, device: factors.device);
            Tensor inverse = linalg.solve_triangular(factors, identity.expand(factors.shape), upper: false);
            return inverse.mT.matmul(inverse);
        }
    }

    /// <summary>L of Σ = L Lᵀ for every component, [B, K, D, D].</summary>
    public abstract Tensor CholeskyFactors { get; }

    /// <summary>log N(δ; 0, Σ), [S, B, K], of deviations δ from the means, [S, B, K, D].</summary>
    public abstract Tensor LogProb(Tensor deviations);

    /// <summary>
    /// L ε, [S, B, D], for standard normal noise ε [S, B, D] and the components <paramref name="index"/>, [S, B].
    /// </summary>
    public abstract Tensor ScaleNoise(Tensor noise, Tensor index);

    /// <summary>The scale of a·δ, for a factor a of shape [1] or [D].</summary>
    public abstract ComponentScale MultipliedBy(Tensor factor);

    /// <summary>The tensors of which it consists, which all begin with the axes [B, K].</summary>
    public abstract IReadOnlyList<Tensor> Tensors { get; }

    /// <summary>The scale of which each tensor is a function of that of this one.</summary>
    public abstract ComponentScale Map(Func<Tensor, Tensor> function);

    public abstract ComponentScale Expand(long[] batchShape);

    /// <summary>The marginal scale of some dimensions.</summary>
    public abstract ComponentScale Marginal(long[] dimensions);

    /// <summary>
    /// The scale of the dimensions <paramref name="rest"/> conditional on the dimensions <paramref name="given"/>, and
    /// the shift of the components' means, [S, B, K, rest], for <paramref name="deviations"/> of the given dimensions
    /// from their means, [S, B, K, given].
    /// </summary>
    public abstract (ComponentScale Scale, Tensor Shift) Conditional(long[] given, long[] rest, Tensor deviations);

    /// <summary>Concatenates the scales of mixtures of the same batch shape along the component axis.</summary>
    public static ComponentScale Concatenate(IReadOnlyList<ComponentScale> scales) =>
        scales.All(s => s is DiagonalScale)
            ? DiagonalScale.From(cat([.. scales.Select(s => s.StandardDeviations)], -2))
            : new CholeskyScale(cat([.. scales.Select(s => s.CholeskyFactors)], -3));

    /// <summary>
    /// Gathers the components <paramref name="index"/>, [S, B], of a tensor [B, K, …] with <paramref name="trailing"/>
    /// axes after K; returns [S, B, …].
    /// </summary>
    public static Tensor Gather(Tensor perComponent, Tensor index, int trailing)
    {
        long[] rows = index.shape;
        long[] own = perComponent.shape[^(trailing + 1)..];
        Tensor at = index.reshape([.. rows, .. Enumerable.Repeat(1L, trailing + 1)]).expand([.. rows, 1, .. own[1..]]);
        return perComponent.expand([.. rows, .. own]).gather(rows.Length, at).squeeze(rows.Length);
    }
}
