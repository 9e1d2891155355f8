using System.Runtime.InteropServices;

namespace MixtureDensity;

/// <summary>
/// The conformity scores in the header of a model file; the names of its properties are part of the file format.
/// </summary>
/// <param name="Source">Which rows gave the scores.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Targets">The scores of each target.</param>
internal sealed record CalibrationHeader(
    CalibrationSource Source, int Rows, IReadOnlyList<CalibrationHeader.Target> Targets)
{
    /// <summary>The scores of a target, little-endian float64 in base64.</summary>
    internal sealed record Target(byte[] Intervals, byte[] Regions);

    public static CalibrationHeader? From(ConformalCalibration? calibration) => calibration is null ? null
        : new CalibrationHeader(calibration.Source, calibration.Rows, [.. calibration.Targets.Select(t =>
            new Target(Bytes(t.Intervals!), Bytes(t.Regions!)))]);

    /// <summary>The scores; null if they are damaged.</summary>
    public ConformalCalibration? ToCalibration()
    {
        if (!Enum.IsDefined(Source) || Targets.Any(t => t is null))
            return null;
        TargetCalibration[] targets =
            [.. Targets.Select(t => new TargetCalibration(Scores(t.Intervals), Scores(t.Regions)))];
        return targets.Length == 0 || targets.Any(t => t.Intervals is null || t.Regions is null) ? null
            : new ConformalCalibration(Source, targets);
    }

    private static byte[] Bytes(ConformityScores scores) => MemoryMarshal.AsBytes(scores.Values).ToArray();

    private ConformityScores? Scores(byte[] bytes) => bytes.Length % sizeof(double) != 0 ? null
        : ConformityScores.FromValues(Rows, MemoryMarshal.Cast<byte, double>(bytes).ToArray());
}
