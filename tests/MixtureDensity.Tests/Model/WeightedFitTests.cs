using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Model;

/// <summary>A fit to rows that have weights.</summary>
public sealed class WeightedFitTests
{
    private const int Rows = 240;

    private static readonly ModelOptions Brief = new()
    {
        Architectures = [new([8])],
        Refits = 1,
        Components = 2,
        Folds = 3,
        WeightColumn = "w",
        Training = new TrainingOptions { Steps = 60, LearningRate = 0.02 },
    };

    /// <summary>y is near x − 3 or x + 3, and rows above have three times the weight of those below.</summary>
    private static Table Data(Func<bool, double> weight)
    {
        var random = new Random(1);
        double[] x = [.. Enumerable.Range(0, Rows).Select(_ => random.NextDouble())];
        return new Table([
            new NumericColumn("x", x),
            new NumericColumn("y", [.. x.Select((v, i) => v + (IsAbove(i) ? 3 : -3) + 0.5 * random.NextDouble())]),
            new NumericColumn("w", [.. x.Select((_, i) => weight(IsAbove(i)))]),
        ]);
    }

    private static bool IsAbove(int row) => row % 2 == 0;

    private static Table Weighted => Data(isAbove => isAbove ? 3 : 1);

    private static ModelFit Fit(Table table, ModelOptions options) => ModelTrainer.Fit(table, ["x"], ["y"], options);

    private static byte[] Bytes(Table table, ModelOptions options)
    {
        using DensityModel model = Fit(table, options).Model;
        return ModelFile.Write(model);
    }

    [Theory, InlineData(0), InlineData(0.3)]
    public void Rows_of_weight_0_are_as_good_as_absent(double calibration)
    {
        Table some = Weighted.Select([.. Enumerable.Range(0, Rows).Where(row => row % 3 != 0)]);
        var random = new Random(4);
        // Values that would change every scale and every score.
        double[] Other(string name) =>
            [.. some.Numbers(name).SelectMany(v => (double[])[v, 1000 * random.NextDouble()]), -1e6];
        Table table = new([new NumericColumn("x", Other("x")), new NumericColumn("y", Other("y")),
            new NumericColumn("w", [.. some.Numbers("w").SelectMany(w => (double[])[w, 0]), 0])]);
        ModelOptions options = Brief with { CalibrationFraction = calibration };
        Assert.Equal(Bytes(some, options), Bytes(table, options));
    }

    [Fact]
    public void What_the_weights_are_multiplied_by_changes_nothing() => Assert.Equal(
        Bytes(Weighted, Brief), Bytes(Data(isAbove => isAbove ? 3 * 1024 : 1024), Brief));

    [Fact]
    public void Equal_weights_train_the_networks_that_no_weights_train()
    {
        using DensityModel equal = Fit(Data(_ => 7), Brief).Model,
            none = Fit(Data(_ => 7), Brief with { WeightColumn = null }).Model;
        Assert.Equal(Parameters(none), Parameters(equal));
        Close.To(none.Training.OutOfFold.Mean, equal.Training.OutOfFold.Mean, 1e-9);
        Assert.Equal(("w", null), (equal.Training.WeightColumn, none.Training.WeightColumn));

        static double[] Parameters(DensityModel model) =>
            [.. model.Networks.SelectMany(n => n.parameters()).SelectMany(p => p.Doubles())];
    }

    // A quarter of the targets are 0, whose probability is a share of the weight.
    [Fact]
    public void Without_weights_the_marginal_distribution_counts_every_row_once()
    {
        Table data = Data(_ => 7);
        double[] y = [.. data.Numbers("y").Select((v, i) => i % 4 == 0 ? 0 : v + 10)];
        var table = new Table([data["x"], new NumericColumn("y", y), data["w"]]);
        ModelFit equal = Fit(table, Brief), none = Fit(table, Brief with { WeightColumn = null });
        using DensityModel first = equal.Model, second = none.Model;
        Assert.Equal([0], second.Schema.Targets[0].Observation.PointMasses);
        Close.To(equal.Baselines[0].NegativeLogLikelihood.Mean, none.Baselines[0].NegativeLogLikelihood.Mean, 1e-9);
    }

    // Of the weight three quarters are above, in which ever way it is said.
    [Fact]
    public void Weights_teach_what_repeated_rows_teach()
    {
        ModelOptions longer =
            Brief with { Training = new TrainingOptions { Steps = 400, LearningRate = 0.02 }, Seed = 3 };
        Table repeated = Weighted.Select([.. Enumerable.Range(0, Rows).SelectMany(row =>
            Enumerable.Repeat(row, IsAbove(row) ? 3 : 1))]);
        ModelFit weighted = Fit(Weighted, longer), copies = Fit(repeated, longer with { WeightColumn = null }),
            none = Fit(Weighted, longer with { WeightColumn = null });
        double above = Above(weighted);
        Close.To(0.75, above, 0, 0.05);
        Close.To(Above(copies), above, 0, 0.05);
        Assert.InRange(Above(none), 0.4, 0.6);
        // Scores of the same rows that count as often, by networks that learnt alike.
        Close.To(copies.OutOfFold!.NegativeLogLikelihood.Mean, weighted.OutOfFold!.NegativeLogLikelihood.Mean, 0, 0.1);
        foreach (var (expected, baseline) in copies.Baselines.Zip(weighted.Baselines))
            Close.To(expected.NegativeLogLikelihood.Mean, baseline.NegativeLogLikelihood.Mean, 0, 0.1, baseline.Name);

        static double Above(ModelFit fit)
        {
            using DensityModel model = fit.Model;
            MixtureBatch all = model.Predict(Weighted);
            return Enumerable.Range(0, Rows).Average(row => all.Marginal(row).Survival(0));
        }
    }

    [Fact]
    public void Scores_checkpoints_and_baselines_count_rows_by_their_weight()
    {
        Table table = Data(isAbove => isAbove ? 5 : 2);
        double[] y = table.Numbers("y"), weights = table.Numbers("w");
        // Over so few steps the last is the best; one Gaussian is all there is to choose. The networks of the model are
        // those that were scored.
        ModelOptions options = Brief with { Components = 1, Refits = 0, FindObservation = false,
            Training = new TrainingOptions { Steps = 5, TemperatureScaling = false } };
        ModelFit fit = Fit(table, options);
        using DensityModel model = fit.Model;
        Fold[] folds = [.. Folds.Split(table, ["x"], ["y"], options).Each];
        double[] losses = new double[Rows], ofMarginal = new double[Rows];
        for (int fold = 0; fold < folds.Length; fold++)
        {
            int[] training = folds[fold].Training;
            MixtureBatch alone = new DensityModel(model.Schema, [model.Networks[fold]], model.Training).Predict(table);
            ScalarDistribution marginal = KernelDensity.Fit(
                training.Select(row => y[row]).ToArray().As(ScalarType.Float64, training.Length, 1),
                zeros(1, ScalarType.Float64), [.. training.Select(row => weights[row])]).ToBatch().Marginal(0);
            foreach (int row in folds[fold].Validation)
                (losses[row], ofMarginal[row]) = (-alone.LogDensity(row, [y[row]]), -marginal.LogDensity(y[row]));
            Close.To(Mean(losses, folds[fold].Validation), fit.Curves[fold].Min(p => p.ValidationLoss), 1e-5);
        }
        int[] all = [.. Enumerable.Range(0, Rows)];
        Close.To(Mean(losses, all), fit.OutOfFold!.NegativeLogLikelihood.Mean, 1e-6);
        Close.To(Mean(ofMarginal, all), fit.Baselines[0].NegativeLogLikelihood.Mean, 1e-6);
        Close.To(Mean([.. ofMarginal.Zip(losses, (a, b) => a - b)], all), fit.Baselines[0].Difference.Mean, 1e-5);
        Close.To(weights.Sum() * weights.Sum() / weights.Sum(w => w * w), fit.OutOfFold.EffectiveRows, 1e-9);
        Assert.Equal((int)fit.OutOfFold.EffectiveRows, model.Calibration!.Rows);

        double Mean(double[] values, int[] rows) =>
            rows.Sum(row => weights[row] * values[row]) / rows.Sum(row => weights[row]);
    }

    [Fact]
    public void An_evaluation_takes_a_column_of_weights_too()
    {
        using DensityModel model = Fit(Weighted, Brief).Model;
        Table fresh = Weighted.Select([.. Enumerable.Range(0, 50)]);
        double[] weights = fresh.Numbers("w");
        Table repeated = fresh.Select([.. Enumerable.Range(0, 50).SelectMany(row =>
            Enumerable.Repeat(row, (int)weights[row]))]);
        Evaluation expected = model.Evaluate(repeated), scores = model.Evaluate(fresh, "w");
        Close.To(expected.NegativeLogLikelihood.Mean, scores.NegativeLogLikelihood.Mean, 1e-12);
        Close.To(expected.Targets[0].Crps.Mean, scores.Targets[0].Crps.Mean, 1e-12);
        Assert.Equal(50, scores.Rows);
        Assert.Throws<ArgumentException>(() => model.Evaluate(fresh, "v"));
    }

    [Fact]
    public void A_file_keeps_the_name_of_the_column_and_needs_none()
    {
        using DensityModel model = Fit(Weighted, Brief).Model;
        using DensityModel read = ModelFile.Read(new MemoryStream(ModelFile.Write(model)));
        Assert.Equal("w", read.Training.WeightColumn);
        byte[] without = Bytes(Weighted, Brief with { WeightColumn = null });
        Assert.DoesNotContain("weight_column", System.Text.Encoding.Latin1.GetString(without));
        using DensityModel other = ModelFile.Read(new MemoryStream(without));
        Assert.Null(other.Training.WeightColumn);
    }

    [Theory]
    [InlineData("x", "is the weight; it cannot be an input")]
    [InlineData("v", "There is no column 'v'")]
    [InlineData("text", "holds texts")]
    [InlineData("none", "is 0 in all rows")]
    [InlineData("negative", "is -1 in row 2")]
    public void A_column_that_holds_no_weights_is_refused(string column, string message)
    {
        Table table = new([.. Weighted.Columns, new TextColumn("text", new string?[Rows]),
            new NumericColumn("none", new double[Rows]),
            new NumericColumn("negative", [.. Enumerable.Range(0, Rows).Select(i => i == 2 ? -1.0 : 1)])]);
        Assert.Contains(message, Assert.Throws<ArgumentException>(
            () => Fit(table, Brief with { WeightColumn = column })).Message);
    }
}
