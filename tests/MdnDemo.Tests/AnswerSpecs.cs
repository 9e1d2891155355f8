using System.Globalization;
using System.Text.Json.Nodes;
using MdnDemo.Tests.Support;
using MixtureDensity;

namespace MdnDemo.Tests;

/// <summary>
/// What predict answers to questions about intervals, regions and events, against sums over a fine grid of the density.
/// </summary>
[Collection(nameof(Libtorch))]
public sealed class AnswerSpecs(SmallModel model)
{
    private const int Cells = 200_000;

    [Fact]
    public void An_interval_leaves_as_much_below_as_above()
    {
        var (columns, grids) = Predict("--interval", "0.9", "0.975", "--no-calibration");
        for (int row = 0; row < grids.Length; row++)
        {
            Assert.Equal(0.05, grids[row].Probability(double.NegativeInfinity, columns["y_90_low"][row]!.Value), 1e-4);
            Assert.Equal(0.05, grids[row].Probability(columns["y_90_high"][row]!.Value, double.PositiveInfinity), 1e-4);
            Assert.Equal(0.0125, grids[row].Probability(double.NegativeInfinity, columns["y_97.5_low"][row]!.Value),
                1e-4);
            Assert.Equal(0.0125, grids[row].Probability(columns["y_97.5_high"][row]!.Value, double.PositiveInfinity),
                1e-4);
        }
    }

    [Fact]
    public void The_intervals_of_a_region_hold_the_highest_cells_of_its_probability()
    {
        var (columns, grids) = Predict("--regions", "3", "--region-level", "0.6", "--no-calibration");
        for (int row = 0; row < grids.Length; row++)
        {
            double least = 1;
            List<Interval> intervals = [];
            for (int i = 1; i <= 3; i++)
            {
                if (columns[$"y_region{i}_low"][row] is not { } low)
                {
                    Assert.Null(columns[$"y_region{i}_high"][row]);
                    Assert.Null(columns[$"y_region{i}_probability"][row]);
                    continue;
                }
                var interval = new Interval(low, columns[$"y_region{i}_high"][row]!.Value);
                double probability = columns[$"y_region{i}_probability"][row]!.Value;
                Assert.InRange(probability, 0, least);
                Assert.Equal(grids[row].Probability(interval.Lower, interval.Upper), probability, 1e-4);
                least = probability;
                intervals.Add(interval);
            }
            Assert.Equal(grids[row].LengthOfHighest(0.6), intervals.Sum(i => i.Upper - i.Lower), 1e-3);
            Assert.Equal(0.6, intervals.Sum(i => grids[row].Probability(i.Lower, i.Upper)), 1e-3);
        }
    }

    // The scores of the model's 60 rows, from the smallest: for a level of 0.9 as much is left out as the sixth needs.
    [Fact]
    public void Calibrated_intervals_and_regions_leave_out_what_the_scores_of_the_model_say()
    {
        var (columns, grids) = Predict("--interval", "0.9", "--regions", "8");
        using DensityModel read = DensityModel.Load(model.Path);
        TargetCalibration calibration = Assert.Single(read.Calibration!.Targets);
        Assert.Equal((CalibrationSource.OutOfFold, 60), (read.Calibration.Source, calibration.Regions!.Count));
        double outside = calibration.Intervals!.OutsideFor(0.9), ofRegion = calibration.Regions.OutsideFor(0.9);
        Assert.NotEqual(0.1, outside, 1e-3);
        for (int row = 0; row < grids.Length; row++)
        {
            Assert.Equal(outside / 2, grids[row].Probability(double.NegativeInfinity, columns["y_90_low"][row]!.Value),
                1e-4);
            Assert.Equal(outside / 2, grids[row].Probability(columns["y_90_high"][row]!.Value, double.PositiveInfinity),
                1e-4);
            Assert.Equal(1 - ofRegion, Enumerable.Range(1, 8).Sum(i => columns[$"y_region{i}_probability"][row] ?? 0),
                1e-6);
        }
    }

    [Fact]
    public void Evaluate_counts_the_rows_inside_and_measures_what_predict_writes()
    {
        using var folder = new TempDir();
        string[] tables = ["--model", model.Path, "--data", model.Data];
        Assert.Equal(0, InProcess.Run(["predict", .. tables, "--output", folder.At("p.csv"), "--interval", "0.8",
            "--regions", "9", "--region-level", "0.8"]).ExitCode);
        string[][] lines = [.. File.ReadLines(folder.At("p.csv")).Select(line => line.Split(','))];
        double[] Of(string column) => [.. lines[1..].Select(line =>
            double.TryParse(line[Array.IndexOf(lines[0], column)], CultureInfo.InvariantCulture, out double v) ? v
                : double.NaN)];
        double[] y = Of("y");
        JsonObject json = JsonNode.Parse(InProcess.Run(["evaluate", .. tables, "--json", "--interval", "0.8"]).Output)!
            .AsObject();
        double Score(string name) => json[name]!.GetValue<double>();
        double[] low = Of("y_80_low"), high = Of("y_80_high");
        Assert.Equal(y.Select((v, i) => v >= low[i] && v <= high[i] ? 1.0 : 0).Average(),
            Score("interval_80_coverage"), 1e-9);
        Assert.Equal(low.Zip(high, (a, b) => b - a).Average(), Score("interval_80_length"), 1e-6);
        var regions = Enumerable.Range(1, 9)
            .Select(i => (Low: Of($"y_region{i}_low"), High: Of($"y_region{i}_high"))).ToArray();
        Assert.Equal(y.Select((v, i) => regions.Any(r => v >= r.Low[i] && v <= r.High[i]) ? 1.0 : 0).Average(),
            Score("region_80_coverage"), 1e-9);
        Assert.Equal(y.Select((_, i) => regions.Where(r => !double.IsNaN(r.Low[i])).Sum(r => r.High[i] - r.Low[i]))
            .Average(), Score("region_80_length"), 1e-6);
        Assert.Contains("calibrated on 60 out-of-fold rows", InProcess.Run(["evaluate", .. tables]).Output);
    }

    [Fact]
    public void A_model_without_scores_predicts_its_own_intervals_with_a_warning()
    {
        using var folder = new TempDir();
        using (DensityModel read = DensityModel.Load(model.Path))
            new DensityModel(read.Schema, read.Networks, read.Training).Save(folder.At("m.mdn"));
        string[] Row(string path) => ["predict", "--model", path, "--row", "x=2", "colour=red", "--json"];
        Outcome own = InProcess.Run([.. Row(model.Path), "--no-calibration"]);
        Outcome without = InProcess.Run(Row(folder.At("m.mdn")));
        Assert.Equal(own.Output, without.Output);
        Assert.Contains("Warning: the model has no conformity scores", Assert.Single(without.Notes));
        Assert.Empty(own.Notes);
    }

    [Fact]
    public void The_probability_of_an_event_is_the_sum_of_its_cells()
    {
        var (columns, grids) = Predict("--above", "3", "-1e1", "--below", "4.5", "--between", "-1", "2.5");
        for (int row = 0; row < grids.Length; row++)
        {
            Is("y_above_3", 3, double.PositiveInfinity);
            Is("y_above_-10", -10, double.PositiveInfinity);
            Is("y_below_4.5", double.NegativeInfinity, 4.5);
            Is("y_between_-1_and_2.5", -1, 2.5);

            void Is(string column, double lower, double upper) =>
                Assert.Equal(grids[row].Probability(lower, upper), columns[column][row]!.Value, 1e-4);
        }
    }

    [Fact]
    public void A_column_of_the_table_keeps_its_name_and_I_am_told_the_predictions()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("taken.csv"), TestTables.Csv(File.ReadLines(model.Data).Select((line, i) =>
            line + (i == 0 ? ",y_90_low,Y_ABOVE_3" : ",7,8"))));
        Outcome outcome = InProcess.Run("predict", "--model", model.Path, "--data", folder.At("taken.csv"), "--output",
            folder.At("out.csv"), "--interval", "0.9", "--above", "3");
        string[] header = File.ReadLines(folder.At("out.csv")).First().Split(',');
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(header.Length, header.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Contains("y_90_low_2", header);
        Assert.Contains("y_above_3_2", header);
        Assert.Contains("has a column 'y_90_low'; the prediction is in 'y_90_low_2'", outcome.Error);
    }

    [Fact]
    public void Parquet_holds_the_same_answers()
    {
        using var folder = new TempDir();
        string[] questions = ["--interval", "0.8", "--regions", "2", "--above", "3", "--quantiles", "0.5"];
        string[] common = ["predict", "--model", model.Path, "--data", model.Data, .. questions, "--output"];
        Assert.Equal(0, InProcess.Run([.. common, folder.At("p.csv")]).ExitCode);
        Assert.Equal(0, InProcess.Run([.. common, folder.At("p.parquet")]).ExitCode);
        // Prediction is strict about inputs only, so the answers of both come through unchanged beside a second one.
        string[] again = ["predict", "--model", model.Path, "--data", folder.At("p.parquet"), "--output",
            folder.At("again.csv"), "--modes", "0", "--quantiles", "0.5"];
        Assert.Equal(0, InProcess.Run(again).ExitCode);
        string[][] csv = Cut(folder.At("p.csv")), back = Cut(folder.At("again.csv"));
        for (int row = 0; row < csv.Length; row++)
        {
            for (int column = 0; column < csv[0].Length; column++)
            {
                if (row == 0 || !double.TryParse(csv[row][column], CultureInfo.InvariantCulture, out double number))
                    Assert.Equal(csv[row][column], back[row][column]);
                else
                    Assert.Equal(number, double.Parse(back[row][column], CultureInfo.InvariantCulture), 1e-9);
            }
        }

        static string[][] Cut(string path) => [.. File.ReadLines(path).Select(line => line.Split(','))];
    }

    [Theory]
    [InlineData("--interval is 1; it must be greater than 0 and less than 1", "--interval", "1")]
    [InlineData("The model keeps the conformity scores of 60 rows, which guarantee at most the level 0.9836, and 0.99 "
        + "is asked for", "--interval", "0.5", "0.99")]
    [InlineData("at most the level 0.9836, and 0.995 is", "--regions", "1", "--region-level", "0.995")]
    [InlineData("--interval names a probability twice", "--interval", "0.9", "0.90")]
    [InlineData("--regions is -1; it must be from 0", "--regions", "-1")]
    [InlineData("--above is 'much'; it must be a number such as 10, or target=10", "--above", "much")]
    [InlineData("--below is 'NaN'; it must be a number", "--below", "NaN")]
    [InlineData("--between 3 has no second number", "--between", "3")]
    [InlineData("--between 3 1: the first number must be less", "--between", "3", "1")]
    [InlineData("--above: the model has no target 'z'; it predicts 'y'", "--above", "z=3")]
    [InlineData("--above 3 is there twice", "--above", "3", "y=3.0")]
    public void I_am_told_in_one_line_what_is_wrong_with_a_question(string message, params string[] question)
    {
        using var folder = new TempDir();
        InProcess.Run(["predict", "--model", model.Path, "--data", model.Data, "--output", folder.At("out.csv"),
            .. question]).IsOneLine(message);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void An_event_names_its_target_where_there_are_several()
    {
        using var folder = new TempDir();
        Assert.Equal(0, InProcess.Run(["fit", "--data", model.Data, "--target", "y", "x", "--model", folder.At("m.mdn"),
            "--no-plots", "--no-report", .. SmallModel.Quick]).ExitCode);
        string[] row = ["predict", "--model", folder.At("m.mdn"), "--row", "colour=red"];
        InProcess.Run([.. row, "--above", "3"]).IsOneLine("--above needs the name of a target, for the model has 'y', "
            + "'x'; write --above y=3.");
        InProcess.Run([.. row, "--between", "y=3", "x=4"]).IsOneLine("--between names the targets 'y' and 'x'");
        JsonObject json = JsonNode.Parse(InProcess.Run([.. row, "--above", "x=3", "--between", "y=3", "4", "--json"])
            .Output)!.AsObject();
        Assert.Equal(["x_above_3", "y_between_3_and_4"],
            json.Select(p => p.Key).Where(k => k.Contains("above") || k.Contains("between")).Order());
    }

    private (Dictionary<string, double?[]> Columns, Grid[] Grids) Predict(params string[] question)
    {
        using var folder = new TempDir();
        Outcome outcome = InProcess.Run(["predict", "--model", model.Path, "--data", model.Data, "--output",
            folder.At("out.csv"), .. question]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Output));
        string[][] lines = [.. File.ReadLines(folder.At("out.csv")).Select(line => line.Split(','))];
        // A few rows are enough for a grid each.
        string[][] cells = [lines[1], lines[20], lines[41], lines[60]];
        using DensityModel read = DensityModel.Load(model.Path);
        MixtureBatch mixtures = read.Predict(new Table([
            new NumericColumn("x", [.. cells.Select(row => double.Parse(row[0], CultureInfo.InvariantCulture))]),
            new TextColumn("colour", [.. cells.Select(row => row[1])]),
        ]));
        return (lines[0].Select((name, i) => (name, i)).Skip(2).ToDictionary(c => c.name, c => cells.Select(row =>
            row[c.i].Length == 0 ? (double?)null : double.Parse(row[c.i], CultureInfo.InvariantCulture)).ToArray()),
            [.. cells.Select((_, row) => Grid.Of(mixtures.Marginal(row)))]);
    }

    /// <summary>A density in cells.</summary>
    private sealed record Grid(double Low, double Cell, double[] Probabilities)
    {
        public static Grid Of(ScalarDistribution distribution)
        {
            double reach = 12 * distribution.StandardDeviation, low = distribution.Mean - reach;
            double cell = 2 * reach / Cells;
            return new Grid(low, cell, [.. Enumerable.Range(0, Cells)
                .Select(i => cell * Math.Exp(distribution.LogDensity(low + (i + 0.5) * cell)))]);
        }

        public double Probability(double lower, double upper) => Probabilities.Where((_, i) =>
            Low + (i + 0.5) * Cell > lower && Low + (i + 0.5) * Cell <= upper).Sum();

        public double LengthOfHighest(double probability)
        {
            double sum = 0;
            return Cell * Probabilities.OrderDescending().TakeWhile(p => (sum += p) < probability).Count();
        }
    }
}
