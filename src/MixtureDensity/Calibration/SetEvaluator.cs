namespace MixtureDensity;

/// <summary>Scores the central intervals and the highest-density regions of predictions, added in batches.</summary>
/// <param name="targets">The calibration of each target.</param>
/// <param name="levels">The levels of the intervals and regions.</param>
public sealed class SetEvaluator(IReadOnlyList<TargetCalibration> targets, IReadOnlyList<double> levels)
{
    private readonly List<(bool InInterval, double Length, bool InRegion, double Size)>[] _rows =
        [.. Enumerable.Range(0, targets.Count * levels.Count).Select(_ => new List<(bool, double, bool, double)>())];

    private readonly CollectedWeights _weights = new();

    /// <summary>Adds a batch of rows, scored in parallel.</summary>
    /// <param name="predictions">The predictions, a mixture for each row.</param>
    /// <param name="observed">The observed values of all rows for each target, in its unit.</param>
    /// <param name="weights">How much each row counts, at least 0; all the same if null.</param>
    /// <exception cref="ArgumentException">The numbers of targets or rows differ, or a weight is not a finite number
    /// that is at least 0.</exception>
    public void Add(
        MixtureBatch predictions, IReadOnlyList<double[]> observed, IReadOnlyList<double>? weights = null)
    {
        if (predictions.Targets != targets.Count || observed.Count != targets.Count
            || observed.Any(values => values.Length != predictions.Count))
            throw new ArgumentException(
                $"The predictions are {predictions.Count} rows of {predictions.Targets} targets; expected observed "
                    + $"values of as many, and {targets.Count} targets.", nameof(observed));
        _weights.Add(predictions.Count, weights);
        for (int i = 0; i < _rows.Length; i++)
        {
            int target = i / levels.Count;
            double level = levels[i % levels.Count];
            double[] values = observed[target];
            var rows = new (bool, double, bool, double)[predictions.Count];
            Parallel.For(0, rows.Length, row =>
            {
                ScalarDistribution distribution = predictions.Marginal(row, target);
                Interval interval = targets[target].CentralInterval(distribution, level);
                Interval[] region = targets[target].HighestDensityRegion(distribution, level);
                rows[row] = (Holds(interval, values[row]), Length(interval),
                    region.Any(r => Holds(r, values[row])), region.Sum(Length));
            });
            _rows[i].AddRange(rows);
        }

        static bool Holds(Interval interval, double y) => y >= interval.Lower && y <= interval.Upper;
        static double Length(Interval interval) => interval.Upper - interval.Lower;
    }

    /// <summary>The scores of all rows added, for each target.</summary>
    /// <exception cref="InvalidOperationException">No row was added, or none that has a weight.</exception>
    public IReadOnlyList<TargetSets> Result() => _rows.Any(rows => rows.Count == 0) || _weights.Values?.Max() == 0
        ? throw new InvalidOperationException("No row was scored; add predictions before asking for the result.")
        : [.. _rows.Chunk(levels.Count).Select(target => new TargetSets(
            [.. target.Select((rows, i) => Scores(levels[i], rows.Select(r => (r.InInterval, r.Length))))],
            [.. target.Select((rows, i) => Scores(levels[i], rows.Select(r => (r.InRegion, r.Size))))]))];

    private SetEvaluation Scores(double level, IEnumerable<(bool IsInside, double Size)> rows) => new(
        level, Estimate.From([.. rows.Select(r => r.IsInside ? 1.0 : 0)], _weights.Values),
        Estimate.From([.. rows.Select(r => r.Size)], _weights.Values));
}
