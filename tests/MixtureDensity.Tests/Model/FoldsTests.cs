namespace MixtureDensity.Tests.Data;

public sealed class FoldsTests
{
    [Theory, InlineData(20, 2), InlineData(23, 5), InlineData(7, 7)]
    public void Every_row_is_held_out_once(int rows, int count)
    {
        int[][] folds = Folds.Split(rows, count, seed: 3);
        Assert.Equal(count, folds.Length);
        Assert.Equal(Enumerable.Range(0, rows), folds.SelectMany(f => f).Order());
        Assert.All(folds, fold => Assert.InRange(fold.Length, rows / count, rows / count + 1));
    }

    [Fact]
    public void The_seed_decides()
    {
        Assert.Equal(Folds.Split(50, 5, 1), Folds.Split(50, 5, 1));
        Assert.NotEqual(Folds.Split(50, 5, 1), Folds.Split(50, 5, 2));
    }

    [Theory, InlineData(10, 1), InlineData(3, 5)]
    public void Fewer_than_two_folds_or_rows_than_folds_are_refused(int rows, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Folds.Split(rows, count, 1));
}
