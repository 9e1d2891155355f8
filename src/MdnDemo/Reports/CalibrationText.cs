using MixtureDensity;

namespace MdnDemo.Reports;

/// <summary>How intervals and regions were calibrated, in words.</summary>
internal static class CalibrationText
{
    /// <summary>It as a sentence without its full stop, of a model that has conformity scores.</summary>
    public static string Of(DensityModel model)
    {
        ConformalCalibration calibration = model.Calibration!;
        string effective = model.Training.WeightColumn is null ? "" : "effective ";
        string rows = calibration.Source == CalibrationSource.HeldOut ? "held-out" : "out-of-fold";
        return $"Intervals and regions are calibrated on {Count.Format(calibration.Rows, $"{effective}{rows} row")}";
    }
}
