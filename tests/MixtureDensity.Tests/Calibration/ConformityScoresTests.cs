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
    public void Equal_weights_are_none_however_large()
    {
        double[] scores = [.. Enumerable.Range(1, 200).Select(i => i / 200.0)];
        ConformityScores expected = ConformityScores.From(scores),
            actual = ConformityScores.From(scores, [.. scores.Select(_ => 1e307)]);
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.Values, actual.Values);
    }

    // By the definition: before the score that is kept, the others weigh a rank less one at most.
    [Fact]
    public void A_level_leaves_out_as_much_weight_as_the_rank_says() =>
        Gen.Select(Gen.Select(Gen.Double[0, 1], Gen.Double[0, 5]).Array[1, 300], Gen.Int[1, 999])
            .Where((rows, _) => rows.Any(r => r.Item2 > 0)).Check(
            (rows, thousandths) =>
            {
                double[] scores = [.. rows.Select(r => r.Item1)], weights = [.. rows.Select(r => r.Item2)];
                double sum = weights.Sum();
                int count = (int)Math.Floor(sum * sum / weights.Sum(w => w * w) + 1e-9);
                decimal level = thousandths / 1000m;
                int rank = (int)Math.Floor((1 - level) * (count + 1));
                double Before(double score) =>
                    scores.Zip(weights).Where(r => r.First < score).Sum(r => r.Second) * count / sum;
                double expected = rank == 0 ? 0 : scores.Where(s => Before(s) <= (rank - 1) * (1 + 1e-9)).Max();
                ConformityScores kept = ConformityScores.From(scores, weights);
                Assert.Equal(count, kept.Count);
                Assert.Equal(expected, kept.OutsideFor((double)level));
            });

    [Theory, InlineData(1e-9), InlineData(0.7), InlineData(3.0)]
    public void Scores_of_one_weight_are_those_without(double weight) =>
        Gen.Double[0, 1].Array[1, 3000].Check(scores =>
        {
            ConformityScores plain = ConformityScores.From(scores),
                weighted = ConformityScores.From(scores, [.. scores.Select(_ => weight)]);
            Assert.Equal(plain.Count, weighted.Count);
            Assert.Equal(plain.Values, weighted.Values);
        }, times: 30);

    // Tibshirani and others: the scores are those of other rows than the new one, which is drawn by weight.
    [Theory, InlineData(0.8), InlineData(0.9)]
    public void A_new_row_that_is_drawn_by_weight_is_inside_as_often_as_stated(double level)
    {
        const int Repetitions = 20_000, Rows = 60, Seed = 11;
        var random = new Random(Seed);
        // The model is worse where rows are heavier, and a fourth of the rows has nine times the weight.
        (double Score, double Weight) Draw(double heavy) => random.NextDouble() < heavy
            ? (Math.Pow(random.NextDouble(), 4), 9) : (random.NextDouble(), 1);
        double[] isInside = [.. Enumerable.Range(0, Repetitions).Select(_ =>
        {
            (double Score, double Weight)[] rows = [.. Enumerable.Range(0, Rows).Select(_ => Draw(0.25))];
            ConformityScores scores =
                ConformityScores.From([.. rows.Select(r => r.Score)], [.. rows.Select(r => r.Weight)]);
            return Draw(0.25 * 9 / (0.25 * 9 + 0.75)).Score >= scores.OutsideFor(level) ? 1.0 : 0;
        })];
        // Without the weights it is in only (1 - level)^(1/4) of the heavy rows.
        Assert.InRange(isInside.Average(), level - 0.01, level + 0.06);
    }

    [Fact]
    public void Invalid_scores_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ConformityScores.From([0.5, 0.6], [1]));
        Assert.Throws<ArgumentException>(() => ConformityScores.From([0.5, 0.6], [0, 0]));
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
