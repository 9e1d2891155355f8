using System.Globalization;

namespace MixtureDensity;

/// <summary>The scores of predicted distributions.</summary>
/// <param name="Rows">The number of rows; of those with weights, the number of weights above 0.</param>
/// <param name="NegativeLogLikelihood">−log p(y|x) of all targets jointly, in nats, in the targets' units. Negative
/// values are possible: a density can exceed 1.</param>
/// <param name="EffectiveComponents">The mean effective number of components of a network.</param>
/// <param name="Targets">The scores of each target.</param>
public sealed record Evaluation(int Rows, Estimate NegativeLogLikelihood, double EffectiveComponents,
    IReadOnlyList<TargetEvaluation> Targets)
{
    /// <summary>Whether rows count by weights of their own.</summary>
    public bool IsWeighted => Targets.Any(t => t.Weights is not null);

    /// <summary>The effective number of rows (Σ w)²/Σ w², and the number of all if they have no weights.</summary>
    public double EffectiveRows => Targets.Count == 0 ? Rows : Targets[0].EffectiveRows;

    /// <summary>The scores in one line: 299 rows, NLL 0.6341 ± 0.09901 nats; duration: CRPS ….</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Rows:N0} rows, NLL {NegativeLogLikelihood} nats; {string.Join("; ", Targets)}");
}
