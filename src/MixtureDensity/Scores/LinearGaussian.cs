using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// Linear regression with Gaussian noise, p(y|x) = N(y; W x + b, Σ), by least squares: what a mixture has to beat.
/// </summary>
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
        : this([(x, y)])
    {
    }

    /// <summary>Fits it to rows that come in pieces, which are asked for three times.</summary>
    internal LinearGaussian(IEnumerable<(Tensor X, Tensor Y)> pieces)
    {
        using var scope = NewDisposeScope();
        // The ridge and the least variance are for targets of mean 0 and deviation 1.
        Moments targets = Moments.Compute(pieces, (_, y) => (y, y));
        long rows = targets.Rows;
        Tensor mean = targets.Sum / rows;
        Tensor spread = Moments.Compute(pieces, (_, y) => (y - mean, y - mean)).Products.diagonal() / rows;
        Tensor deviation = where(spread > 0, spread.sqrt(), ones_like(spread));
        Tensor Standardized(Tensor y) => (y - mean) / deviation;

        Moments inputs = Moments.Compute(pieces, (x, y) => (WithOnes(x), cat([WithOnes(x), Standardized(y)], 1)));
        long width = inputs.Products.shape[0];
        Tensor gram = inputs.Products.narrow(1, 0, width) + Ridge * rows * eye(width, dtype: ScalarType.Float64);
        Tensor weights = linalg.solve(gram, inputs.Products.narrow(1, width, mean.shape[0]));
        Tensor covariance = Moments.Compute(pieces, (x, y) =>
        {
            Tensor residuals = Standardized(y) - WithOnes(x).matmul(weights);
            return (residuals, residuals);
        }).Products / rows + 1e-12 * eye(mean.shape[0], dtype: ScalarType.Float64);
        (_weights, _mean, _factor) =
            scope.MoveToOuter(weights * deviation, mean, deviation.unsqueeze(-1) * linalg.cholesky(covariance));
    }

    /// <summary>p(y|x) for each row of x, one component, float64.</summary>
    /// <param name="x">[N, inputs], standardised as the training inputs were.</param>
    public GaussianMixture Predict(Tensor x)
    {
        Tensor mean = (WithOnes(x).matmul(_weights) + _mean).unsqueeze(-2);
        return GaussianMixture.Full(zeros(x.shape[0], 1, dtype: ScalarType.Float64), mean,
            _factor.unsqueeze(0).unsqueeze(0));
    }

    private static Tensor WithOnes(Tensor x) =>
        cat([x.to(ScalarType.Float64), ones(x.shape[0], 1, dtype: ScalarType.Float64)], 1);

    /// <summary>How many rows there are, Σ a and Σ a bᵀ over them, float64.</summary>
    private sealed record Moments(long Rows, Tensor Sum, Tensor Products)
    {
        public static Moments Compute(IEnumerable<(Tensor X, Tensor Y)> pieces, Func<Tensor, Tensor,
            (Tensor A, Tensor B)> pair)
        {
            long rows = 0;
            Tensor? sum = null, products = null;
            using IEnumerator<(Tensor X, Tensor Y)> piece = pieces.GetEnumerator();
            while (true)
            {
                // Pieces that are made on demand belong to it too.
                using var scope = NewDisposeScope();
                if (!piece.MoveNext())
                    break;
                var (x, y) = piece.Current;
                var (a, b) = pair(x, y.to(ScalarType.Float64));
                rows += a.shape[0];
                (sum, products) = scope.MoveToOuter(Plus(sum, a.sum([0])), Plus(products, a.t().matmul(b)));
            }
            return new Moments(rows, sum!, products!);

            static Tensor Plus(Tensor? some, Tensor more) => some is null ? more : some + more;
        }
    }
}
