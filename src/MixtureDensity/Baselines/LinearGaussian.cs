using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Linear regression with Gaussian noise, p(y|x) = N(y; W x + b, Σ), by least squares: what a mixture has to beat.</summary>
public sealed class LinearGaussian
{
    // Keeps columns that depend on each other, as one-hot columns do, from making the normal equations singular.
    private const double Ridge = 1e-6;

    private readonly Tensor _weights;
    private readonly Tensor _mean;
    private readonly Tensor _factor;

    /// <summary>Fits it.</summary>
    /// <param name="x">Training inputs, standardised, [N, inputs].</param>
    /// <param name="y">Training targets, [N, D], in any units.</param>
    public LinearGaussian(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        Tensor X = WithOnes(x), Y = y.to(ScalarType.Float64);
        // The ridge and the least variance are for targets of mean 0 and deviation 1.
        Tensor mean = Y.mean([0]), deviation = Y.std(0, unbiased: false);
        deviation = where(deviation > 0, deviation, ones_like(deviation));
        Y = (Y - mean) / deviation;
        Tensor gram = X.t().matmul(X) + Ridge * X.shape[0] * eye(X.shape[1], dtype: ScalarType.Float64);
        Tensor weights = linalg.solve(gram, X.t().matmul(Y));
        Tensor residuals = Y - X.matmul(weights);
        Tensor covariance = residuals.t().matmul(residuals) / X.shape[0] + 1e-12 * eye(Y.shape[1], dtype: ScalarType.Float64);
        (_weights, _mean, _factor) = scope.MoveToOuter(weights * deviation, mean, deviation.unsqueeze(-1) * linalg.cholesky(covariance));
    }

    /// <summary>p(y|x) for each row of x, one component, float64.</summary>
    /// <param name="x">[N, inputs], standardised as the training inputs were.</param>
    public GaussianMixture Predict(Tensor x)
    {
        Tensor mean = (WithOnes(x).matmul(_weights) + _mean).unsqueeze(-2);
        return GaussianMixture.Full(zeros(x.shape[0], 1, dtype: ScalarType.Float64), mean, _factor.unsqueeze(0).unsqueeze(0));
    }

    private static Tensor WithOnes(Tensor x) => cat([x.to(ScalarType.Float64), ones(x.shape[0], 1, dtype: ScalarType.Float64)], 1);
}
