namespace MixtureDensity;

/// <summary>The factor of the scales with which the average of networks is as wide as its error on new rows.</summary>
/// <remarks>
/// <para>
/// Each network is calibrated by itself: its variance s² covers the noise and the error of its own mean. The average of
/// M networks errs less, by the variance v between their means, but is wider, by the same v. So all variances become
/// s² − 2v, and the scales are multiplied by √(1 − 2v/s²).
/// </para>
/// <para>
/// On a row that they have learnt from, networks agree more than on a new one: a smoother that moves its mean by a
/// fraction h of what a row's value is away from it leaves 1 − h of both the residual and the disagreement. The fold
/// network that has not seen the row tells h, and v is the disagreement divided by (1 − h)².
/// </para>
/// </remarks>
internal sealed class EnsembleScale
{
    // Enough for one number.
    private const int MaxRows = 1000;
    private const int RowsAtOnce = 128;

    // The variances keep at least these fractions.
    private const double MinSeen = 0.25;
    private const double MinLeft = 0.3;

    private double _seen;
    private double _unseen;
    private double _disagreement;
    private double _weight;
    private int _networks;

    /// <summary>The logarithm of the factor for the networks of a candidate, at most 0.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="table">The rows.</param>
    /// <param name="weights">The weight of each row; null if all count the same.</param>
    public static double Of(CrossValidation candidate, Table table, double[]? weights)
    {
        EnsembleForward[] networks =
            [.. candidate.Networks.Select(network => new EnsembleForward(candidate.Schema, [network]))];
        var scale = new EnsembleScale();
        IReadOnlyList<TargetScaling> targets = candidate.Schema.Targets;
        foreach (var (place, fold) in candidate.Folds.Index())
        {
            int[] some = fold.Validation.Evenly(Math.Max(1, MaxRows / candidate.Folds.Count()));
            foreach (int[] rows in some.Chunk(RowsAtOnce))
            {
                Table piece = table.Select(rows);
                MixtureBatch[] predictions = [.. networks.Select(network => network.Run(piece))];
                for (int d = 0; d < targets.Count; d++)
                {
                    double[] y = piece.Numbers(targets[d].Name);
                    for (int row = 0; row < rows.Length; row++)
                        scale.Add([.. predictions.Select(p => p.Moments(row, d))], place,
                            Latent(targets[d], y[row]), weights?[rows[row]] ?? 1);
                }
            }
        }
        return scale.Result();
    }

    /// <summary>Adds a row.</summary>
    /// <param name="moments">The mean and the variance of each network.</param>
    /// <param name="unseen">The network that has not learnt from the row.</param>
    /// <param name="y">The observed value; null if it is none of the mixture.</param>
    /// <param name="weight">How much the row counts.</param>
    public void Add((double Mean, double Variance)[] moments, int unseen, double? y, double weight)
    {
        (double Mean, double Variance)[] others = [.. moments.Where((_, i) => i != unseen)];
        double variance = moments.Average(m => m.Variance), mean = others.Average(m => m.Mean);
        if (others.Length < 2 || !(variance > 0))
            return;
        _networks = moments.Length;
        _weight += weight;
        _disagreement += weight * others.Sum(m => (m.Mean - mean) * (m.Mean - mean)) / (others.Length - 1) / variance;
        if (y is not { } value)
            return;
        // Of absolute values, because few outliers decide a sum of squares.
        double deviation = Math.Sqrt(variance);
        _seen += weight * others.Average(m => Math.Abs(value - m.Mean)) / deviation;
        _unseen += weight * Math.Abs(value - moments[unseen].Mean) / deviation;
    }

    /// <summary>The logarithm of the factor, at most 0.</summary>
    public double Result()
    {
        if (!(_weight > 0))
            return 0;
        double left = _unseen > 0 ? Math.Min(1, _seen / _unseen) : 1;
        double between = _disagreement / _weight / Math.Max(MinSeen, left * left) * (1 - 1.0 / _networks);
        return 0.5 * Math.Log(Math.Max(MinLeft, 1 - 2 * between));
    }

    private static double? Latent(TargetScaling target, double y)
    {
        if (target.Observation.MassAt(y) >= 0)
            return null;
        double latent = target.Observation.Latent(y, 0, target.Origin);
        return double.IsFinite(latent) ? latent : null;
    }
}
