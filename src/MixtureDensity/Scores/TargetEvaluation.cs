namespace MixtureDensity;

/// <summary>The scores of the predicted distributions of one target.</summary>
/// <param name="Name">The name of the target.</param>
/// <param name="Crps">The continuous ranked probability score (CRPS), in the target's unit.</param>
/// <param name="Rmse">The root mean square error of the predicted mean, in the target's unit.</param>
/// <param name="Pit">The probability integral transform (PIT) P(Y ≤ y) of every row, randomised where y has a
/// probability of its own; uniform on [0, 1] if the predictions are calibrated.</param>
public sealed record TargetEvaluation(string Name, Estimate Crps, Estimate Rmse, IReadOnlyList<double> Pit)
{
    /// <summary>
    /// The coverage: the fraction of rows in their central interval of probability <paramref name="level"/>.
    /// </summary>
    public Estimate Coverage(double level)
    {
        double coverage = Pit.Count(p => Math.Abs(2 * p - 1) <= level) / (double)Pit.Count;
        return new Estimate(coverage, Math.Sqrt(coverage * (1 - coverage) / Pit.Count));
    }

    /// <summary>The scores in one line: duration: CRPS 0.3106 ± 0.01511, RMSE 0.6612 ± 0.02911.</summary>
    public override string ToString() => $"{Name}: CRPS {Crps}, RMSE {Rmse}";
}
