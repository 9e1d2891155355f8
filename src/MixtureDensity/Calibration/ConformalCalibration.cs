namespace MixtureDensity;

/// <summary>The conformity scores of a model's targets, and where they come from.</summary>
/// <param name="Source">Which rows gave them.</param>
/// <param name="Targets">The scores of each target.</param>
public sealed record ConformalCalibration(CalibrationSource Source, IReadOnlyList<TargetCalibration> Targets)
{
    /// <summary>The number of rows that gave the scores; the effective number if they have weights.</summary>
    public int Rows => Targets[0].Intervals!.Count;

    /// <summary>The highest level that this number of rows can guarantee, n/(n + 1).</summary>
    public double MaxLevel => Targets[0].Intervals!.MaxLevel;
}
