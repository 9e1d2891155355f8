using MixtureDensity;

namespace MdnDemo.Reports;

/// <summary>Sentences on how the targets of a fit were observed.</summary>
internal static class ObservationText
{
    private const double MinSpill = 0.005;

    // With fewer distinct values than this fraction of the rows, and no grid, the density has spikes.
    private const double MinPartDistinct = 0.1;

    /// <summary>The sentences.</summary>
    public static IEnumerable<string> Create(ModelFit fit)
    {
        IReadOnlyList<TargetScaling> targets = fit.Model.Schema.Targets;
        foreach (TargetScaling target in targets.Where(t => t.Observation.Spacing > 0))
            yield return $"Target '{target.Name}' is rounded to {target.Observation.Spacing:G4}; "
                + (targets.Count == 1 ? "a row's likelihood is the probability of its cell over the cell's width."
                    : "no component is narrower than half of that.");
        if (fit.Findings is not { } findings)
            yield break;
        (string name, TargetObservation observation) = (targets[0].Name, targets[0].Observation);
        foreach (var (value, share) in observation.PointMasses.Zip(findings.MassShares))
            yield return $"Target '{name}' is {CaseReport.Exactly(value)} in {share:P0} of the rows; that value has a "
                + "probability of its own.";
        if (observation.IsBounded)
            yield return $"Predictions of '{name}' lie {Bounds(observation)}.";
        if (observation.IsLogarithmic)
            yield return $"The mixture is one of the logarithm of '{name}', whose values are plainly less skewed.";
        foreach (string warning in Warnings(fit, name, observation, findings))
            yield return "Warning: " + warning;
    }

    private static IEnumerable<string> Warnings(
        ModelFit fit, string name, TargetObservation observation, TargetFindings findings)
    {
        if (findings.Below is { Probability: > MinSpill } below)
            yield return Spill(below, "below", "--lower");
        if (findings.Above is { Probability: > MinSpill } above)
            yield return Spill(above, "above", "--upper");
        if (IsSpiky(fit, observation, findings))
            yield return $"'{name}' takes only {findings.DistinctValues} different values, on no grid: spikes on "
                + "them make the likelihood arbitrarily high. Judge by the CRPS.";
    }

    /// <summary>Whether the likelihood is meaningless, because the density has spikes at few values.</summary>
    public static bool IsSpiky(ModelFit fit) => fit.Findings is { } findings
        && IsSpiky(fit, fit.Model.Schema.Targets[0].Observation, findings);

    private static bool IsSpiky(ModelFit fit, TargetObservation observation, TargetFindings findings) =>
        observation.Spacing == 0
        && findings.DistinctValues - observation.PointMasses.Count < MinPartDistinct * fit.OutOfFold!.Rows;

    private static string Spill(BoundSpill spill, string side, string option) =>
        $"{spill.Probability:P1} of the predicted probability lies {side} {spill.Bound:G15}, where no row is; "
            + $"{option} {spill.Bound:G15} keeps it out.";

    private static string Bounds(TargetObservation observation)
    {
        if (double.IsPositiveInfinity(observation.Upper))
            return $"at or above {observation.Lower:G15}";
        return double.IsNegativeInfinity(observation.Lower)
            ? $"at or below {observation.Upper:G15}"
            : $"between {observation.Lower:G15} and {observation.Upper:G15}";
    }
}
