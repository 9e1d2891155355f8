using MixtureDensity;

namespace MdnDemo.Reports;

/// <summary>A sentence on how intervals and regions were calibrated.</summary>
internal static class CalibrationText
{
    /// <summary>The sentence without its full stop, for a model that has conformity scores.</summary>
    public static string Format(DensityModel model)
    {
        ConformalCalibration calibration = model.Calibration!;
        string effective = model.Training.WeightColumn is null ? "" : "effective ";
        string rows = calibration.Source == CalibrationSource.HeldOut ? "held-out" : "out-of-fold";
        return $"Intervals and regions are calibrated on {Count.Format(calibration.Rows, $"{effective}{rows} row")}";
    }
}
