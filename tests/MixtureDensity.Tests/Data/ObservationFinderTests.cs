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

    private static void Bounds(double least, double most, double[] values, double? lower = null, double? upper = null)
    {
        TargetObservation found = ObservationFinder.Find(values, lower, upper);
        Assert.Equal((least, most), (found.Lower, found.Upper));
    }
}
