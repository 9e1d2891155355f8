using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Distribution;

public sealed class LatentMixtureTests
{
    private const double Infinity = double.PositiveInfinity;

    // Some means are far outside of the bounds, one is an edge, one scale is tiny, and one weight does not count.
    private static readonly PlainMixture Mixture =
        new([0.3, 0.2, 0.2, 0.2, 0.1, 1e-30], [0.1, 1.7, -2.2, 0.5, 9, 0], [0.4, 0.2, 0.3, 1e-6, 3, 1]);

    private static readonly (double Lower, double Upper)[] Bounds =
        [(-Infinity, Infinity), (-1, Infinity), (-Infinity, 0.75), (-1, 2)];

    public static TheoryData<int, bool> Cells =>
        [.. from edges in (int[])[0, 1, 2, 7, 8, 9, 40, 150, 1000] from areEqual in (bool[])[true, false]
            select (edges, areEqual)];

    [Theory, MemberData(nameof(Cells))]
    public void Cells_together_have_the_probabilities_of_the_definition(int count, bool areEqual)
    {
        double[] edges = [.. Enumerable.Range(0, count).Select(i => -1.5 + 4.0 * i / Math.Max(1, count - 1))];
        double[] ends = [-Infinity, .. edges, Infinity], probabilities = new double[count + 1];
        foreach (var (lower, upper) in Bounds)
        {
            var latent = new LatentMixture(Mixture.Weights, Mixture.Means, Mixture.Scales, lower, upper);
            latent.CellProbabilities(edges, areEqual, probabilities);
            for (int i = 0; i <= count; i++)
            {
                double a = Math.Clamp(ends[i], lower, upper), b = Math.Clamp(ends[i + 1], lower, upper), cell = 0;
                for (int k = 0; k < Mixture.Components; k++)
                    cell += Mixture.Weights[k] * Part(k, a, b) / Part(k, lower, upper);
                Close.To(cell, probabilities[i], 1e-9, 1e-15, $"cell {i} within [{lower}, {upper}]");
            }
        }

        static double Part(int k, double a, double b)
        {
            a = (a - Mixture.Means[k]) / Mixture.Scales[k];
            b = (b - Mixture.Means[k]) / Mixture.Scales[k];
            return a + b > 0 ? Cdf(-a) - Cdf(-b) : Cdf(b) - Cdf(a);
        }

        static double Cdf(double z) => double.IsInfinity(z) ? z > 0 ? 1 : 0 : Plain.NormalCdf(z);
    }

    [Fact]
    public void Cells_in_the_tails_keep_their_digits()
    {
        var latent = new LatentMixture([1], [0], [1], -Infinity, Infinity);
        double[] probabilities = new double[4];
        latent.CellProbabilities([-8, 7.5, 8], areEqual: false, probabilities);
        Close.To(Plain.NormalCdf(-8), probabilities[0], 1e-13);
        Close.To(Plain.NormalCdf(-7.5) - Plain.NormalCdf(-8), probabilities[2], 1e-13);
        Close.To(Plain.NormalCdf(-8), probabilities[3], 1e-13);
    }

    [Fact]
    public void Narrow_cells_have_as_many_digits_as_wide_ones()
    {
        const int Count = 2000;
        const double Width = 1.0 / 128;
        double[] edges = [.. Enumerable.Range(0, Count).Select(i => (i - Count / 2) * Width)];
        double[] probabilities = new double[Count + 1];
        new LatentMixture([1], [0.001], [1], -Infinity, Infinity)
            .CellProbabilities(edges, areEqual: true, probabilities);
        for (int i = 1; i < Count; i++)
        {
            double cell = Plain.Integral(z => Plain.NormalDensity(z, 0.001, 1), edges[i - 1], edges[i], 8);
            Close.To(cell, probabilities[i], 2e-14, 1e-18, $"cell {i}");
        }
    }
}
