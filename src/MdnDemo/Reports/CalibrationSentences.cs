using MixtureDensity;

namespace MdnDemo.Reports;

/// <summary>Sentences on how intervals and regions are calibrated, and on those that cover too many or too few rows.
/// </summary>
internal static class CalibrationSentences
{
    // In standard errors of a calibrated model's coverage: the worst of four levels exceeds it by chance in at most 5 %
    // of all fits (Bonferroni).
    private const double MaxDeviation = 2.5;

    /// <summary>On which rows they are calibrated, of a model that has conformity scores.</summary>
    public static string Source(DensityModel model)
    {
        ConformalCalibration calibration = model.Calibration!;
        string effective = model.Training.WeightColumn is null ? "" : "effective ";
        string rows = calibration.Source == CalibrationSource.HeldOut ? "held-out" : "out-of-fold";
        return $"Intervals and regions are calibrated on {Count.Format(calibration.Rows, $"{effective}{rows} row")}.";
    }

    /// <summary>A sentence for each target whose intervals are too wide or too narrow beyond chance.</summary>
    public static IEnumerable<string> Create(Evaluation evaluation)
    {
        foreach (TargetEvaluation target in evaluation.Targets)
        {
            var (level, deviation) = EvaluationReport.Levels
                .Select(p => (Level: p, Deviation: (target.Coverage(p).Mean - p) / target.ErrorIfCalibrated(p)))
                .MaxBy(c => Math.Abs(c.Deviation));
            if (Math.Abs(deviation) > MaxDeviation)
                yield return
                    $"The model's own intervals of '{target.Name}' are too {(deviation < 0 ? "narrow" : "wide")}: "
                        + $"those of {level:P0} hold {target.Coverage(level).Mean:P1} of the rows.";
        }
    }
}
