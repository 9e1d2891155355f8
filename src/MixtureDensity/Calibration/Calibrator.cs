namespace MixtureDensity;

/// <summary>Computes conformity scores of predictions, which are added in batches.</summary>
/// <param name="targets">The number of targets.</param>
/// <param name="seed">The seed of the positions inside of jumps.</param>
public sealed class Calibrator(int targets, int seed = 1)
{
    private readonly Random _random = new(seed);
    private readonly CollectedWeights _weights = new();
    private readonly List<double>[] _intervals = [.. Enumerable.Range(0, targets).Select(_ => new List<double>())];
    private readonly List<double>[] _regions = [.. Enumerable.Range(0, targets).Select(_ => new List<double>())];

    /// <summary>The number of rows added.</summary>
    public int Rows => _intervals[0].Count;

    /// <summary>Adds a batch of rows, scored in parallel.</summary>
    /// <param name="predictions">The predictions, a mixture for each row.</param>
    /// <param name="observed">The observed values of all rows for each target, in its unit.</param>
    /// <param name="weights">How much each row counts, at least 0; all the same if null.</param>
    /// <exception cref="ArgumentException">The numbers of targets or rows differ, or a value is NaN, or a weight is not
    /// a finite number that is at least 0.</exception>
    public void Add(
        MixtureBatch predictions, IReadOnlyList<double[]> observed, IReadOnlyList<double>? weights = null)
    {
        if (predictions.Targets != targets || observed.Count != targets
            || observed.Any(values => values.Length != predictions.Count))
            throw new ArgumentException($"observed does not fit {predictions}.", nameof(observed));
        if (observed.Any(values => values.Any(double.IsNaN)))
            throw new ArgumentException("observed holds NaN; leave such rows out.", nameof(observed));
        _weights.Add(predictions.Count, weights);
        double[] positions = [.. Enumerable.Range(0, predictions.Count).Select(_ => _random.NextDouble())];
        for (int d = 0; d < targets; d++)
        {
            double[] intervals = new double[predictions.Count], regions = new double[predictions.Count];
            double[] values = observed[d];
            int target = d;
            Parallel.For(0, predictions.Count, row =>
            {
                ScalarDistribution distribution = predictions.Marginal(row, target);
                intervals[row] = distribution.OutsideCentralInterval(values[row], positions[row]);
                regions[row] = distribution.OutsideHighestDensityRegion(values[row], positions[row]);
            });
            _intervals[d].AddRange(intervals);
            _regions[d].AddRange(regions);
        }
    }

    /// <summary>The scores of all rows added.</summary>
    /// <param name="source">What the rows are.</param>
    /// <exception cref="ArgumentException">No row was added, or none that has a weight.</exception>
    public ConformalCalibration Result(CalibrationSource source)
    {
        return new ConformalCalibration(source, [.. Enumerable.Range(0, targets)
            .Select(d => new TargetCalibration(Keep(_intervals[d]), Keep(_regions[d])))]);

        ConformityScores Keep(List<double> scores) => ConformityScores.From(scores, _weights.Values);
    }
}
