using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Full covariances Σ = L Lᵀ, with L [B, K, D, D] lower triangular with a positive diagonal.</summary>
internal sealed class CholeskyScale(Tensor factors) : ComponentScale
{
    public override Tensor StandardDeviations => factors.Squared().sum(-1).sqrt();

    public override Tensor Covariances => factors.matmul(factors.mT);

    public override Tensor CholeskyFactors => factors;

    public override Tensor LogProb(Tensor δ)
    {
        Tensor z = linalg.solve_triangular(factors, δ.unsqueeze(-1), upper: false).squeeze(-1);
        Tensor halfLogDet = factors.diagonal(0, -2, -1).log().sum(-1);
        Tensor exponent = z.Squared().sum(-1).Times(-0.5) - halfLogDet;
        return exponent.Minus(StandardNormal.HalfLogTwoPi * factors.shape[^1]);
    }

    public override Tensor ScaleNoise(Tensor noise, Tensor index) =>
        Gather(factors, index, trailing: 2).matmul(noise.unsqueeze(-1)).squeeze(-1);

    public override ComponentScale MultipliedBy(Tensor factor) => new CholeskyScale(factors * factor.unsqueeze(-1));

    public override IReadOnlyList<Tensor> Tensors => [factors];

    public override ComponentScale Map(Func<Tensor, Tensor> function) => new CholeskyScale(function(factors));

    public override ComponentScale Expand(long[] batchShape) =>
        new CholeskyScale(factors.expand([.. batchShape, .. factors.shape[^3..]]));

    public override ComponentScale Marginal(long[] dimensions) => new CholeskyScale(Ordered(dimensions));

    // With the given dimensions first, L = [[G, 0], [C, R]]: the shift is C G⁻¹ δ and the factor of the rest is R.
    public override (ComponentScale Scale, Tensor Shift) Conditional(long[] given, long[] rest, Tensor deviations)
    {
        long g = given.Length;
        Tensor ordered = Ordered([.. given, .. rest]);
        Tensor G = ordered[TensorIndex.Ellipsis, ..(int)g, ..(int)g];
        Tensor C = ordered[TensorIndex.Ellipsis, (int)g.., ..(int)g];
        Tensor R = ordered[TensorIndex.Ellipsis, (int)g.., (int)g..];
        Tensor z = linalg.solve_triangular(G, deviations.unsqueeze(-1), upper: false);
        return (new CholeskyScale(R), C.matmul(z).squeeze(-1));
    }

    /// <summary>
    /// The Cholesky factor of some dimensions in a given order. For those rows A of L, Σ = A Aᵀ. With Aᵀ = Q R, Σ = Rᵀ
    /// R, so the factor is Rᵀ up to signs. Computing Σ first would square the condition number.
    /// </summary>
    private Tensor Ordered(long[] dimensions)
    {
        Tensor rows = factors.index_select(-2, tensor(dimensions, ScalarType.Int64, factors.device));
        Tensor R = linalg.qr(rows.mT).R;
        Tensor signs = R.diagonal(0, -2, -1).detach().sgn();
        return (R * signs.unsqueeze(-1)).mT;
    }
}
