namespace MixtureDensity.Tests.Data;

public sealed class PointMassesTests
{
    [Fact]
    public void Zeros_beside_continuous_amounts_are_a_point_mass() =>
        Assert.Equal([0], Find([.. Continuous(300), .. Enumerable.Repeat(0.0, 150)]));

    [Fact]
    public void So_are_both_ends_of_capped_values() =>
        Assert.Equal([0, 1], Find([.. Continuous(300), .. Enumerable.Repeat(0.0, 30), .. Enumerable.Repeat(1.0, 40)]));

    [Fact]
    public void So_are_the_forty_hours_that_most_people_work() =>
        Assert.Equal([40], Find([.. Enumerable.Range(0, 300).Select(i => (double)(20 + i % 41)),
            .. Enumerable.Repeat(40.0, 300)], spacing: 1));

    [Fact]
    public void Numbers_that_most_people_round_to_fives_have_none() => Assert.Empty(Find(
        [.. Enumerable.Range(20, 41).SelectMany(v => Enumerable.Repeat((double)v, v % 5 == 0 ? 31 : 1))], spacing: 1));

    [Fact]
    public void There_are_at_most_eight_and_these_are_the_most_frequent() => Assert.Equal(
        Enumerable.Range(3, 8).Select(v => (double)v),
        Find([.. Continuous(300), .. Enumerable.Range(1, 10).SelectMany(v => Enumerable.Repeat((double)v, 20 + v))]));

    // All others have ten rows each; at an end there are neighbours on one side only.
    [Theory, InlineData(40), InlineData(20), InlineData(60)]
    public void On_a_grid_it_is_ten_times_as_frequent_as_its_neighbours(double value)
    {
        double[] others =
            [.. Enumerable.Range(20, 41).Where(v => v != value).SelectMany(v => Enumerable.Repeat((double)v, 10))];
        Assert.Equal([value], Find([.. others, .. Enumerable.Repeat(value, 100)], spacing: 1));
        Assert.Empty(Find([.. others, .. Enumerable.Repeat(value, 99)], spacing: 1));
    }

    [Theory, InlineData(10, 1), InlineData(9, 0)]
    public void It_has_ten_rows_at_least(int rows, int masses) =>
        Assert.Equal(masses, Find([.. Continuous(100), .. Enumerable.Repeat(0.0, rows)]).Length);

    [Theory, InlineData(10, 1), InlineData(9, 0)]
    public void Beside_it_there_are_ten_other_values_at_least(int others, int masses) => Assert.Equal(masses,
        Find([.. Enumerable.Range(1, others).Select(i => i + 1 / 7.0), .. Enumerable.Repeat(0.0, 40)]).Length);

    [Fact]
    public void Counts_have_none() => Assert.Empty(Find(
        [.. Enumerable.Range(0, 500).Select(i => Math.Floor(8 * Math.Pow(i / 500.0, 3)))], spacing: 1));

    [Fact]
    public void Values_without_copies_have_none() => Assert.Empty(Find(Continuous(500)));

    [Fact]
    public void A_few_copies_are_chance() => Assert.Empty(Find([.. Continuous(500), 0.5, 0.5, 0.5, 0.25, 0.25]));

    [Fact]
    public void Where_nothing_else_occurs_there_is_nothing_continuous_beside_them() =>
        Assert.Empty(Find([.. Enumerable.Repeat(0.0, 50), .. Enumerable.Repeat(3.7, 50)]));

    private static double[] Continuous(int count)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
    }

    private static double[] Find(double[] values, double spacing = 0) => PointMasses.Find(values, spacing);

    [Theory, InlineData(30, 1), InlineData(29, 0)]
    public void It_has_three_rows_in_a_hundred(int rows, int masses) => Assert.Equal(masses, PointMasses.Find(
        [.. Enumerable.Range(0, 1000).Select(i => i < rows ? 0 : Math.Sqrt(i))], spacing: 0).Length);
}
