using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Dependent dimensions: Σ = L Lᵀ with L [B, K, D, D] lower triangular and its diagonal positive.</summary>
internal sealed class CholeskyScale(Tensor factors) : ComponentScale
{
    public override Tensor StandardDeviations => factors.square().sum(-1).sqrt();

    public override Tensor Covariances => factors.matmul(factors.mT);

    public override Tensor CholeskyFactors => factors;

    public override Tensor LogProb(Tensor δ)
    {
        Tensor z = linalg.solve_triangular(factors, δ.unsqueeze(-1), upper: false).squeeze(-1);
        Tensor halfLogDet = factors.diagonal(0, -2, -1).log().sum(-1);
        Tensor exponent = z.Squared().sum(-1).Times(-0.5) - halfLogDet;
        return exponent.Minus(StandardNormal.HalfLogTwoPi * factors.shape[^1]);
    }

    public override Tensor Spread(Tensor noise, Tensor index) =>
        Pick(factors, index, trailing: 2).matmul(noise.unsqueeze(-1)).squeeze(-1);

    public override ComponentScale MultipliedBy(Tensor factor) => new CholeskyScale(factors * factor.unsqueeze(-1));

    public override ComponentScale To(ScalarType dtype) => new CholeskyScale(factors.to(dtype));

    public override ComponentScale Expand(long[] batchShape) =>
        new CholeskyScale(factors.expand([.. batchShape, .. factors.shape[^3..]]));

    public override ComponentScale Marginal(long[] dimensions) => new CholeskyScale(Ordered(dimensions));

    // With the given dimensions first, L = [[G, 0], [C, R]]: the rest lie about C G⁻¹ δ with the factor R.
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
    /// The factor of some dimensions in a new order. Those rows A of L give A Aᵀ; with Aᵀ = Q R that is Rᵀ R, so Rᵀ is
    /// the
    /// factor, without the squared condition number that a detour over Σ would cost.
    /// </summary>
    private Tensor Ordered(long[] dimensions)
    {
        Tensor rows = factors.index_select(-2, tensor(dimensions, device: factors.device));
        Tensor R = linalg.qr(rows.mT).R;
        Tensor signs = R.diagonal(0, -2, -1).detach().sgn();
        return (R * signs.unsqueeze(-1)).mT;
    }
}
