namespace MixtureDensity;

/// <summary>How good the sets of one target are.</summary>
/// <param name="Intervals">Its central intervals, for each level.</param>
/// <param name="Regions">Its highest-density regions, for each level.</param>
public sealed record TargetSets(IReadOnlyList<SetEvaluation> Intervals, IReadOnlyList<SetEvaluation> Regions);
