using System.Text.Json.Nodes;
using MdnDemo.Tables;
using MdnDemo.Tests.Support;
using MixtureDensity;

namespace MdnDemo.Tests;

/// <summary>Rows that count more or less than others.</summary>
[Collection(nameof(Libtorch))]
public sealed class WeightSpecs(SmallModel model)
{
    /// <summary>The small table with weights 0, 1 and 2 in turns.</summary>
    private static readonly string[] Lines = [.. TestTables.Small.TrimEnd('\n').Split('\n')
        .Select((line, row) => row == 0 ? $"{line},w" : $"{line},{WeightOf(row)}")];

    private static int WeightOf(int row) => row % 3;

    private static string[] Fit(TempDir folder, params string[] options) =>
        ["fit", "--data", folder.At("t.csv"), "--target", "y", "--model", folder.At("m.mdn"), "--no-plots",
            "--no-report", .. SmallModel.Quick, .. options];

    [Fact]
    public void The_report_says_how_rows_count()
    {
        using var folder = new TempDir();
        File.WriteAllLines(folder.At("t.csv"), Lines);
        Outcome fit = InProcess.Run(Fit(folder, "--weight", "w", "--verbose"));
        Assert.Equal(0, fit.ExitCode);
        Assert.Contains("Skipped 20 rows of weight 0.", fit.Error);
        Assert.Contains("\n  w: weight, numbers", fit.Error);
        Assert.Contains("60 rows, 4 columns, 2 inputs", fit.Error);
        Assert.StartsWith("y given x, colour (1 number, 1 category); 40 rows (20 skipped), weighted by w.\n",
            fit.Output);
        // Kish: (20 · 1 + 20 · 2)²/(20 · 1 + 20 · 4).
        Assert.Matches(@"(?m)^effective rows +36\.0 *$", fit.Output);
        string said = fit.Output.ReplaceLineEndings(" ");
        Assert.Contains("Rows count by their weight in 'w', scaled to a mean of 1; the scores are as certain as those "
            + "of 36 rows of one weight.", said);
        Assert.Contains("calibrated on 36 effective out-of-fold rows.", said);
    }

    [Fact]
    public void A_row_of_weight_2_is_scored_as_two_rows_and_one_of_weight_0_as_none()
    {
        using var folder = new TempDir();
        File.WriteAllLines(folder.At("t.csv"), Lines);
        File.WriteAllLines(folder.At("copies.csv"), Lines.Take(1).Concat(
            Lines.Skip(1).SelectMany((line, i) => Enumerable.Repeat(line, WeightOf(i + 1)))));
        JsonObject weighted = Evaluate(folder.At("t.csv"), "--weight", "w"), copies = Evaluate(folder.At("copies.csv"));
        Assert.Equal((40, 60), (weighted["rows"]!.GetValue<int>(), copies["rows"]!.GetValue<int>()));
        Assert.Equal(36, weighted["effective_rows"]!.GetValue<double>(), 1e-9);
        Assert.Null(copies["effective_rows"]);
        foreach (var (key, score) in copies.Where(p => p.Key != "rows" && !p.Key.EndsWith("_se")))
            Assert.Equal(score!.GetValue<double>(), weighted[key]!.GetValue<double>(), 1e-9);
        // Fewer rows than copies are less certain.
        Assert.True(weighted["nll_se"]!.GetValue<double>() > copies["nll_se"]!.GetValue<double>());
    }

    [Fact]
    public void An_input_is_worth_what_it_is_to_the_weighted_rows()
    {
        using var folder = new TempDir();
        File.WriteAllLines(folder.At("t.csv"), Lines);
        string[] explain = ["explain", "--model", model.Path, "--data", folder.At("t.csv"), "--weight", "w"];
        JsonNode json = JsonNode.Parse(InProcess.Run([.. explain, "--json", "--shuffles", "3"]).Output)!;
        Assert.Equal(40, json["rows"]!.GetValue<int>());
        Assert.Equal(Evaluate(folder.At("t.csv"), "--weight", "w")["nll"]!.GetValue<double>(),
            json["nll"]!.GetValue<double>(), 1e-9);
        using DensityModel read = DensityModel.Load(model.Path);
        using TableFile file = TableFile.Open(folder.At("t.csv"));
        using TableReader reader =
            TableReader.For(read.Schema, file, withTargets: true, new ReadOptions(), weight: "w");
        var (_, expected) = PermutationImportance.Compute(
            read, reader.Read(100)!.Table, [["x"], ["colour"]], 3, seed: 1, "w");
        foreach (InputImportance importance in expected)
        {
            JsonNode input = json["inputs"]!.AsArray()
                .Single(i => i!["columns"]![0]!.GetValue<string>() == importance.Columns[0])!;
            Assert.Equal(importance.Rise.Mean, input["rise"]!.GetValue<double>(), 1e-9);
            Assert.Equal(importance.Rise.StandardError, input["rise_se"]!.GetValue<double>(), 1e-9);
        }
        Outcome people = InProcess.Run([.. explain, "--plots", folder.At("p"), "--top", "1"]);
        Assert.Contains("The negative log-likelihood of 40 rows, weighted by w, is ", people.Output);
    }

    [Theory]
    [InlineData("", "row 6, column 'w': the weight is missing; fill it")]
    [InlineData("NA", "row 6, column 'w': the weight is missing; fill it")]
    [InlineData("-0.5", "row 6, column 'w': '-0.5' is negative; a weight is at least 0")]
    [InlineData("heavy", "row 6, column 'w': 'heavy' is not a number")]
    public void A_weight_that_is_none_is_named_with_its_row(string cell, string message)
    {
        using var folder = new TempDir();
        string[] lines = [.. Lines];
        lines[5] = lines[5][..(lines[5].LastIndexOf(',') + 1)] + cell;
        File.WriteAllLines(folder.At("t.csv"), lines);
        InProcess.Run(Fit(folder, "--weight", "w", "--missing", "drop")).IsOneLine(folder.At("t.csv"), message);
        foreach (string command in new[] { "evaluate", "explain" })
            InProcess.Run(command, "--model", model.Path, "--data", folder.At("t.csv"), "--weight", "w")
                .IsOneLine(folder.At("t.csv"), message);
        Assert.Equal(["t.csv"], folder.Names);
    }

    [Theory]
    [InlineData("w", "column 'w': no row has a weight above 0; there is nothing to")]
    [InlineData("x", "Column 'x' is an input or a target")]
    [InlineData("y", "Column 'y' is an input or a target")]
    [InlineData("v", "has no column 'v'")]
    [InlineData("day", "column 'day': '2024-01-02' is a date, and a weight is a number")]
    public void A_column_that_cannot_be_the_weight_is_refused(string weight, string message)
    {
        using var folder = new TempDir();
        File.WriteAllLines(folder.At("t.csv"), Lines.Select((line, row) => row == 0 ? $"{line},day"
            : $"{line[..(line.LastIndexOf(',') + 1)]}0,2024-01-{1 + row % 20:00}"));
        InProcess.Run(Fit(folder, "--weight", weight, "--input", "x", "colour")).IsOneLine(message);
        foreach (string command in new[] { "evaluate", "explain" })
            InProcess.Run(command, "--model", model.Path, "--data", folder.At("t.csv"), "--weight", weight)
                .IsOneLine(message);
    }

    private JsonObject Evaluate(string data, params string[] options)
    {
        Outcome outcome = InProcess.Run(["evaluate", "--model", model.Path, "--data", data, "--json", .. options]);
        Assert.Equal(0, outcome.ExitCode);
        return JsonNode.Parse(outcome.Output)!.AsObject();
    }
}
