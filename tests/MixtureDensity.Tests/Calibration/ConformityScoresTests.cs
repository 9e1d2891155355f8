using CsCheck;
using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Calibration;

public sealed class ConformityScoresTests
{
    // Decimals have 0.9 itself.
    [Fact]
    public void A_level_leaves_out_as_many_scores_as_the_rank_says() =>
        Gen.Select(Gen.Double[0, 1].Array[1, 300], Gen.Int[1, 999]).Check((scores, thousandths) =>
        {
            decimal level = thousandths / 1000m;
            int rank = (int)Math.Floor((1 - level) * (scores.Length + 1));
            double expected = rank == 0 ? 0 : scores.Order().ElementAt(rank - 1);
            Assert.Equal(expected, ConformityScores.From(scores).OutsideFor((double)level));
        });

    [Theory, InlineData(9, 0.9), InlineData(19, 0.95), InlineData(99, 0.99), InlineData(1, 0.5)]
    public void The_highest_level_needs_its_rows(int rows, double level)
    {
        double[] scores = [.. Enumerable.Range(1, rows).Select(i => i / (rows + 1.0))];
        Assert.Equal(level, ConformityScores.From(scores).MaxLevel, 1e-12);
        Assert.Equal(scores[0], ConformityScores.From(scores).OutsideFor(level));
        Assert.Equal(0, ConformityScores.From(scores).OutsideFor(level + 1e-3));
    }

    // Of many rows a few thousand scores are kept; what is left out may only be rounded to the safe side.
    [Theory, InlineData(20_000), InlineData(1_000_000)]
    public void Of_many_scores_enough_are_kept_for_any_level(int rows)
    {
        ConformityScores scores = ConformityScores.From([.. Enumerable.Range(1, rows).Select(i => i / (double)rows)]);
        Assert.InRange(scores.Values.Length, 1000, 3000);
        foreach (double level in new[] { 0.01, 0.1, 0.5, 0.683, 0.8, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999 })
        {
            double exact = Math.Floor((1 - level) * (rows + 1.0) + 1e-9) / rows;
            Assert.InRange(scores.OutsideFor(level), Math.Max(exact - 0.0006, exact * 0.98), exact);
        }
    }

    // Counting: a new one is among the n + 1 in any place with the same probability.
    [Theory, InlineData(10, 0.8), InlineData(19, 0.9), InlineData(30, 0.5)]
    public void A_new_row_is_inside_as_often_as_stated(int rows, double level)
    {
        const int Repetitions = 40_000;
        const int Seed = 7;
        var random = new Random(Seed);
        double[] isInside = [.. Enumerable.Range(0, Repetitions).Select(_ =>
        {
            // Any distribution of the scores will do: a wrong model.
            double[] scores = [.. Enumerable.Range(0, rows + 1).Select(_ => Math.Pow(random.NextDouble(), 3))];
            return scores[rows] >= ConformityScores.From(scores[..rows]).OutsideFor(level) ? 1.0 : 0;
        })];
        int rank = (int)Math.Floor((1 - level) * (rows + 1) + 1e-9);
        Close.WithinFiveErrors(1 - rank / (rows + 1.0), isInside);
        Assert.True(isInside.Average() > level - 0.01);
    }

    [Fact]
    public void Scores_that_are_none_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ConformityScores.From([]));
        Assert.Throws<ArgumentException>(() => ConformityScores.From([0.5, double.NaN]));
        Assert.Throws<ArgumentException>(() => ConformityScores.From([1.5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConformityScores.From([0.5]).OutsideFor(1));
        Assert.Null(ConformityScores.FromValues(2, [0.5, 0.4]));
        Assert.Null(ConformityScores.FromValues(2, [0.5]));
        Assert.Null(ConformityScores.FromValues(0, []));
        Assert.Null(ConformityScores.FromValues(1, [double.NaN]));
    }
}
