using System.Globalization;
using System.Text.Json;
using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>Targets that are counts, rates, amounts with zeros, and values that many rows share.</summary>
[Collection(nameof(Libtorch))]
public sealed class ObservedTargetSpecs(ObservedTargetSpecs.FitOfZeros zeros)
    : IClassFixture<ObservedTargetSpecs.FitOfZeros>
{
    private const int Rows = 240;

    // Narrow networks: what is known of a target is in their heads.
    private static readonly string[] Quick =
        ["--steps", "200", "--refits", "0", "--folds", "3", "--hidden", "32", "--no-report"];

    [Fact]
    public void I_am_told_how_often_a_value_occurs_and_nothing_is_predicted_below_zeros()
    {
        string report = zeros.Report;
        double[][] predicted = Predict(zeros.Model);
        Assert.Matches("Target 'y' is exactly 0 in (3|4)\\d % of the rows; that value has a probability of its own\\.",
            report);
        Assert.Contains("Predictions of 'y' lie at or above 0.", report);
        Assert.DoesNotContain("Negative values are possible", report);
        Assert.All(predicted, row => Assert.Equal(0, row[0]));
        Assert.All(predicted, row => Assert.True(row[2] > 0));
    }

    [Fact]
    public void Counts_are_predicted_as_counts()
    {
        string report = Fit((x, r) => Math.Max(0, Math.Round(3 + 2 * x + 1.5 * Normal(r))), out double[][] predicted);
        Assert.Contains("Target 'y' is rounded to 1; a row's likelihood is the probability of its cell", report);
        Assert.All(predicted.SelectMany(row => row), value => Assert.True(value >= 0 && value == Math.Round(value)));
    }

    [Fact]
    public void Rates_with_caps_stay_within_them()
    {
        string report = Fit((x, r) => Math.Clamp(0.5 + 0.4 * x + 0.4 * Normal(r), 0, 1), out double[][] predicted);
        Assert.Contains("Predictions of 'y' lie between 0 and 1.", report);
        Assert.All(predicted.SelectMany(row => row), value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void I_set_bounds_that_no_row_shows()
    {
        Fit((x, r) => Math.Abs(0.5 * Normal(r)) + 1e-3, out double[][] predicted, "--lower", "0", "--upper", "9",
            "--no-plots");
        Assert.All(predicted.SelectMany(row => row), value => Assert.InRange(value, 0, 9));
    }

    [Fact]
    public void I_am_warned_where_predictions_spill_over_zero()
    {
        string report = Fit((x, r) => Math.Abs(Normal(r)) + 1e-3 * r.NextDouble(), out _, "--transform", "none",
            "--components", "1", "--no-plots");
        Assert.Matches(
            @"Warning: \d+\.\d % of the predicted probability lies below 0, where no row is; --lower 0 keeps", report);
    }

    [Fact]
    public void Amounts_that_grow_by_factors_are_modelled_by_their_logarithm_unless_I_say_otherwise()
    {
        string report = Fit((x, r) => Math.Exp(2 * x + 1.5 * Normal(r)), out double[][] predicted);
        Assert.Contains("The mixture is one of the logarithm of 'y'", report);
        Assert.All(predicted.SelectMany(row => row), value => Assert.True(value > 0));
        Assert.DoesNotContain("logarithm",
            Fit((x, r) => Math.Exp(2 * x + 1.5 * Normal(r)), out _, "--transform", "none", "--no-plots"));
    }

    [Fact]
    public void Folds_in_which_all_training_rows_are_zero_are_scored_too()
    {
        using var folder = new TempDir();
        // Equal rows stay together: one of the two folds has half of the zeros and all other values.
        File.WriteAllLines(folder.At("t.csv"), ["x,rain", .. Enumerable.Range(0, 400).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{i % 7},{(i % 20 == 0 ? 0.1 * (1 + i / 20) : 0):0.0}"))]);
        Outcome fit = InProcess.Run(["fit", "--data", folder.At("t.csv"), "--target", "rain", "--model",
            folder.At("m.mdn"), "--steps", "20", "--refits", "0", "--folds", "2", "--no-report"]);
        Assert.Equal(0, fit.ExitCode);
        Assert.Matches(@"baseline: marginal distribution +\d", fit.Output);
        Assert.Matches(@"baseline: linear regression +\d", fit.Output);
        Assert.DoesNotContain("NaN", fit.Output);
    }

    [Fact]
    public void So_are_rounded_amounts_with_zeros()
    {
        string report = Fit(
            (x, r) => r.NextDouble() < 0.3 ? 0 : Math.Round(Math.Max(0.1, Math.Exp(1 + x + 1.2 * Normal(r))), 1),
            out _);
        Assert.Contains("Target 'y' is rounded to 0.1;", report);
        Assert.Contains("Target 'y' is exactly 0 in ", report);
        Assert.Contains("The mixture is one of the logarithm of 'y'", report);
    }

    [Fact]
    public void I_am_warned_where_few_values_on_no_grid_make_a_likelihood_mean_nothing()
    {
        double[] values = [1, 2.414, 3.1416, 7.389];
        string report = Fit((x, r) => values[r.Next(values.Length)], out _, "--no-plots");
        Assert.Contains("Warning: 'y' takes only 4 different values, on no grid:", report);
        Assert.DoesNotContain("Negative values are possible", report);
    }

    [Theory]
    [InlineData("below the lower bound 5. Choose other --lower, --upper or --transform.", "--lower", "5")]
    [InlineData("--lower must be below --upper.", "--lower", "5", "--upper", "5")]
    [InlineData("Column 'y' has no logarithm in every row", "--transform", "log")]
    public void What_cannot_be_is_one_line(string message, params string[] options)
    {
        using var folder = new TempDir();
        string data = Write(folder, (x, r) => r.Next(2) == 0 ? 3 : r.Next(-9, 30));
        Outcome outcome = InProcess.Run(
            ["fit", "--data", data, "--target", "y", "--model", folder.At("m.mdn"), .. Quick, .. options]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(message, outcome.Error);
        Assert.Equal(["table.csv"], folder.Names);
    }

    [Fact]
    public void A_model_keeps_what_is_known_of_its_target_and_scores_new_rows_by_it()
    {
        Outcome outcome = InProcess.Run("evaluate", "--model", zeros.Model, "--data", zeros.Data, "--json");
        Assert.Equal(0, outcome.ExitCode);
        using JsonDocument scores = JsonDocument.Parse(outcome.Output);
        // Randomised at the zeros, or the 40 % of them would all be inside.
        Assert.InRange(scores.RootElement.GetProperty("coverage_50").GetDouble(), 0.35, 0.65);
    }

    [Fact]
    public void At_a_value_with_a_probability_of_its_own_below_counts_it_and_above_and_between_do_not()
    {
        string[] question = ["predict", "--model", zeros.Model, "--row", "x=0", "--below", "0", "--above", "0", "1",
            "--between", "0", "1"];
        using JsonDocument json = JsonDocument.Parse(InProcess.Run([.. question, "--json"]).Output);
        double Of(string column) => json.RootElement.GetProperty(column).GetDouble();

        Assert.InRange(Of("y_below_0"), 0.2, 0.6);
        Assert.Equal(1, Of("y_below_0") + Of("y_above_0"), 1e-12);
        Assert.Equal(1, Of("y_below_0") + Of("y_between_0_and_1") + Of("y_above_1"), 1e-12);
        string said = InProcess.Run(question).Output;
        Assert.Contains("  at most 0        ", said);
        Assert.Contains("  above 0, at most 1 ", said);
        Assert.Matches(@"(?m)^  most probable +.*exactly 0 \([\d.]+ %\)", said);
    }

    /// <summary>Fits a table, and returns the report; the 5 %, 50 % and 95 % quantiles at some x come out.</summary>
    private static string Fit(Func<double, Random, double> y, out double[][] predicted, params string[] options)
    {
        using var folder = new TempDir();
        string report = Fit(Write(folder, y), folder.At("m.mdn"), options);
        predicted = Predict(folder.At("m.mdn"));
        return report;
    }

    private static string Fit(string data, string model, params string[] options)
    {
        Outcome fit = InProcess.Run(
            ["fit", "--data", data, "--target", "y", "--model", model, .. Quick, .. options]);
        Assert.True(fit.ExitCode == 0, fit.Error);
        return fit.Output;
    }

    private static double[][] Predict(string model)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("new.csv"), "x\n-1\n-0.5\n0\n0.5\n1\n");
        Outcome outcome = InProcess.Run("predict", "--model", model, "--data", folder.At("new.csv"), "--output",
            folder.At("out.csv"), "--quantiles", "0.05", "0.5", "0.95", "--modes", "0");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        string[] lines = File.ReadAllLines(folder.At("out.csv"));
        int first = Array.IndexOf(lines[0].Split(','), "y_q0.05");
        return [.. lines[1..].Select(line => line.Split(',')[first..(first + 3)]
            .Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
    }

    private static string Write(TempDir folder, Func<double, Random, double> y)
    {
        var random = new Random(20);
        string data = folder.At("table.csv");
        File.WriteAllLines(data, [
            "x,y",
            .. Enumerable.Range(0, Rows).Select(_ =>
            {
                double x = 2 * random.NextDouble() - 1;
                return string.Create(CultureInfo.InvariantCulture, $"{x:R},{y(x, random):R}");
            }),
        ]);
        return data;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>A fit to amounts of which four in ten are 0.</summary>
    public sealed class FitOfZeros : IDisposable
    {
        private readonly TempDir _folder = new();

        public FitOfZeros()
        {
            Data = Write(_folder, (x, r) => r.NextDouble() < 0.4 ? 0 : Math.Exp(x + 0.3 * Normal(r)));
            Model = _folder.At("m.mdn");
            Report = ObservedTargetSpecs.Fit(Data, Model);
        }

        /// <summary>The table's file.</summary>
        public string Data { get; }

        /// <summary>The model's file.</summary>
        public string Model { get; }

        /// <summary>What the fit printed.</summary>
        public string Report { get; }

        public void Dispose() => _folder.Dispose();
    }
}
