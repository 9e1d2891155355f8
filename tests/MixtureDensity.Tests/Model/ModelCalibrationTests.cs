using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Model;

/// <summary>The conformity scores that a model keeps.</summary>
public sealed class ModelCalibrationTests
{
    private const int Rows = 400;

    // So few steps that the model is poor.
    private static readonly ModelOptions Brief = new()
    {
        Architectures = [new([8])],
        Refits = 0,
        Components = 2,
        Folds = 3,
        Training = new TrainingOptions { Steps = 40, LearningRate = 0.02 },
    };

    private static Table Data(int rows, int seed)
    {
        var random = new Random(seed);
        double[] x = [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble())];
        double[] y = [.. x.Select(v =>
            (random.Next(2) == 0 ? 3 * v : -2) + 0.3 * (random.NextDouble() + random.NextDouble() - 1))];
        double[] z = [.. y.Zip(x, (a, b) => a * b + random.NextDouble())];
        return new Table([new NumericColumn("x", x), new NumericColumn("y", y), new NumericColumn("z", z),
            new NumericColumn("day", [.. Enumerable.Range(0, rows).Select(i => (double)i)])]);
    }

    private static ModelFit Fit(ModelOptions options) => ModelTrainer.Fit(Data(Rows, 1), ["x"], ["y", "z"], options);

    [Fact]
    public void As_many_new_rows_are_inside_as_stated_after_sparing_some()
    {
        using DensityModel model = Fit(Brief with { CalibrationFraction = 0.5 }).Model;
        Assert.Equal((CalibrationSource.HeldOut, Rows / 2), (model.Calibration!.Source, model.Calibration.Rows));
        Assert.Equal(Rows / 2, model.Training.Rows);
        HoldsItsLevel(model, 3);
    }

    [Fact]
    public void A_row_without_a_target_is_named_before_the_fit_whether_it_is_spared_or_not()
    {
        Table table = Data(Rows, 1);
        foreach (int row in new[] { 7, 390 })
        {
            double y = table.Numbers("y")[row];
            table.Numbers("y")[row] = double.NaN;
            Assert.Contains($"'y' is NaN in row {row} (", Assert.Throws<ArgumentException>(() => ModelTrainer.Fit(
                table, ["x"], ["y", "z"], Brief with { CalibrationFraction = 0.25, TimeColumn = "day" })).Message);
            table.Numbers("y")[row] = y;
        }
    }

    // Nothing is proved of these; ensembles are wider than their networks.
    [Fact]
    public void About_as_many_new_rows_are_inside_as_stated_by_out_of_fold_rows()
    {
        using DensityModel model = Fit(Brief).Model;
        Assert.Equal((CalibrationSource.OutOfFold, Rows), (model.Calibration!.Source, model.Calibration.Rows));
        HoldsItsLevel(model, 4);
    }

    [Fact]
    public void Scores_of_spared_rows_are_those_of_the_model_itself()
    {
        using DensityModel model = Fit(Brief with { CalibrationFraction = 0.25, TimeColumn = "day" }).Model;
        Table latest = Data(Rows, 1).Select([.. Enumerable.Range(3 * Rows / 4, Rows / 4)]);
        var calibrator = new Calibrator(2);
        calibrator.Add(model.Predict(latest), model.Schema.TargetColumns(latest));
        AssertSame(calibrator.Result(CalibrationSource.HeldOut), model.Calibration!);
    }

    [Fact]
    public void A_file_keeps_the_scores()
    {
        using DensityModel model = Fit(Brief).Model;
        byte[] bytes = ModelFile.Write(model);
        using DensityModel read = ModelFile.Read(new MemoryStream(bytes));
        AssertSame(model.Calibration!, read.Calibration!);
        Assert.Equal(bytes, ModelFile.Write(read));
    }

    private static void AssertSame(ConformalCalibration expected, ConformalCalibration actual)
    {
        Assert.Equal((expected.Source, expected.Rows), (actual.Source, actual.Rows));
        foreach (var (a, b) in expected.Targets.Zip(actual.Targets))
        {
            Assert.Equal(a.Intervals!.Values, b.Intervals!.Values);
            Assert.Equal(a.Regions!.Values, b.Regions!.Values);
        }
    }

    private static void HoldsItsLevel(DensityModel model, double errors)
    {
        const double Level = 0.8;
        const int NewRows = 1000;
        Table table = Data(NewRows, 2);
        var evaluator = new SetEvaluator(model.Calibration!.Targets, [Level]);
        evaluator.Add(model.Predict(table), model.Schema.TargetColumns(table));
        double error = Math.Sqrt(Level * (1 - Level) * (1.0 / model.Calibration.Rows + 1.0 / NewRows));
        foreach (TargetSets target in evaluator.Result())
        {
            Close.To(Level, target.Intervals[0].Coverage.Mean, 0, errors * error);
            Close.To(Level, target.Regions[0].Coverage.Mean, 0, errors * error);
        }
    }
}
