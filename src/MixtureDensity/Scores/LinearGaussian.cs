using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// Ridge regression with Gaussian noise, p(y|x) = N(y; W x + b, Σ); a baseline. Where rows have weights, their squares
/// are weighted.
/// </summary>
/// <remarks>
/// The ridge λ has the least generalised cross-validation n RSS/(n − f)² with f = tr(G (G + λ I)⁻¹) degrees of freedom
/// and G = XᵀX, which is also the variance: a mean square over new rows, that does not vanish where there are as many
/// columns as rows.
/// Source: G. H. Golub, M. Heath and G. Wahba, "Generalized cross-validation as a method for choosing a good ridge
/// parameter", 1979.
/// </remarks>
public sealed class LinearGaussian
{
    // Parts of the rows. The least is for collinear columns, such as one-hot columns, which would make the normal
    // equations singular; with nearly as many columns as rows the others keep the weights from following the noise.
    private static readonly double[] Ridges = [1e-6, 1e-3, 1e-2, 1e-1, 1, 10];

    private const int ManyRows = 10; // a column

    private const double MinVariance = 1e-12; // of standardised targets

    private readonly Tensor _weights;
    private readonly Tensor _mean;
    private readonly Tensor _factor;

    /// <summary>Fits the regression.</summary>
    /// <param name="x">The training inputs, standardised, [N, inputs].</param>
    /// <param name="y">The training targets, [N, D], in any units.</param>
    public LinearGaussian(Tensor x, Tensor y)
        : this([(x, y, null)])
    {
    }

    /// <summary>
    /// Fits the regression to rows in pieces, which are enumerated four times. The weights W, [N, 1], have a mean of 1
    /// over all rows; null weighs all the same.
    /// </summary>
    internal LinearGaussian(IEnumerable<(Tensor X, Tensor Y, Tensor? W)> pieces)
    {
        using var scope = NewDisposeScope();
        // Standardised targets, to which the ridge and the minimum variance 1e-12 refer.
        Moments targets = Moments.Compute(pieces, (_, y) => (y, y));
        long rows = targets.Rows;
        Tensor mean = targets.Sum.Over(rows);
        Tensor variance = Moments.Compute(pieces, (_, y) => (y - mean, y - mean)).Products.diagonal().Over(rows);
        Tensor deviation = where(variance.IsPositive(), variance.sqrt(), ones_like(variance));
        Tensor Standardized(Tensor y) => (y - mean) / deviation;
        Tensor Identity(long size) => eye(size, dtype: ScalarType.Float64, device: mean.device);

        Moments inputs = Moments.Compute(pieces, (x, y) => (WithOnes(x), cat([WithOnes(x), Standardized(y)], 1)));
        long width = inputs.Products.shape[0];
        Tensor gram = inputs.Products.narrow(1, 0, width), products = inputs.Products.narrow(1, width, mean.shape[0]);
        // With many more rows than columns the least ridge is as good as any.
        double[] ridges = rows < ManyRows * width ? Ridges : Ridges[..1];
        var (weights, freedom, _) = ridges.Select(ridge => Solve(gram, products, rows, ridge * rows))
            .MinBy(fit => fit.Score);
        Tensor covariance = Moments.Compute(pieces, (x, y) =>
        {
            Tensor residuals = Standardized(y) - WithOnes(x).matmul(weights);
            return (residuals, residuals);
        }).Products.Times(rows / freedom / freedom).Plus(Identity(mean.shape[0]).Times(MinVariance));
        (_weights, _mean, _factor) =
            scope.MoveToOuter(weights * deviation, mean, deviation.unsqueeze(-1) * linalg.cholesky(covariance));
    }

    /// <summary>Computes p(y|x) for each row of x.</summary>
    /// <param name="x">The inputs, [N, inputs], standardised as the training inputs and on their device.</param>
    /// <returns>A mixture of one component, batch shape [N] and event shape [D], in float64.</returns>
    public GaussianMixture Predict(Tensor x)
    {
        Tensor mean = WithOnes(x).matmul(_weights).Plus(_mean).unsqueeze(-2);
        return GaussianMixture.Full(
            zeros([x.shape[0], 1], ScalarType.Float64, x.device), mean, _factor.unsqueeze(0).unsqueeze(0));
    }

    /// <summary>The weights, n − f, and the generalised cross-validation of a ridge.</summary>
    private static (Tensor Weights, double Freedom, double Score) Solve(
        Tensor gram, Tensor products, long rows, double ridge)
    {
        long width = gram.shape[0], targets = products.shape[1];
        Tensor inverse = linalg.inv(gram.Plus(eye(width, dtype: ScalarType.Float64, device: gram.device).Times(ridge)));
        Tensor weights = inverse.matmul(products);
        // Σ y² − 2 W'X'y + W'GW, of standardised y.
        Tensor explained = products.Times(2) - gram.matmul(weights);
        double squares = rows * targets - (weights * explained).sum([0]).sum([0]).Value();
        double freedom = rows - width + ridge * inverse.diagonal().sum([0]).Value();
        return (weights, freedom, Math.Max(squares, 0) / freedom / freedom);
    }

    private static Tensor WithOnes(Tensor x) =>
        cat([x.to(ScalarType.Float64), ones([x.shape[0], 1], ScalarType.Float64, x.device)], 1);

    /// <summary>The number of rows, Σ w a and Σ w a bᵀ over the rows, in float64.</summary>
    private sealed record Moments(long Rows, Tensor Sum, Tensor Products)
    {
        public static Moments Compute(
            IEnumerable<(Tensor X, Tensor Y, Tensor? W)> pieces, Func<Tensor, Tensor, (Tensor A, Tensor B)> pair)
        {
            long rows = 0;
            Tensor? sum = null, products = null;
            using IEnumerator<(Tensor X, Tensor Y, Tensor? W)> piece = pieces.GetEnumerator();
            while (true)
            {
                // Before MoveNext, so that it also frees pieces that are created on demand.
                using var scope = NewDisposeScope();
                if (!piece.MoveNext())
                    break;
                var (x, y, w) = piece.Current;
                var (a, b) = pair(x, y.to(ScalarType.Float64));
                rows += a.shape[0];
                Tensor weighted = w is null ? a : a * w;
                (sum, products) =
                    scope.MoveToOuter(Plus(sum, weighted.sum([0])), Plus(products, weighted.t().matmul(b)));
            }
            return new Moments(rows, sum!, products!);

            static Tensor Plus(Tensor? some, Tensor more) => some is null ? more : some.Plus(more);
        }
    }
}
