using MixtureDensity;

namespace MdnDemo.Reports;

/// <summary>How intervals and regions were calibrated, in words.</summary>
internal static class CalibrationText
{
    /// <summary>It as a sentence without its full stop.</summary>
    public static string Of(ConformalCalibration calibration)
    {
        string rows = calibration.Source == CalibrationSource.HeldOut ? "held-out" : "out-of-fold";
        return $"Intervals and regions are calibrated on {Count.Format(calibration.Rows, $"{rows} row")}";
    }
}
