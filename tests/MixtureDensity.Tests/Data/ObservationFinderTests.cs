namespace MixtureDensity.Tests.Data;

public sealed class ObservationFinderTests
{
    private static readonly double[] Continuous = [.. Enumerable.Range(1, 300).Select(i => Math.Sqrt(i) / 20)];

    [Fact]
    public void Zeros_and_caps_that_many_rows_share_are_bounds()
    {
        Bounds(0, 1, [.. Continuous, .. Enumerable.Repeat(0.0, 30), .. Enumerable.Repeat(1.0, 40)]);
        Bounds(double.NegativeInfinity, 1, [.. Continuous, .. Enumerable.Repeat(1.0, 40)]);
        Bounds(0, double.PositiveInfinity, [.. Continuous, .. Enumerable.Repeat(0.0, 40)]);
        Bounds(double.NegativeInfinity, double.PositiveInfinity, [.. Continuous, .. Enumerable.Repeat(0.5, 40)]);
    }

    [Fact]
    public void Counts_start_at_zero_and_other_whole_numbers_nowhere()
    {
        Bounds(0, double.PositiveInfinity, [.. Enumerable.Range(0, 200).Select(i => (double)(i * i % 19))]);
        Bounds(double.NegativeInfinity, double.PositiveInfinity,
            [.. Enumerable.Range(0, 200).Select(i => (double)(1 + i * i % 19))]);
    }

    [Fact]
    public void What_is_known_goes_before_what_the_values_show() => Bounds(
        -2, 3, [.. Continuous, .. Enumerable.Repeat(0.0, 30), .. Enumerable.Repeat(1.0, 40)], lower: -2, upper: 3);

    [Fact]
    public void Bounds_between_two_values_of_a_grid_are_the_values_inside()
    {
        double[] values = [.. Enumerable.Range(0, 205).Select(i => 20 + 5.0 * (i % 41))];
        Bounds(20, 220, values, lower: 17, upper: 223);
        Bounds(20, 220, values, lower: 20, upper: 220);
        // They stay where rows lie between, or beyond, which is an error with the bound in it.
        Bounds(17, 223, [.. values, 18.3, 222.1], lower: 17, upper: 223);
        Bounds(22, 218, values, lower: 22, upper: 218);
        Bounds(0.01, 5, Continuous, lower: 0.01, upper: 5);
        TargetObservation observation = ObservationFinder.Find(values, 17, 223);
        var mixture = ObservedMixture.Create([0.5, 0.5], [10, 230], [10, 10], observation);
        Assert.Equal([20.0, 220], new[] { 0, 1.0 }.Select(mixture.Quantile));
        Assert.Equal(1, mixture.Probability(new Interval(20, 220)), 1e-14);
    }

    // The skewness of a log-normal distribution is 1.75 for σ = 0.5 and 0.46 for σ = 0.15. That of waiting times is 2,
    // and −1.14 for their logarithms.
    [Theory, InlineData(1), InlineData(2)]
    public void A_logarithm_is_plausible_where_it_takes_much_skewness_away(int seed)
    {
        const int Rows = 20_000;
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
        double[] Draw(Func<double> draw) => [.. Enumerable.Range(0, Rows).Select(_ => draw())];
        double[] amounts = Draw(() => Math.Exp(0.5 * Normal()));
        Assert.True(IsPlausible(amounts));
        Assert.False(IsPlausible(Draw(() => Math.Exp(0.15 * Normal()))));
        Assert.False(IsPlausible(Draw(() => -Math.Log(1 - random.NextDouble()))));
        // Zeros have none, and need none where they are a point mass.
        Assert.False(IsPlausible([0, .. amounts]));
        Assert.True(IsPlausible([.. Enumerable.Repeat(0.0, Rows), .. amounts], 0));

        static bool IsPlausible(double[] values, params double[] masses) =>
            ObservationFinder.IsLogarithmPlausible(new TargetObservation { PointMasses = masses }, values);
    }

    private static void Bounds(double least, double most, double[] values, double? lower = null, double? upper = null)
    {
        TargetObservation found = ObservationFinder.Find(values, lower, upper);
        Assert.Equal((least, most), (found.Lower, found.Upper));
    }
}
