namespace MixtureDensity;

/// <summary>
/// The conformity scores of some rows, as order statistics. They turn a level into the model's own level at which its
/// intervals or regions hold that fraction of new rows.
/// </summary>
/// <remarks>
/// The score of a row is the probability that its model leaves outside the smallest set that holds the row, so that one
/// list of scores serves every level. Where the row's value has a probability of its own, what is left outside jumps
/// when the value drops out, and the score is drawn uniformly from the jump. Otherwise all rows of one value would
/// share a score, and the level would hold on average only, by too small sets for the other rows.
/// If n + 1 rows are exchangeable, a new one scores below the k-th smallest of n scores with probability k/(n + 1) at
/// most; otherwise it is inside. If rows have weights, n is their effective number (Σ w)²/Σ w², rounded down, the
/// weights are scaled to the sum n, and the k-th smallest score is the largest one such that all smaller scores
/// together weigh at most k − 1.
/// Sources: V. Vovk, A. Gammerman and G. Shafer, "Algorithmic Learning in a Random World", 2005, who break ties at
/// random too (smoothed conformal predictors); C. Gupta, A. K. Kuchibhotla and A. Ramdas, "Nested conformal prediction
/// and quantile out-of-bag ensemble methods", 2022; R. J. Tibshirani, R. Foygel Barber, E. J. Candès and A. Ramdas,
/// "Conformal prediction under covariate shift", 2019.
/// </remarks>
public sealed class ConformityScores
{
    // Of many rows not every score is kept: neighbouring ranks differ by 1 %, or by a 2,000th of the rows.
    private const double MaxRelativeStep = 0.01;
    private const int MaxSteps = 2000;

    // More rows than fit into memory; ranks up to it do not overflow.
    private const int MaxCount = 1_000_000_000;

    // 1 − 0.9 is a little less than 0.1.
    private const double Rounding = 1e-9;

    private readonly int[] _ranks;
    private readonly double[] _values;

    private ConformityScores(int count, int[] ranks, double[] values) =>
        (Count, _ranks, _values) = (count, ranks, values);

    /// <summary>The number n of rows; if they have weights the effective number, rounded down.</summary>
    public int Count { get; }

    /// <summary>The highest level that n rows can guarantee, n/(n + 1).</summary>
    public double MaxLevel => Count / (Count + 1.0);

    /// <summary>The scores that are kept, ascending.</summary>
    internal ReadOnlySpan<double> Values => _values;

    /// <summary>Creates the scores of some rows.</summary>
    /// <param name="scores">A score for each row, from 0 to 1; at least one.</param>
    /// <param name="weights">A weight for each row, finite and at least 0; null if all count the same.</param>
    /// <exception cref="ArgumentException">There is no score, or one is out of range.</exception>
    public static ConformityScores From(
        IReadOnlyCollection<double> scores, IReadOnlyList<double>? weights = null)
    {
        if (scores.Count == 0 || !scores.All(s => s is >= 0 and <= 1))
            throw new ArgumentException("There must be a score from 0 to 1 for at least one row.", nameof(scores));
        if (weights is not null)
            return Weighted([.. scores], weights);
        double[] sorted = [.. scores.Order()];
        int[] ranks = [.. RanksOf(sorted.Length)];
        return new ConformityScores(sorted.Length, ranks, [.. ranks.Select(r => sorted[r - 1])]);
    }

    /// <summary>The scores from <see cref="Values"/> and the number of rows; null if they are invalid.</summary>
    internal static ConformityScores? FromValues(int count, double[] values)
    {
        if (count is < 1 or > MaxCount)
            return null;
        int[] ranks = [.. RanksOf(count)];
        bool isSorted = values.Zip(values.Skip(1)).All(pair => pair.First <= pair.Second);
        return ranks.Length == values.Length && isSorted && values.All(v => v is >= 0 and <= 1)
            ? new ConformityScores(count, ranks, values) : null;
    }

    /// <summary>
    /// The probability that an interval or region of the model may leave outside in order to hold a new row with
    /// probability <paramref name="level"/>; 0 above <see cref="MaxLevel"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public double OutsideFor(double level)
    {
        ScalarDistribution.RequireLevel(level);
        int rank = (int)Math.Floor((1 - level) * (Count + 1.0) + Rounding);
        // Between two kept ranks the smaller score is the safe one.
        int place = Array.BinarySearch(_ranks, rank);
        place = place >= 0 ? place : ~place - 1;
        return place < 0 ? 0 : _values[place];
    }

    private static ConformityScores Weighted(double[] scores, IReadOnlyList<double> weights)
    {
        if (scores.Length != weights.Count || !weights.Any(w => w > 0))
            throw new ArgumentException(
                "There must be a weight for each row, and one above 0 among them.", nameof(weights));
        weights = RowWeights.Scaled(weights);
        double effective = RowWeights.EffectiveRows(weights);
        int count = Math.Max(1, (int)Math.Floor(effective * (1 + Rounding)));
        double unit = weights.Sum() / count, before = 0;
        int[] ranks = [.. RanksOf(count)], order = [.. Enumerable.Range(0, scores.Length).OrderBy(i => scores[i])];
        double[] values = new double[ranks.Length];
        int place = 0;
        for (int i = 0; i < ranks.Length; i++)
        {
            while (place + 1 < order.Length
                && before + weights[order[place]] / unit <= (ranks[i] - 1) * (1 + Rounding))
                before += weights[order[place++]] / unit;
            values[i] = scores[order[place]];
        }
        return new ConformityScores(count, ranks, values);
    }

    private static IEnumerable<int> RanksOf(int count)
    {
        double step = (double)count / MaxSteps;
        for (int rank = 1; rank < count; rank += (int)Math.Max(1, Math.Min(MaxRelativeStep * rank, step)))
            yield return rank;
        yield return count;
    }
}
