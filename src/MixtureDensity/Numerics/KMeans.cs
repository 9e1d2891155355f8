using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>K-means clustering.</summary>
internal static class KMeans
{
    private const int MaxIterations = 100;

    // What torch.quantile takes.
    private const long MaxRows = 1 << 24;

    /// <summary>
    /// Computes the (k + ½)/K quantiles of a single column, of evenly spaced rows if it is long, or the K-means centres
    /// of several.
    /// </summary>
    /// <param name="values">[N, D], N ≥ 1.</param>
    /// <param name="count">K.</param>
    /// <param name="generator">The source of randomness of the initial centres; the global generator if null.</param>
    /// <returns>
    /// The centres, [K, D], and the root mean square distance per dimension from a row to the nearest centre.
    /// </returns>
    public static (Tensor Centres, double Deviation) Fit(Tensor values, int count, Generator? generator)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        long step = (values.shape[0] + MaxRows - 1) / MaxRows;
        Tensor centres = values.shape[1] == 1
            ? values.slice(0, 0, values.shape[0], step).quantile(Middles(count, values), 0)
            : Lloyd(values, count, generator);
        using Tensor squares = NearestDistances(values, centres).Squared().mean();
        double deviation = Math.Sqrt(squares.Value() / values.shape[1]);
        return (centres.MoveToOuterDisposeScope(), deviation);
    }

    // Lloyd's algorithm, initialised by k-means++ (Arthur & Vassilvitskii 2007).
    private static Tensor Lloyd(Tensor values, int count, Generator? generator)
    {
        Tensor centres = values.index_select(0, RandomTensors.Index(values.shape[0], values.device, generator));
        while (centres.shape[0] < count)
        {
            Tensor weights = NearestDistances(values, centres).Squared();
            // With fewer distinct rows than centres, the remaining centres are duplicates.
            weights = weights.sum().Value() > 0 ? weights : ones_like(weights);
            centres = cat([centres, values.index_select(0, RandomTensors.Categories(weights, 1, generator))]);
        }
        for (int i = 0; i < MaxIterations; i++)
        {
            Tensor assignments = nn.functional.one_hot(cdist(values, centres).argmin(1), count).to(values.dtype);
            Tensor sizes = assignments.sum([0]).unsqueeze(-1);
            Tensor moved = where(
                sizes.IsPositive(), assignments.t().matmul(values) / sizes.clamp(SafeArithmetic.One), centres);
            if (moved.allclose(centres))
                break;
            centres = moved;
        }
        return centres;
    }

    // (k + ½)/K.
    private static Tensor Middles(int count, Tensor values) =>
        ones(count, values.dtype, values.device).cumsum(0).Minus(0.5).Over(count);

    private static Tensor NearestDistances(Tensor values, Tensor centres) => cdist(values, centres).amin([1]);
}
