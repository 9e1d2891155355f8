using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Diagonal covariances Σ = diag(σ²); keeps both σ and log σ, so that neither is recomputed.</summary>
internal sealed class DiagonalScale(Tensor deviations, Tensor logDeviations) : ComponentScale
{
    public static DiagonalScale From(Tensor deviations) => new(deviations, deviations.log());

    public static DiagonalScale FromLog(Tensor logDeviations) => new(logDeviations.exp(), logDeviations);

    public override Tensor StandardDeviations => deviations;

    public override Tensor Covariances => deviations.Squared().diag_embed();

    public override Tensor CholeskyFactors => deviations.diag_embed();

    public override Tensor LogProb(Tensor δ)
    {
        Tensor terms = (δ / deviations).Squared().Times(-0.5) - logDeviations;
        terms = terms.Minus(StandardNormal.HalfLogTwoPi);
        return terms.shape[^1] == 1 ? terms.squeeze(-1) : terms.sum(-1);
    }

    public override Tensor ScaleNoise(Tensor noise, Tensor index) => Gather(deviations, index, trailing: 1) * noise;

    public override ComponentScale MultipliedBy(Tensor factor) =>
        new DiagonalScale(deviations * factor, logDeviations.Plus(factor.log()));

    public override IReadOnlyList<Tensor> Tensors => [deviations, logDeviations];

    public override ComponentScale Map(Func<Tensor, Tensor> function) =>
        new DiagonalScale(function(deviations), function(logDeviations));

    public override ComponentScale Expand(long[] batchShape)
    {
        long[] shape = [.. batchShape, .. deviations.shape[^2..]];
        return new DiagonalScale(deviations.expand(shape), logDeviations.expand(shape));
    }

    public override ComponentScale Marginal(long[] dimensions)
    {
        Tensor index = tensor(dimensions, ScalarType.Int64, deviations.device);
        return new DiagonalScale(deviations.index_select(-1, index), logDeviations.index_select(-1, index));
    }

    // Independent dimensions: conditioning changes nothing.
    public override (ComponentScale Scale, Tensor Shift) Conditional(long[] given, long[] rest, Tensor deviations) =>
        (Marginal(rest), zeros([.. deviations.shape[..^1], rest.Length], deviations.dtype, deviations.device));
}
