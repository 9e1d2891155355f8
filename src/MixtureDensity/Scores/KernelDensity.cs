using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// A Gaussian kernel density estimate of the marginal distribution of the targets, which ignores the inputs.
/// </summary>
internal static class KernelDensity
{
    // A larger table is subsampled at equal intervals; more rows cost time and change little.
    private const int MaxRows = 1000;

    private const int RowsAtOnce = 64;

    // Where one row has all the weight, nothing is left for the others, and 0/0 is no number.
    private const double MinLeft = 1e-12;

    // Factors of Silverman's bandwidth, selected by the leave-one-out log-likelihood.
    private static readonly double[] Factors = [1, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1];

    private static readonly Scalar NegativeInfinity = double.NegativeInfinity.ToScalar();

    /// <summary>Fits the estimate, a mixture of batch shape [] and event shape [D], in float64.</summary>
    /// <param name="y">The training targets, [N, D], N ≥ 2, without constant columns.</param>
    /// <param name="minBandwidth">The minimum bandwidth of each target, [D] or [1].</param>
    /// <param name="weights">The weight of each row, above 0; null if all count the same.</param>
    /// <remarks>Source: B. W. Silverman, "Density Estimation for Statistics and Data Analysis", 1986.</remarks>
    public static GaussianMixture Fit(Tensor y, Tensor minBandwidth, double[]? weights = null)
    {
        long n = Math.Min(MaxRows, y.shape[0]);
        using Tensor sample =
            linspace(0, y.shape[0] - 1, n, ScalarType.Float64, y.device).round().to(ScalarType.Int64);
        Tensor rows = y.index_select(0, sample).to(ScalarType.Float64);
        if (weights is null)
            return GaussianMixture.Diagonal(
                zeros([n], ScalarType.Float64, y.device).Minus(Math.Log(n)), rows,
                Bandwidth(rows, minBandwidth, null).expand(rows.shape));
        Tensor own = tensor(weights, ScalarType.Float64, y.device).index_select(0, sample);
        Tensor shares = own / own.sum([0]);
        return GaussianMixture.Diagonal(
            shares.log(), rows, Bandwidth(rows, minBandwidth, shares).expand(rows.shape));
    }

    /// <param name="rows">The rows, [N, D].</param>
    /// <param name="minBandwidth">The minimum bandwidth.</param>
    /// <param name="shares">The weights of the rows, [N], which add up to 1; null if all count the same.</param>
    private static Tensor Bandwidth(Tensor rows, Tensor minBandwidth, Tensor? shares)
    {
        using var scope = NewDisposeScope();
        long n = rows.shape[0], d = rows.shape[1];
        double effective = shares is null ? n : 1 / shares.Squared().sum([0]).Value();
        Tensor deviation = shares is null ? rows.std(0, unbiased: true) : Deviation(rows, shares.unsqueeze(-1));
        Tensor silverman = deviation.Times(Math.Pow(4.0 / ((d + 2) * effective), 1.0 / (d + 4)));
        return Scaled(Factors.MaxBy(LeaveOneOutLogLikelihood)).MoveToOuterDisposeScope();

        Tensor Scaled(double factor) => maximum(silverman.Times(factor), minBandwidth);

        double LeaveOneOutLogLikelihood(double factor)
        {
            using var inner = NewDisposeScope();
            Tensor h = Scaled(factor);
            double sum = 0;
            for (long from = 0; from < n; from += RowsAtOnce)
            {
                using var piece = NewDisposeScope();
                long count = Math.Min(RowsAtOnce, n - from);
                Tensor z = (rows.narrow(0, from, count).unsqueeze(1) - rows.unsqueeze(0)) / h;
                // Copies of a row are left out with it; otherwise they would favour ever smaller bandwidths.
                Tensor isCopy = z.eq(SafeArithmetic.Zero).all(-1);
                Tensor logKernels =
                    (z.Squared().Times(-0.5) - h.log()).sum(-1).masked_fill(isCopy, NegativeInfinity);
                sum += shares is null ? logKernels.logsumexp(-1).sum().Value()
                    : (logKernels.Plus(shares.log()).logsumexp(-1) * shares.narrow(0, from, count)).sum().Value();
            }
            return sum;
        }
    }

    // Unbiased: of equal shares it is that of rows without weights.
    private static Tensor Deviation(Tensor rows, Tensor shares)
    {
        Tensor mean = (shares * rows).sum([0]);
        double left = Math.Max(MinLeft, 1 - shares.Squared().sum([0]).Value());
        return (shares * (rows - mean).Squared()).sum([0]).sqrt().Times(1 / Math.Sqrt(left));
    }
}
