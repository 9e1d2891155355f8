using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Distribution;

public sealed class ObservedMixtureTests
{
    [Theory, MemberData(nameof(ObservedCase.Names), MemberType = typeof(ObservedCase))]
    public void The_distribution_function_is_that_of_the_definition(string name)
    {
        var (observed, mixture) = Of(name);
        foreach (double y in Some(observed))
        {
            Close.To(observed.Cdf(y), mixture.Cdf(y), 0, 1e-13, $"at {y}");
            Close.To(1 - observed.Cdf(y), mixture.Survival(y), 0, 1e-13, $"at {y}");
            Close.To(observed.Cdf(y) - observed.Cdf(y - 1.7), mixture.Probability(y - 1.7, y), 0, 1e-13, $"at {y}");
            Close.To(observed.Cdf(y) - observed.Cdf(y - 2) + observed.Jump(y - 2),
                mixture.Probability(new Interval(y - 2, y)), 0, 1e-12, $"at {y}");
        }
        Assert.Equal(1, mixture.Cdf(double.PositiveInfinity));
        Assert.Equal(0, mixture.Cdf(double.NegativeInfinity));
    }

    [Theory, MemberData(nameof(ObservedCase.Names), MemberType = typeof(ObservedCase))]
    public void Densities_point_masses_and_cells_sum_to_1(string name)
    {
        var (observed, mixture) = Of(name);
        double[] points = observed.Points();
        TargetObservation observation = observed.Observation;
        double total = observed.IsRounded
            ? points.Sum(y => Math.Exp(mixture.LogDensity(y))
                * (observation.PointMasses.Contains(y) ? 1 : observation.Spacing))
                + observation.PointMasses.Except(points).Sum(v => Math.Exp(mixture.LogDensity(v)))
            : observation.PointMasses.Sum(v => Math.Exp(mixture.LogDensity(v)))
                + points.Zip(points[1..], (a, b) => (b - a) * Math.Exp(mixture.LogDensity(0.5 * (a + b)))).Sum();
        Close.To(1, total, 0, observed.IsRounded ? 1e-12 : 2e-6);
    }

    [Theory, MemberData(nameof(ObservedCase.Names), MemberType = typeof(ObservedCase))]
    public void A_density_is_the_probability_of_a_cell_over_its_width(string name)
    {
        var (observed, mixture) = Of(name);
        double h = observed.IsRounded ? observed.Observation.Spacing : 1e-5, share = 1 - observed.Masses.Sum();
        TargetObservation observation = observed.Observation;
        foreach (double y in Some(observed).Except([.. observation.PointMasses, observation.Lower, observation.Upper]))
        {
            double cell = observed.ContinuousCdf(y + h / 2) - observed.ContinuousCdf(y - h / 2);
            Close.To(share * cell / h, Math.Exp(mixture.LogDensity(y)), 1e-7, 1e-9, $"at {y}");
        }
    }

    [Theory, MemberData(nameof(ObservedCase.Names), MemberType = typeof(ObservedCase))]
    public void A_quantile_is_the_least_value_that_reaches_its_probability(string name)
    {
        var (observed, mixture) = Of(name);
        double[] p = [.. Enumerable.Range(1, 199).Select(i => i / 200.0), 1e-9, 1e-4, 1 - 1e-4, 1 - 1e-9];
        double[] together = new double[p.Length];
        mixture.Quantiles(p, together);
        for (int i = 0; i < p.Length; i++)
        {
            double y = mixture.Quantile(p[i]);
            Close.To(y, together[i], 1e-14, 1e-14);
            Assert.True(observed.Cdf(y) >= p[i] - 1e-12, $"P(Y <= {y}) = {observed.Cdf(y)} at {p[i]}");
            Assert.True(observed.Cdf(y) - observed.Jump(y) <= p[i] + 1e-12, $"P(Y < {y}) at {p[i]}");
            if (observed.Jump(y) > 0 && mixture.Cdf(y) < 1)
                Assert.Equal(y, mixture.Quantile(mixture.Cdf(y)));
        }
    }

    [Theory, MemberData(nameof(ObservedCase.Names), MemberType = typeof(ObservedCase))]
    public void Mean_and_standard_deviation_are_sums(string name)
    {
        var (observed, mixture) = Of(name);
        double[] points = observed.Points();
        double mean = 0, square = 0;
        foreach (var (y, probability) in Parts(observed, points))
            mean += probability * y;
        foreach (var (y, probability) in Parts(observed, points))
            square += probability * (y - mean) * (y - mean);
        const double Tolerance = 2e-7;
        Close.To(mean, mixture.Mean, Tolerance, Tolerance);
        Close.To(Math.Sqrt(square), mixture.StandardDeviation, 10 * Tolerance);
        Close.To((1.5 - mean) * (1.5 - mean), mixture.SquaredError(1.5), 1e-6, 1e-6);
    }

    [Theory, MemberData(nameof(ObservedCase.Names), MemberType = typeof(ObservedCase))]
    public void The_score_is_the_integral_of_the_squared_error_of_the_distribution_function(string name)
    {
        var (observed, mixture) = Of(name);
        double[] ends = [.. observed.Points().Concat(observed.Observation.PointMasses).Distinct().Order()];
        double[] below = [.. ends.Zip(ends[1..], (a, b) => observed.Cdf(0.5 * (a + b)))];
        foreach (double y in Some(observed))
        {
            double score = Math.Max(0, ends[0] - y) + Math.Max(0, y - ends[^1]);
            for (int i = 0; i < below.Length; i++)
            {
                double middle = Math.Clamp(y, ends[i], ends[i + 1]);
                score += below[i] * below[i] * (middle - ends[i])
                    + (1 - below[i]) * (1 - below[i]) * (ends[i + 1] - middle);
            }
            Close.To(score, mixture.Crps(y), 2e-6, 1e-7, $"at {y}");
        }
    }

    [Fact]
    public void An_observation_that_contradicts_itself_is_an_error()
    {
        Check(new() { PointMasses = [5, 0] }, 0.1, 0.2);
        Check(new() { PointMasses = [5], Upper = 4 }, 0.1);
        Check(new() { PointMasses = [double.NaN] }, 0.1);
        Check(new() { Lower = 3, Upper = 1 });
        Check(new() { Lower = double.NaN });
        Check(new() { Spacing = -1 });
        Check(new() { Spacing = double.NaN });
        Check(new() { Spacing = 1, GridOffset = double.PositiveInfinity });

        static void Check(TargetObservation observation, params double[] masses) =>
            Assert.Throws<ArgumentException>(
                nameof(observation), () => ObservedMixture.Create([1], [2], [1], observation, masses));
    }

    // 1 − 0.05 − origin and 1 − origin − 0.05, the end of the lowest cell, differ in the last digit for many of these.
    [Fact]
    public void Between_bounds_mean_deviation_and_score_are_sums_over_cells_from_any_origin()
    {
        const double Spacing = 0.1;
        ObservedCase observed =
            new(new([0.5, 0.5], [0.5, 7], [1, 2]), new() { Spacing = Spacing, Lower = 1, Upper = 9 });
        var (mean, deviation) = observed.Moments();
        double score = Enumerable.Range(10, 80)
            .Sum(n => Spacing * Math.Pow(observed.Cdf(n / 10.0) - (n >= 25 ? 1 : 0), 2));
        for (int i = 0; i < 40; i++)
        {
            double origin = (7 + i) / 10.0;
            double[] means = [.. observed.Plain.Means.Select(m => m - origin)];
            var mixture = new ObservedMixture(
                observed.Plain.Weights, means, observed.Plain.Scales, origin, [], observed.Observation);
            Close.To(mean, mixture.Mean, 2e-7, 0, $"mean from {origin}");
            Close.To(deviation, mixture.StandardDeviation, 2e-6, 0, $"deviation from {origin}");
            Close.To(score, mixture.Crps(2.5), 2e-6, 0, $"score from {origin}");
        }
    }

    [Theory, MemberData(nameof(ObservedCase.Names), MemberType = typeof(ObservedCase))]
    public void Samples_are_as_frequent_as_they_are_probable(string name)
    {
        const int Count = 20_000;
        var (observed, mixture) = Of(name);
        var random = new Random(1);
        double[] samples = [.. Enumerable.Range(0, Count).Select(_ => mixture.Sample(random))];
        foreach (double y in Some(observed))
        {
            double p = observed.Cdf(y), part = samples.Count(s => s <= y) / (double)Count;
            Close.To(p, part, 0, 5 * Math.Sqrt(p * (1 - p) / Count) + 1e-4, $"below {y}");
        }
        double[] pit = [.. samples.Select(y => mixture.Pit(y, random.NextDouble()))];
        for (double p = 0.05; p < 1; p += 0.05)
            Close.To(p, pit.Count(v => v <= p) / (double)Count, 0, 5 * Math.Sqrt(p * (1 - p) / Count), "PIT");
    }

    [Theory, MemberData(nameof(ObservedCase.Names), MemberType = typeof(ObservedCase))]
    public void The_PIT_lies_inside_the_jump(string name)
    {
        var (observed, mixture) = Of(name);
        foreach (double y in Some(observed))
        {
            // Off the grid it is inside the cell about y.
            if (observed.IsRounded && !observed.IsOnGrid(y))
                continue;
            double jump = observed.Jump(y), before = observed.Cdf(y) - jump;
            Close.To(before, mixture.Pit(y, 0), 0, 1e-12);
            Close.To(before + 0.3 * jump, mixture.Pit(y, 0.3), 0, 1e-12);
        }
        Assert.Equal(0, mixture.Pit(double.NegativeInfinity, 0.5));
        Assert.Equal(1, mixture.Pit(double.PositiveInfinity, 0.5));
    }

    internal static (ObservedCase Case, ObservedMixture Mixture) Of(string name) =>
        (ObservedCase.All[name], ObservedCase.All[name].Mixture);

    /// <summary>Values at, between and outside of those that matter.</summary>
    internal static IEnumerable<double> Some(ObservedCase observed)
    {
        double[] points = observed.Points();
        double step = (points[^1] - points[0]) / 40;
        return [.. Enumerable.Range(-1, 43).Select(i => points[0] + (i + 0.1) * step),
            .. points.Where((_, i) => i % (1 + points.Length / 30) == 0), .. observed.Observation.PointMasses];
    }

    /// <summary>Values and masses with their probabilities; without a grid, of cells so small that they are as good.
    /// </summary>
    internal static IEnumerable<(double Y, double Probability)> Parts(ObservedCase observed, double[] points) =>
        observed.IsRounded
            ? points.Union(observed.Observation.PointMasses).Select(y => (y, observed.Jump(y)))
            : points.Zip(points[1..], (a, b) => (0.5 * (a + b),
                    (1 - observed.Masses.Sum()) * (observed.ContinuousCdf(b) - observed.ContinuousCdf(a))))
                .Concat(observed.Observation.PointMasses.Zip(observed.Masses));
}
