using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// The marginal distribution of the targets, whatever the inputs: a Gaussian kernel on every training row, which is an
/// equal
/// mixture of as many components.
/// </summary>
internal static class KernelDensity
{
    // Rows beyond these are left out: they cost time and change little.
    private const int MaxRows = 1000;

    // Each is compared with all.
    private const int RowsAtOnce = 64;

    // The bandwidth is the one of Silverman's rule times the factor that predicts left-out rows best.
    private static readonly double[] Factors = [1, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1];

    /// <summary>Fits it: a mixture of batch shape [] and event shape [D], float64.</summary>
    /// <param name="y">Training targets, [N, D], N ≥ 2, no column constant.</param>
    /// <param name="least">The least bandwidth of each target, [D] or [1].</param>
    /// <remarks>Source: B. W. Silverman, "Density Estimation for Statistics and Data Analysis", 1986.</remarks>
    public static GaussianMixture Fit(Tensor y, Tensor least)
    {
        long n = Math.Min(MaxRows, y.shape[0]);
        using Tensor spread = linspace(0, y.shape[0] - 1, n, dtype: ScalarType.Float64).round().to(ScalarType.Int64);
        Tensor rows = y.index_select(0, spread).to(ScalarType.Float64);
        return GaussianMixture.Diagonal(full(n, -Math.Log(n), ScalarType.Float64), rows,
            Bandwidth(rows, least).expand(rows.shape));
    }

    private static Tensor Bandwidth(Tensor rows, Tensor least)
    {
        using var scope = NewDisposeScope();
        long n = rows.shape[0], d = rows.shape[1];
        Tensor silverman = rows.std(0, unbiased: true) * Math.Pow(4.0 / ((d + 2) * n), 1.0 / (d + 4));
        return Scaled(Factors.MaxBy(LeftOutLogLikelihood)).MoveToOuterDisposeScope();

        Tensor Scaled(double factor) => maximum(silverman * factor, least);

        double LeftOutLogLikelihood(double factor)
        {
            using var inner = NewDisposeScope();
            Tensor h = Scaled(factor);
            double sum = 0;
            for (long from = 0; from < n; from += RowsAtOnce)
            {
                using var piece = NewDisposeScope();
                long count = Math.Min(RowsAtOnce, n - from);
                Tensor z = (rows.narrow(0, from, count).unsqueeze(1) - rows.unsqueeze(0)) / h;
                Tensor itself = arange(from, from + count).unsqueeze(1).eq(arange(n));
                Tensor logKernels = (z.square() * -0.5 - h.log()).sum(-1).masked_fill(itself, double.NegativeInfinity);
                sum += logKernels.logsumexp(-1).sum().Value();
            }
            return sum;
        }
    }
}
