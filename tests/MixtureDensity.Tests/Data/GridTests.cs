namespace MixtureDensity.Tests.Data;

public sealed class GridTests
{
    [Fact]
    public void Whole_numbers_lie_on_a_grid_of_one() => Assert.Equal(1, Grid.Spacing([3, 5, 8, 4, 3]));

    [Fact]
    public void Rounded_numbers_lie_on_the_grid_of_their_last_digit() =>
        Assert.Equal(0.1, Grid.Spacing([59.3, 60.7, 59.4, 12.2, 30.9]), 1e-9);

    [Fact]
    public void Seconds_written_in_minutes_lie_on_a_grid_for_all_their_rounding() =>
        Assert.Equal(1 / 60.0, Grid.Spacing([4.0166667, 2.15, 4.0, 4.0333333, 1.9833333]), 1e-6);

    [Fact]
    public void Numbers_of_any_size_lie_on_none()
    {
        var random = new Random(7);
        Assert.Equal(0, Grid.Spacing([.. Enumerable.Range(0, 1000).Select(_ => random.NextDouble())]));
    }

    [Fact]
    public void Unequal_gaps_without_a_common_measure_make_no_grid() =>
        Assert.Equal(0, Grid.Spacing([0, 1, 2.5, 3.14]));

    [Fact]
    public void One_value_makes_no_grid() => Assert.Equal(0, Grid.Spacing([4, 4, 4]));
}
