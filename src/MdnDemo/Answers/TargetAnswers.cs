using MixtureDensity;

namespace MdnDemo.Answers;

/// <summary>All columns of a prediction of one target.</summary>
internal sealed class TargetAnswers
{
    private readonly IAnswer[] _answers;

    /// <summary>The columns that the options ask for.</summary>
    /// <param name="index">The target, from 0.</param>
    /// <param name="options">What to compute.</param>
    public TargetAnswers(DensityModel model, int index, PredictionOptions options)
    {
        string target = model.Schema.Targets[index].Name;
        TargetCalibration calibration = CalibrationOf(model, index, options);
        IAnswer[] all =
        [
            new MomentsAnswer(),
            new QuantilesAnswer(options.Quantiles),
            new IntervalsAnswer(options.Intervals, calibration),
            new RegionsAnswer(options.RegionLevel, options.Regions, calibration),
            new EventsAnswer([.. options.Events.Where(e => e.IsOf(target))]),
            new ModesAnswer(options.Modes),
        ];
        _answers = [.. all.Where(a => a.Columns.Count > 0)];
        Columns = [.. _answers.SelectMany(a => a.Columns).Select(c => c with { Name = $"{target}_{c.Name}" })];
    }

    /// <summary>The columns, with their whole names.</summary>
    public IReadOnlyList<AnswerColumn> Columns { get; }

    /// <summary>How the intervals and regions of a target are calibrated.</summary>
    public static TargetCalibration CalibrationOf(DensityModel model, int target, PredictionOptions options) =>
        options.IsCalibrated ? model.CalibrationOf(target) : TargetCalibration.None;

    /// <summary>Checks that the model has enough conformity scores for the levels.</summary>
    /// <exception cref="UserException">It has too few.</exception>
    public static void CheckLevels(DensityModel model, PredictionOptions options)
    {
        if (!options.IsCalibrated || model.Calibration is not { } calibration)
            return;
        double highest = options.Intervals.Append(options.Regions > 0 ? options.RegionLevel : 0).Max();
        if (highest > calibration.MaxLevel)
            throw new UserException(
                $"The model keeps the conformity scores of {Count.Format(calibration.Rows, "row")}, which guarantee at "
                    + $"most the level {calibration.MaxLevel:0.####}, and {highest} is asked for; choose a lower one, "
                    + $"or --no-calibration.");
    }

    /// <inheritdoc cref="IAnswer.Fill"/>
    public void Fill(ScalarDistribution distribution, Span<double> cells)
    {
        foreach (IAnswer answer in _answers)
        {
            answer.Fill(distribution, cells[..answer.Columns.Count]);
            cells = cells[answer.Columns.Count..];
        }
    }
}
