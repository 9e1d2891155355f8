namespace MixtureDensity;

/// <summary>The scores of the predicted distributions of one target.</summary>
/// <param name="Name">The name of the target.</param>
/// <param name="Crps">The continuous ranked probability score (CRPS), in the target's unit.</param>
/// <param name="Rmse">The root mean square error of the predicted mean, in the target's unit.</param>
/// <param name="Pit">The probability integral transform (PIT) P(Y ≤ y) of every row, randomised where y has a
/// probability of its own; uniform on [0, 1] if the predictions are calibrated.</param>
public sealed record TargetEvaluation(string Name, Estimate Crps, Estimate Rmse, IReadOnlyList<double> Pit)
{
    /// <summary>The weight of each row of <see cref="Pit"/>; null if all count the same.</summary>
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>
    /// The number of the group of each row, whose rows depend on each other; null if all rows are independent.
    /// </summary>
    public IReadOnlyList<int>? Groups { get; init; }

    /// <summary>
    /// The effective number of rows (Σ w)²/Σ w²: as many rows of equal weight would make the scores as certain.
    /// </summary>
    public double EffectiveRows => Weights is null ? Pit.Count : RowWeights.EffectiveRows(Weights);

    /// <summary>
    /// The coverage: the fraction of rows in their central interval of probability <paramref name="level"/>.
    /// </summary>
    public Estimate Coverage(double level)
    {
        if (Groups is not null)
            return Estimate.From([.. Pit.Select(p => IsInside(p) ? 1.0 : 0)], Weights, Groups);
        double coverage = Fractions(p => IsInside(p) ? 0 : 1, 2)[0];
        return new Estimate(coverage, ErrorOf(coverage));

        bool IsInside(double p) => Math.Abs(2 * p - 1) <= level;
    }

    /// <summary>
    /// The standard error of the coverage of a calibrated model, √(p (1 − p)/n) for the level p and n effective rows.
    /// With groups it is multiplied by how much larger theirs makes that of the observed coverage.
    /// </summary>
    /// <param name="level">The level.</param>
    public double ErrorIfCalibrated(double level)
    {
        if (Groups is null)
            return ErrorOf(level);
        Estimate coverage = Coverage(level);
        double independent = ErrorOf(coverage.Mean);
        return ErrorOf(level) * (independent == 0 ? 1 : coverage.StandardError / independent);
    }

    private double ErrorOf(double coverage) => Math.Sqrt(coverage * (1 - coverage) / EffectiveRows);

    /// <summary>The PIT histogram: the fraction of the rows in each of some bins of [0, 1], all of one width.</summary>
    public double[] Histogram(int bins) => Fractions(p => Math.Min((int)(p * bins), bins - 1), bins);

    /// <summary>The fraction of the weight that falls into each of some parts.</summary>
    private double[] Fractions(Func<double, int> partOf, int parts)
    {
        var fractions = new double[parts];
        for (int row = 0; row < Pit.Count; row++)
            fractions[partOf(Pit[row])] += Weights?[row] ?? 1;
        double total = fractions.Sum();
        return [.. fractions.Select(f => f / total)];
    }

    /// <summary>The scores in one line: duration: CRPS 0.3106 ± 0.01511, RMSE 0.6612 ± 0.02911.</summary>
    public override string ToString() => $"{Name}: CRPS {Crps}, RMSE {Rmse}";
}
