using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MdnDemo.Reports;
using MdnDemo.Tables;
using MdnDemo.Tests.Support;
using MixtureDensity;

namespace MdnDemo.Tests;

/// <summary>One case from the command line.</summary>
[Collection(nameof(Libtorch))]
public sealed class CaseSpecs(SmallModel model)
{
    private static readonly string[] Questions =
    [
        "--interval", "0.8", "--regions", "2", "--above", "3", "--between", "0", "4", "--samples", "2", "--modes", "2",
    ];

    [Fact]
    public void Its_json_object_has_the_cells_of_the_row_in_a_table()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("row.csv"), "x,colour\n2.5,red\n");
        Outcome table = InProcess.Run(["predict", "--model", model.Path, "--data", folder.At("row.csv"), "--output",
            folder.At("out.csv"), .. Questions]);
        Outcome row = Case(["--row", "x=2.5", "colour=red", "--json", .. Questions]);
        Assert.Equal(0, table.ExitCode);
        string[][] lines = [.. File.ReadLines(folder.At("out.csv")).Select(line => line.Split(','))];
        JsonObject json = JsonNode.Parse(row.Output)!.AsObject();
        Assert.Equal((0, ""), (row.ExitCode, row.Error));
        Assert.Equal(lines[0][2..], json.Select(p => p.Key));
        foreach (var (name, cell) in lines[0].Zip(lines[1]).Skip(2))
        {
            if (cell.Length == 0)
                Assert.Null(json[name]);
            else
                Assert.Equal(double.Parse(cell, CultureInfo.InvariantCulture), json[name]!.GetValue<double>(), 1e-7);
        }
    }

    [Fact]
    public void A_person_reads_the_same_numbers_and_sees_a_picture_in_plain_letters()
    {
        Outcome row = Case("--row", "colour=red", "--row", "x=2.5", "--above", "3");
        JsonObject json = JsonNode.Parse(Case("--row", "x=2.5", "colour=red", "--json", "--above", "3").Output)!
            .AsObject();
        Assert.Equal((0, ""), (row.ExitCode, row.Error));
        string[] lines = row.Output.Split('\n');
        Assert.Equal("x = 2.5, colour = red", lines[0]);
        Assert.Equal("y", lines[2]);
        string Value(string key) =>
            json[key]!.GetValue<double>().ToString("F" + Decimals(), CultureInfo.InvariantCulture);
        string Percent(string key) =>
            string.Create(CultureInfo.InvariantCulture, $"{100 * json[key]!.GetValue<double>():G3} %");
        int Decimals() => 2 - (int)Math.Floor(Math.Log10(json["y_std"]!.GetValue<double>()));
        Assert.Contains($"  mean             {Value("y_mean")}, standard deviation {Value("y_std")}", lines);
        Assert.Contains($"  90 % interval    {Value("y_90_low")} to {Value("y_90_high")}", lines);
        Assert.Contains($"  above 3          {Percent("y_above_3")}", lines);
        Assert.Contains(lines, line => line.StartsWith(
            $"  90 % region      {Value("y_region1_low")} to {Value("y_region1_high")}", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith(
            $"  most probable    around {Value("y_mode1")}", StringComparison.Ordinal));
        Assert.All(row.Output, c => Assert.InRange(c, '\n', '~'));
        Assert.Contains(lines, line => line.Contains("==="));
    }

    [Fact]
    public void Several_humps_have_their_probabilities_and_one_needs_none()
    {
        TrainingTable table = SameEverywhere.Table(
            new NumericColumn("x", [.. Enumerable.Range(0, 40)]), new NumericColumn("y", [.. Enumerable.Range(0, 40)]));
        using DensityModel one = SameEverywhere.Model(table, (1, 5, 1)),
            two = SameEverywhere.Model(table, (0.6, 5, 1), (0.4, 30, 1));
        Assert.Equal(["around 5.000", "3.355 to 6.645"], Answers(one));
        string[] humps = Answers(two);
        Assert.Equal("around 5.0 (60 %), 30.0 (40 %)", humps[0]);
        // Of 90 % the higher hump has more, by the height at which both are cut.
        Match parts = Regex.Match(humps[1], @"^3\.\d to 6\.\d \(([\d.]+) %\), 28\.\d to 31\.\d \(([\d.]+) %\)$");
        double[] shares =
            [.. parts.Groups.Values.Skip(1).Select(g => double.Parse(g.Value, CultureInfo.InvariantCulture))];
        Assert.Equal(90, shares.Sum(), 0.2);
        Assert.True(shares[0] > 54 && shares[1] < 36);

        static string[] Answers(DensityModel model)
        {
            using var folder = new TempDir();
            model.Save(folder.At("m.mdn"));
            string[] lines =
                InProcess.Run(["predict", "--model", folder.At("m.mdn"), "--row", "x=1"]).Output.Split('\n');
            return [.. new[] { "  most probable", "  90 % region" }.Select(name => lines.Single(line =>
                line.StartsWith(name, StringComparison.Ordinal))[19..])];
        }
    }

    [Fact]
    public void A_value_of_a_grid_has_its_digits_and_a_region_of_one_value_is_exactly_that()
    {
        using var folder = new TempDir();
        // 19 rows in 20 are 0, the others tenths.
        File.WriteAllLines(folder.At("t.csv"), ["x,rain", .. Enumerable.Range(0, 400).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{i % 7},{(i % 20 == 0 ? 0.1 * (1 + i / 20) : 0):0.0}"))]);
        Assert.Equal(0, InProcess.Run(["fit", "--data", folder.At("t.csv"), "--target", "rain", "--model",
            folder.At("m.mdn"), "--no-report", .. SmallModel.Quick]).ExitCode);
        string[] lines = InProcess.Run(
            ["predict", "--model", folder.At("m.mdn"), "--row", "x=1", "--no-calibration"]).Output.Split('\n');
        Assert.Contains(lines, line => line.StartsWith("  90 % region      exactly 0 (", StringComparison.Ordinal));
        string quantiles = lines.Single(line => line.StartsWith("  quantiles", StringComparison.Ordinal));
        Assert.Matches(@"^  quantiles        (\d\.\d \(\d+ %\)(, |$)){5}$", quantiles);
    }

    [Theory]
    [InlineData(50_000, 20_000, "  mean             50,000, standard deviation 20,000")]
    [InlineData(0.5, 0.002, "  mean             0.50000, standard deviation 0.00200")]
    public void Numbers_have_digits_to_a_hundredth_of_their_spread(double mean, double deviation, string expected)
    {
        TrainingTable table = SameEverywhere.Table(
            new NumericColumn("x", [.. Enumerable.Range(0, 40)]),
            new NumericColumn("y", [.. Enumerable.Range(0, 40).Select(i => mean + deviation * i)]));
        using DensityModel model = SameEverywhere.Model(table, (1, mean, deviation));
        using var folder = new TempDir();
        model.Save(folder.At("m.mdn"));
        string[] lines = InProcess.Run(["predict", "--model", folder.At("m.mdn"), "--row", "x=1"]).Output.Split('\n');
        Assert.Contains(expected, lines);
        if (mean > 1)
            Assert.Contains("  90 % interval    17,100 to 82,900", lines);
    }

    [Theory]
    [InlineData(12345.678, 10, "12,345.7")]
    [InlineData(12345.678, double.PositiveInfinity, "12345.7")]
    [InlineData(12345.678, 0, "12345.7")]
    public void A_number_of_infinite_spread_is_a_number(double value, double spread, string text) =>
        Assert.Equal(text, CaseReport.Format(value, spread));

    [Theory]
    [InlineData(0, "exactly 0")]
    [InlineData(1e-12, "exactly 1E-12")]
    [InlineData(1_234_567.25, "exactly 1,234,567.25")]
    public void A_value_with_a_probability_of_its_own_has_all_its_digits(double value, string text) =>
        Assert.Equal(text, CaseReport.Exactly(value));

    [Fact]
    public void A_sample_beyond_all_numbers_is_null()
    {
        using DensityModel huge = OfLogarithms(mean: 709);
        using var folder = new TempDir();
        huge.Save(folder.At("m.mdn"));
        Outcome outcome = InProcess.Run(
            ["predict", "--model", folder.At("m.mdn"), "--row", "x=0", "--json", "--samples", "50"]);
        Assert.Equal(0, outcome.ExitCode);
        JsonObject json = JsonNode.Parse(outcome.Output)!.AsObject();
        Assert.Equal(50, json.Count(p => p.Key.StartsWith("y_sample", StringComparison.Ordinal)));
        Assert.Contains(json, p => p.Key.StartsWith("y_sample", StringComparison.Ordinal) && p.Value is null);
    }

    [Fact]
    public void A_text_that_no_training_row_had_is_predicted_with_a_warning()
    {
        Outcome row = Case("--row", "x=2.5", "colour=gren");
        Assert.Equal(0, row.ExitCode);
        Assert.Equal("Warning: colour 'gren' was in no training row, or in few; the model knows 'blue', 'red'.\n",
            row.Error);
    }

    [Fact]
    public void A_missing_value_is_one_of_the_usual_texts() =>
        Assert.Equal((0, ""), Case("--row", "x=NA", "colour=red") is var row ? (row.ExitCode, row.Error) : default);

    [Theory]
    [InlineData("--row lacks 'colour'; write colour=value, or colour=NA for a missing value.", "--row", "x=1")]
    [InlineData("--row is 'x'; write name=value, such as x=1.", "--row", "x", "colour=red")]
    [InlineData("--row: the model has no input 'X'; the nearest are 'x'", "--row", "X=1", "colour=red")]
    [InlineData("--row names 'x' twice; name it once.", "--row", "x=1", "x=2", "colour=red")]
    [InlineData("--row: x is 'much', which is no number; write it as 1234.5.", "--row", "x=much", "colour=red")]
    [InlineData("--row: x is 1e101, beyond ±1E+100.", "--row", "x=1e101", "colour=red")]
    [InlineData("--row: the inputs are too far from those of the training rows", "--row", "x=1e99", "colour=red")]
    [InlineData("--row is one case without a table; it excludes --output.", "--row", "x=1", "--output", "a.csv")]
    [InlineData("--row is one case without a table; it excludes --data.", "--row", "x=1", "--data", "a.csv")]
    [InlineData("--missing does nothing for --row; leave it out.", "--row", "x=1", "--missing", "error")]
    [InlineData("--force does nothing for --row; leave it out.", "--row", "x=1", "--force")]
    [InlineData("Option '--data' is required; one case without a table needs --row.")]
    [InlineData("--json is for --row only", "--data", "a.csv", "--output", "b.csv", "--json")]
    public void I_am_told_in_one_line_what_is_wrong_with_a_case(string message, params string[] arguments) =>
        Case(arguments).IsOneLine(message);

    // A model of random weights, whose target is positive.
    private static DensityModel OfLogarithms(double mean)
    {
        var target = new TargetScaling("y", mean, 5) { Observation = new TargetObservation { IsLogarithmic = true } };
        using var generator = new TorchSharp.torch.Generator(1);
        return new DensityModel(new TableSchema([new NumericEncoding("x", 0, 1, [])], [target]),
            [new MixtureDensityNetwork(1, [4], 2, generator: generator)],
            new TrainingSummary(1, 1, new Estimate(0, 0), false, new Dictionary<string, string>()));
    }

    private Outcome Case(params string[] arguments) =>
        InProcess.Run(["predict", "--model", model.Path, .. arguments]);
}
