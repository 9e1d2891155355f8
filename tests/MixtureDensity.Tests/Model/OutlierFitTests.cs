using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Model;

/// <summary>One value 1,000 times too large in 1,000 rows spoils nobody else's prediction.</summary>
public sealed class OutlierFitTests
{
    private const int Rows = 1000;
    private const int Wrong = 516;

    private static readonly Table Fresh = Draw(2);

    private static readonly Lazy<double> CrpsOfClean = new(() => Crps(Draw(1)));

    [Theory]
    [InlineData("x"), InlineData("y")]
    public void The_other_rows_are_predicted_as_well_as_without_it(string column)
    {
        Table table = Draw(1);
        table.Numbers(column)[Wrong] *= 1000;
        Assert.InRange(Crps(table), 0.9 * CrpsOfClean.Value, 1.1 * CrpsOfClean.Value);
    }

    [Fact]
    public void Its_row_is_that_of_the_whole_table()
    {
        Table table = Draw(1);
        table.Numbers("x")[Wrong] = 3000;
        table = new Table([.. table.Columns,
            new NumericColumn("w", [.. Enumerable.Range(0, Rows).Select(row => row % 3 == 1 ? 0 : 1.0)]),
            new NumericColumn("t", [.. Enumerable.Range(0, Rows).Select(row => (double)(Rows - row))])]);
        ModelFit fit = ModelTrainer.Fit(table, ["x"], ["y"], new ModelOptions
        {
            Architectures = [new([4])], Components = 1, Folds = 2, Refits = 0, WeightColumn = "w", TimeColumn = "t",
            CalibrationFraction = 0.2, Training = new TrainingOptions { Steps = 5 },
        });
        fit.Model.Dispose();
        Assert.Equal((Wrong, 3000.0), (fit.Outliers[0].Row, fit.Outliers[0].Value));
    }

    [Fact]
    public void It_is_reported_and_kept_as_it_is_where_that_is_asked_for()
    {
        Table table = Draw(1);
        table.Numbers("x")[Wrong] = 3000;
        using DensityModel model = Fit(table, clips: true, out ModelFit fit);
        Assert.Equal(("x", 1, Wrong, 3000.0), (fit.Outliers[0].Column, fit.Outliers[0].Count, fit.Outliers[0].Row,
            fit.Outliers[0].Value));
        var encoding = (NumericEncoding)model.Schema.Inputs[0];
        Assert.Equal((null, fit.Outliers[0].Max), (encoding.Min, encoding.Max));
        // A model that was saved and read encodes as it did.
        using DensityModel read = ModelFile.Read(new MemoryStream(ModelFile.Write(model)));
        Assert.Equal(encoding with { Bins = [] }, (NumericEncoding)read.Schema.Inputs[0] with { Bins = [] });
        MixtureBatch both = read.Predict(new Table([new NumericColumn("x", [3000, fit.Outliers[0].Max])]));
        Assert.Equal(both.Marginal(0).Mean, both.Marginal(1).Mean);
        using DensityModel kept = Fit(table, clips: false, out fit);
        Assert.Empty(fit.Outliers);
        Assert.Null(((NumericEncoding)kept.Schema.Inputs[0]).Max);
    }

    private static double Crps(Table table)
    {
        using DensityModel model = Fit(table, clips: true, out _, steps: 300);
        var evaluator = new Evaluator(["y"]);
        evaluator.Add(model.Predict(Fresh), model.Schema.TargetColumns(Fresh));
        return evaluator.Result().Targets[0].Crps.Mean;
    }

    private static DensityModel Fit(Table table, bool clips, out ModelFit fit, int steps = 1)
    {
        var options = new ModelOptions
        {
            ClipsOutliers = clips,
            Folds = 2,
            Refits = 0,
            Components = 4,
            Architectures = [new Architecture([64], Bins: 16), new Architecture([32, 32])],
            Training = new TrainingOptions { Steps = steps },
        };
        return (fit = ModelTrainer.Fit(table, ["x"], ["y"], options)).Model;
    }

    // y = sin 3x, one up or one down.
    private static Table Draw(int seed)
    {
        var random = new Random(seed);
        double Normal() =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double[] x = [.. Enumerable.Range(0, Rows).Select(_ => Normal())];
        return new Table([new NumericColumn("x", x), new NumericColumn("y", [.. x.Select(v =>
            Math.Sin(3 * v) + (random.Next(2) == 0 ? 1 : -1) + 0.3 * Normal())])]);
    }
}
