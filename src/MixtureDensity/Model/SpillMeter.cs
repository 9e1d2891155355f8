namespace MixtureDensity;

/// <summary>
/// Measures the probability that predictions of a single target give to values beyond bounds that its values suggest.
/// </summary>
/// <remarks>Values of 0 or more suggest the bound 0, and a largest one just below 1 or 100 suggests 1 or 100.</remarks>
internal sealed class SpillMeter
{
    // The largest value is above this fraction of the bound.
    private const double MinReach = 0.9;

    private readonly TargetObservation _observation;
    private readonly double[] _values;
    private readonly double? _lower;
    private readonly double? _upper;
    private double _below;
    private double _above;
    private double _weight;

    /// <param name="observation">How the target was observed.</param>
    /// <param name="values">Its values in the training rows.</param>
    public SpillMeter(TargetObservation observation, double[] values)
    {
        (_observation, _values) = (observation, values);
        double least = values.Min(), most = values.Max();
        if (least >= 0 && double.IsNegativeInfinity(observation.Lower) && !observation.IsLogarithmic)
            _lower = 0;
        if (least >= 0 && double.IsPositiveInfinity(observation.Upper))
            _upper = new double?[] { 1, 100 }.FirstOrDefault(bound => most <= bound && most >= MinReach * bound);
    }

    /// <summary>Adds the predictions of some rows.</summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="weights">How much each row counts; all the same if null.</param>
    public void Add(MixtureBatch predictions, double[]? weights)
    {
        for (int row = 0; row < predictions.Count && (_lower ?? _upper) is not null; row++)
        {
            ScalarDistribution distribution = predictions.Marginal(row);
            double weight = weights?[row] ?? 1;
            _below += weight * (_lower is { } lower ? distribution.Cdf(Math.BitDecrement(lower)) : 0);
            _above += weight * (_upper is { } upper ? distribution.Survival(upper) : 0);
        }
        _weight += weights?.Sum() ?? predictions.Count;
    }

    /// <summary>The findings over all rows added.</summary>
    public TargetFindings Result() => new(
        [.. _observation.PointMasses.Select(mass => _values.Count(v => v == mass) / (double)_values.Length)],
        _values.Distinct().Count(),
        _lower is { } lower ? new BoundSpill(lower, _below / _weight) : null,
        _upper is { } upper ? new BoundSpill(upper, _above / _weight) : null);
}
