namespace MixtureDensity;

/// <summary>The conformity scores of a model's targets.</summary>
/// <param name="Source">The rows from which they were computed.</param>
/// <param name="Targets">The scores of each target.</param>
public sealed record ConformalCalibration(CalibrationSource Source, IReadOnlyList<TargetCalibration> Targets)
{
    /// <summary>The number of rows; the effective number if they have weights.</summary>
    public int Rows => Targets[0].Intervals!.Count;

    /// <summary>The highest level that this number of rows can guarantee, n/(n + 1).</summary>
    public double MaxLevel => Targets[0].Intervals!.MaxLevel;
}
