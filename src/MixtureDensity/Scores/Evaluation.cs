using System.Globalization;

namespace MixtureDensity;

/// <summary>How well predicted distributions fit what was observed.</summary>
/// <param name="Rows">How many rows were scored.</param>
/// <param name="NegativeLogLikelihood">−log p(y|x), in nats, of all targets together, in their own units. Below 0 where
/// densities exceed 1.</param>
/// <param name="EffectiveComponents">The mean effective number of components a row.</param>
/// <param name="Targets">The scores of each target by itself.</param>
public sealed record Evaluation(int Rows, Estimate NegativeLogLikelihood, double EffectiveComponents,
    IReadOnlyList<TargetEvaluation> Targets)
{
    /// <summary>The scores in one line: 299 rows, NLL 0.6341 ± 0.09901 nats; duration: CRPS ….</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Rows:N0} rows, NLL {NegativeLogLikelihood} nats; {string.Join("; ", Targets)}");
}
