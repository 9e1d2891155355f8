namespace MixtureDensity;

/// <summary>The conformity scores of a model's targets, and where they come from.</summary>
/// <param name="Source">Which rows gave them.</param>
/// <param name="Targets">The scores of each target.</param>
public sealed record ConformalCalibration(CalibrationSource Source, IReadOnlyList<TargetCalibration> Targets)
{
    /// <summary>The number of rows that gave the scores; the effective number if they have weights.</summary>
    public int Rows => Targets[0].Intervals!.Count;

    /// <summary>The highest level that so many rows can guarantee.</summary>
    public double MaxLevel => Targets[0].Intervals!.MaxLevel;
}
