namespace MixtureDensity.Tests.Data;

public sealed class RowSetTests
{
    [Theory]
    [InlineData(3, 0, 3, 6), InlineData(4, 0, 2, 5, 7), InlineData(9, 0, 1, 2, 3, 4, 5, 6, 7, 8)]
    public void Some_rows_are_evenly_spaced_over_all_of_them(int count, params int[] places)
    {
        int[] rows = [.. Enumerable.Range(0, 10).Select(i => 100 + i * i)];
        var set = new RowSet<float>(null!, null!, rows);
        Assert.Equal(places.Select(place => rows[place]), set.Evenly(count));
        Assert.Equal(rows, set.Evenly(11));
    }
}
