namespace MixtureDensity;

/// <summary>The scores of the intervals and regions of one target.</summary>
/// <param name="Intervals">Those of its central intervals, for each level.</param>
/// <param name="Regions">Those of its highest-density regions, for each level.</param>
public sealed record TargetSets(IReadOnlyList<SetEvaluation> Intervals, IReadOnlyList<SetEvaluation> Regions);
