using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Where the rows of a table lie: K centres that share the rows out among them.</summary>
internal static class KMeans
{
    private const int MaxRounds = 100;

    /// <summary>The (k + ½)/K quantiles of one column, or the K-means centres of several.</summary>
    /// <param name="values">[N, D], N ≥ 1.</param>
    /// <param name="count">K.</param>
    /// <param name="generator">What the first centres are drawn from.</param>
    /// <returns>
    /// The centres [K, D], and the root mean square distance of the rows to the nearest one, a dimension.
    /// </returns>
    public static (Tensor Centres, double Deviation) Fit(Tensor values, int count, Generator? generator)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor centres = values.shape[1] == 1
            ? values.quantile((arange(count, values.dtype, values.device) + 0.5) / count, 0)
            : Lloyd(values, count, generator);
        using Tensor squares = NearestDistances(values, centres).square().mean();
        double deviation = Math.Sqrt(squares.Value() / values.shape[1]);
        return (centres.MoveToOuterDisposeScope(), deviation);
    }

    // Lloyd's rounds from k-means++ seeds (Arthur & Vassilvitskii 2007).
    private static Tensor Lloyd(Tensor values, int count, Generator? generator)
    {
        Tensor centres = values[randint(values.shape[0], 1, generator: generator)];
        while (centres.shape[0] < count)
        {
            Tensor chances = NearestDistances(values, centres).square();
            // With fewer different rows than centres, the rest are copies.
            chances = chances.sum().Value() > 0 ? chances : ones_like(chances);
            centres = cat([centres, values[chances.multinomial(1, false, generator)]]);
        }
        for (int round = 0; round < MaxRounds; round++)
        {
            Tensor members = nn.functional.one_hot(cdist(values, centres).argmin(1), count).to(values.dtype);
            Tensor sizes = members.sum([0]).unsqueeze(-1);
            Tensor moved = where(sizes > 0, members.t().matmul(values) / sizes.clamp(min: 1), centres);
            if (moved.allclose(centres))
                break;
            centres = moved;
        }
        return centres;
    }

    private static Tensor NearestDistances(Tensor values, Tensor centres) => cdist(values, centres).amin([1]);
}
