using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>A table of the user's own, from fit to predictions.</summary>
[Collection(nameof(Libtorch))]
public sealed class TableSpecs(SmallModel model)
{
    private static readonly string[] Appended =
        ["y_mean", "y_std", "y_q0.05", "y_q0.25", "y_q0.5", "y_q0.75", "y_q0.95", "y_mode1", "y_mode1_weight",
            "y_mode2", "y_mode2_weight", "y_mode3", "y_mode3_weight"];

    [Fact]
    public void I_can_read_how_good_a_fit_is()
    {
        string output = model.Fit.Output;
        Assert.StartsWith("y given x, colour (1 number, 1 category); 60 rows.\n", output);
        foreach (string score in new[]
        {
            "negative log-likelihood, nats", "CRPS", "RMSE of the mean", "coverage of the 50 % interval",
                "coverage of the 80 % interval",
            "coverage of the 90 % interval", "coverage of the 95 % interval", "effective components",
                "baseline: marginal distribution",
            "baseline: linear regression", "time",
        })
        {
            Assert.Matches($@"(?m)^{score} +-?\d", output);
        }
        string pictures = Path.ChangeExtension(model.Path, null) + "-pictures";
        string[] files = [model.Path,
            .. new[] { "loss", "density", "regions", "pit", "coverage" }
                .Select(name => Path.Combine(pictures, name + ".png"))];
        Assert.All(files, file => Assert.Matches($@"(?m)^file +{file}\s*$", output));
        Assert.All(files, file => Assert.True(File.Exists(file)));
        Assert.Equal(5, Directory.GetFileSystemEntries(pictures).Length);
        // Progress tells how good it is, and how much is done.
        string[] lines = model.Fit.Error.TrimEnd('\n').Split('\n');
        Assert.Equal($"Read {model.Data}: CSV with ',', 60 rows, 3 columns, 2 inputs; categories: colour (2).",
            lines[0]);
        Assert.All(lines[1..], line =>
            Assert.Matches(
                @"^\d+ %  (hidden 8(, 32 PLE bins)?(, one Gaussian)?: validation NLL -?\d+\.\d{4}|writing files)"
                    + @"(  \d+ s left)?$", line));
        int[] percentages = [.. lines[1..].Select(line => int.Parse(line[..line.IndexOf(' ')]))];
        Assert.Equal(percentages.Order(), percentages);
        // The end of the work is that of the last file.
        Assert.Equal("100 %  writing files  0 s left", lines[^1]);
        Assert.DoesNotContain(100, percentages[..^1]);
    }

    [Fact]
    public void Of_several_mistakes_in_a_table_I_am_told_the_first()
    {
        using var folder = new TempDir();
        string[] lines = TestTables.Small.Split('\n');
        lines[40] = "3,red";
        lines[30] = "3,\"red\"x,1";
        File.WriteAllText(folder.At("table.csv"), string.Join('\n', lines));
        Outcome outcome = InProcess.Run("predict", "--model", model.Path, "--data", folder.At("table.csv"),
            "--output", folder.At("out.csv"));
        outcome.IsOneLine("row 31", "a quote is not closed");
        Assert.Equal(["table.csv"], folder.Names);
    }

    [Fact]
    public void I_get_the_columns_I_ask_for_behind_my_own()
    {
        using var folder = new TempDir();
        string[][] rows = Predict(folder, TestTables.Small);
        Assert.Equal(["x", "colour", "y", .. Appended, "log_density"], rows[0]);
        string[] lines = TestTables.Small.TrimEnd('\n').Split('\n');
        Assert.Equal(lines, rows.Select(row => string.Join(',', row[..3])));
        foreach (string[] row in rows[1..])
        {
            double[] numbers = [.. row[3..10].Append(row[^1]).Select(Number)];
            Assert.All(numbers, number => Assert.True(double.IsFinite(number)));
            Assert.True(numbers[1] > 0);
            Assert.Equal(numbers[2..7].Order(), numbers[2..7]);
            // Modes come the weightiest first; where there are fewer, the fields stay empty.
            double[] weights = [.. new[] { row[11], row[13], row[15] }.Where(w => w.Length > 0).Select(Number)];
            Assert.Equal(weights.OrderDescending(), weights);
            Assert.InRange(weights.Sum(), 0, 1 + 1e-6);
        }
    }

    [Fact]
    public void I_get_a_log_density_only_where_the_target_is_there()
    {
        using var folder = new TempDir();
        string[][] rows = Predict(folder, "colour,note,x\nred,\"a, \"\"b\"\"\",1.5\nblue,,2\n", "--quantiles",
            "0.1", "0.9", "--modes", "0", "--samples", "2");
        Assert.Equal(["colour", "note", "x", "y_mean", "y_std", "y_q0.1", "y_q0.9", "y_sample1", "y_sample2"], rows[0]);
        Assert.StartsWith("red,\"a, \"\"b\"\"\",1.5,", File.ReadAllLines(folder.At("out.csv"))[1]);
        Assert.StartsWith("blue,,2,", File.ReadAllLines(folder.At("out.csv"))[2]);
    }

    [Fact]
    public void My_samples_follow_the_quantiles_beside_them()
    {
        using var folder = new TempDir();
        string[][] rows = Predict(folder, "x,colour\n3,red\n", "--quantiles", "0.25", "--modes", "0",
            "--samples", "4000");
        double quartile = Number(rows[1][4]);
        double below = rows[1][5..].Count(draw => Number(draw) <= quartile) / 4000.0;
        // The seed is the program's default: five standard errors.
        Assert.Equal(0.25, below, 5 * Math.Sqrt(0.25 * 0.75 / 4000));
    }

    [Fact]
    public void My_samples_of_several_targets_with_one_number_are_one_joint_sample()
    {
        using var folder = new TempDir();
        // Both targets are near 10, or both near −10, whatever x is.
        File.WriteAllText(folder.At("two.csv"), TestTables.Csv(["x,y,z", .. Enumerable.Range(0, 60)
            .Select(i => $"{i / 2},{(i % 2 == 0 ? "" : "-")}10.{i % 7},{(i % 2 == 0 ? "" : "-")}10.{i % 5}")]));
        Assert.Equal(0, InProcess.Run(["fit", "--data", folder.At("two.csv"), "--target", "y", "z", "--model",
            folder.At("two.mdn"), "--no-plots", "--no-report", "--steps", "400", .. SmallModel.Quick[2..]]).ExitCode);
        File.WriteAllText(folder.At("x.csv"), "x\n15\n");
        string[][] rows = [.. InProcess.Predict("--model", folder.At("two.mdn"), "--data", folder.At("x.csv"),
            "--modes", "0", "--samples", "50").Output.TrimEnd('\n').Split('\n').Select(line => line.Split(','))];
        (double Y, double Z)[] samples =
            [.. Enumerable.Range(1, 50).Select(i => (Sample("y", i), Sample("z", i)))];

        // Of independent samples half would have equal signs.
        Assert.InRange(samples.Count(s => Math.Sign(s.Y) == Math.Sign(s.Z)), 42, 50);
        Assert.InRange(samples.Count(s => s.Y > 0), 10, 40);

        double Sample(string target, int number) => Number(rows[1][rows[0].IndexOf($"{target}_sample{number}")]);
    }

    [Fact]
    public void I_get_the_same_predictions_for_the_same_seed_however_the_table_is_written()
    {
        using var folder = new TempDir();
        string comma = Body(Predict(folder, TestTables.Small, "--samples", "2"));
        Assert.Equal(comma, Body(Predict(folder, TestTables.Small, "--samples", "2")));
        Assert.NotEqual(comma, Body(Predict(folder, TestTables.Small, "--samples", "2", "--seed", "2")));
        Assert.Equal(comma, Body(Predict(folder, '\uFEFF' + TestTables.Small, "--samples", "2")));
        Assert.Equal(comma, Body(Predict(folder, TestTables.Small.TrimEnd('\n'), "--samples", "2")));
        Assert.Equal(comma, Body(Predict(folder,
            TestTables.Small.Replace("\n", "\r\n", StringComparison.Ordinal), "--samples", "2")));
        Assert.Equal(comma, Body(Predict(folder, TestTables.Small.Replace(',', ';'), "--samples", "2"), ';'));
        Assert.Equal(comma, Body(Predict(folder, TestTables.Small.Replace(',', '\t'), "--samples", "2"), '\t'));
        Assert.Equal(comma, Body(Predict(folder,
            TestTables.Small.Replace("red", "\"red\"", StringComparison.Ordinal), "--samples", "2")).Replace("\"", ""));
    }

    [Fact]
    public void I_keep_the_order_of_many_rows()
    {
        using var folder = new TempDir();
        string[][] rows = Predict(folder,
            TestTables.Csv(["x,colour,id",
            .. Enumerable.Range(0, 20_000).Select(i => $"{i % 7},{(i % 3 == 0 ? "red" : "blue")},{i}")]),
            "--quantiles", "0.5", "--modes", "1");
        Assert.Equal(Enumerable.Range(0, 20_000),
            rows[1..].Select(row => int.Parse(row[2], CultureInfo.InvariantCulture)));
        foreach (var same in rows[1..].GroupBy(row => (row[0], row[1])))
            AreTheSame(same.Select(row => row[3..]));
    }

    [Fact]
    public async Task I_can_use_standard_input_and_output()
    {
        using var folder = new TempDir();
        string[][] rows = Predict(folder, TestTables.Small);
        Outcome outcome = await Demo.RunFileAsync(
            "bash", "-c", "exec \"$0\" \"$@\" < \"$TABLE\"".Replace("$TABLE", model.Data, StringComparison.Ordinal),
                Demo.File, "predict", "--model", model.Path, "--data", "-", "--output", "-");
        Assert.Equal((0, "60 rows predicted."), (outcome.ExitCode, Assert.Single(outcome.Notes)));
        Assert.Equal(rows.Select(row => string.Join(',', row)), outcome.Output.TrimEnd('\n').Split('\n'));

        using var other = new TempDir();
        outcome = await Demo.RunFileAsync(
            "bash", ["-c", $"cat {model.Data} | \"$0\" \"$@\"", Demo.File, "fit", "--data", "-", "--target", "y",
                "--model", other.At("m.mdn"), .. SmallModel.Quick]);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(["m-pictures", "m.html", "m.mdn"], other.Names);
    }

    [Fact]
    public void I_can_read_the_scores_of_another_table_in_a_program()
    {
        Outcome outcome = InProcess.Run("evaluate", "--model", model.Path, "--data", model.Data, "--json");
        Assert.Equal((0, 0), (outcome.ExitCode, outcome.Notes.Length));
        JsonElement json = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal(["rows", "nll", "nll_se", "effective_components", "crps", "crps_se", "rmse", "rmse_se",
            "coverage_50", "coverage_80", "coverage_90", "coverage_95"], OwnScores(json));
        Assert.Equal(60, json.GetProperty("rows").GetInt32());

        // The same from predict's columns.
        using var folder = new TempDir();
        string[][] rows = Predict(folder, TestTables.Small);
        double[] losses = [.. rows[1..].Select(row => -Number(row[^1]))];
        double[] errors = [.. rows[1..].Select(row => Math.Pow(Number(row[2]) - Number(row[3]), 2))];
        double[] within = [.. rows[1..]
            .Select(row => Number(row[5]) <= Number(row[2]) && Number(row[2]) <= Number(row[9]) ? 1.0 : 0)];
        Assert.Equal(losses.Average(), json.GetProperty("nll").GetDouble(), 1e-6);
        double deviation = Math.Sqrt(losses.Sum(l => Math.Pow(l - losses.Average(), 2)) / 59);
        Assert.Equal(deviation / Math.Sqrt(60), json.GetProperty("nll_se").GetDouble(), 1e-6);
        Assert.Equal(Math.Sqrt(errors.Average()), json.GetProperty("rmse").GetDouble(), 1e-6);
        Assert.Equal(within.Average(), json.GetProperty("coverage_90").GetDouble(), 1e-12);

        string table = InProcess.Run("evaluate", "--model", model.Path, "--data", model.Data).Output;
        Assert.Matches(string.Create(CultureInfo.InvariantCulture,
            $@"negative log-likelihood, nats +{losses.Average():F3} +\+/- +{deviation / Math.Sqrt(60):F3}"), table);
        Assert.Matches(@"CRPS +\d\.\d+ +\+/- +\d\.\d+", table);
        Assert.Matches(@"RMSE of the mean +\d\.\d+ +\+/- +\d\.\d+", table);
        Assert.Matches(@"coverage of the 90 % interval +[\d.]+( +\+/- +[\d.]+)?", table);
        // The decimal points of the scores stand below each other, and those of the errors.
        string[] scores = [.. table.Split('\n').Where(line => line.Contains("+/-"))];
        Assert.True(scores.Length > 3);
        Assert.Single(scores.Select(line => line.IndexOf('.', StringComparison.Ordinal)).Distinct());
        Assert.Single(scores.Select(line => line.LastIndexOf('.')).Distinct());
    }

    [Fact]
    public void I_can_score_a_single_row_however_far_off_it_is()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("one.csv"), "x,colour,y\n1,red,1e99\n");
        Outcome outcome = InProcess.Run("evaluate", "--model", model.Path, "--data", folder.At("one.csv"),
            "--json");
        Assert.Equal((0, 0), (outcome.ExitCode, outcome.Notes.Length));
        JsonElement json = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal(JsonValueKind.Null, json.GetProperty("nll_se").ValueKind);
        Assert.True(json.GetProperty("nll").GetDouble() > 1e100);
    }

    [Fact]
    public void I_can_fit_several_targets_and_read_the_scores_of_each()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("two.csv"),
            TestTables.Csv(["x,y,[z]", .. Enumerable.Range(0, 60).Select(i => $"{i},{i % 7},{i * i % 11}")]));
        Outcome fit = InProcess.Run(
            ["fit", "--data", folder.At("two.csv"), "--target", "y", "[z]", "--model", folder.At("m.mdn"), "--plots",
                folder.At("p"), .. SmallModel.Quick]);
        Assert.Equal(0, fit.ExitCode);
        Assert.Contains("[z]: CRPS", fit.Output);
        Assert.Contains("Target 'y' is rounded to 1;", fit.Output);
        Assert.Equal(
            ["coverage-2.png", "coverage.png", "density-2.png", "density.png", "loss.png", "pit-2.png", "pit.png",
                "regions-2.png", "regions.png"],
            Directory.GetFileSystemEntries(folder.At("p")).Select(p => Path.GetFileName(p))
                .Order(StringComparer.Ordinal));

        Outcome evaluate = InProcess.Run("evaluate", "--model", folder.At("m.mdn"), "--data",
            folder.At("two.csv"), "--json");
        JsonElement json = JsonDocument.Parse(evaluate.Output).RootElement;
        Assert.Equal(["rows", "nll", "nll_se", "effective_components", "targets"],
            json.EnumerateObject().Select(p => p.Name));
        Assert.All(["y", "[z]"], target => Assert.Equal(
            ["crps", "crps_se", "rmse", "rmse_se", "coverage_50", "coverage_80", "coverage_90", "coverage_95"],
                OwnScores(json.GetProperty("targets").GetProperty(target))));

        Outcome predict = InProcess.Predict("--model", folder.At("m.mdn"), "--data", folder.At("two.csv"),
            "--quantiles", "0.5", "--modes", "0", "--samples", "1");
        Assert.StartsWith("x,y,[z],y_mean,y_std,y_q0.5,y_sample1,[z]_mean,[z]_std,[z]_q0.5,[z]_sample1,log_density\n",
            predict.Output);
    }

    [Fact]
    public void I_get_the_same_model_for_the_same_seed()
    {
        using var folder = new TempDir();
        string Predictions(string seed)
        {
            InProcess.Run(["fit", "--data", model.Data, "--target", "y", "--model", folder.At("m.mdn"),
                "--no-plots", "--no-report", "--seed", seed, "--force", .. SmallModel.Quick]);
            return InProcess.Predict("--model", folder.At("m.mdn"), "--data", model.Data).Output;
        }
        string one = InProcess.Predict("--model", model.Path, "--data", model.Data).Output;
        Assert.Equal(one, Predictions("1"));
        Assert.NotEqual(one, Predictions("2"));
        Assert.Equal(["m.mdn"], folder.Names);
    }

    [Fact]
    public void I_can_skip_rows_with_missing_cells_and_am_told_how_many()
    {
        using var folder = new TempDir();
        string table = TestTables.Small + "1,,2\n,red,\n1,red,\n";
        File.WriteAllText(folder.At("gaps.csv"), table);
        Outcome fit = InProcess.Run(
            ["fit", "--data", folder.At("gaps.csv"), "--target", "y", "--model", folder.At("m.mdn"), "--no-plots",
                "--no-report", "--missing", "drop", .. SmallModel.Quick]);
        Assert.Equal(0, fit.ExitCode);
        Assert.Equal(["Skipped 2 rows without a target.", "Skipped 1 row with missing values."], fit.Notes);
        Assert.Contains("; 60 rows (3 skipped).\n", fit.Output);

        Outcome evaluate = InProcess.Run("evaluate", "--model", model.Path, "--data", folder.At("gaps.csv"),
            "--missing", "drop");
        Assert.Equal(fit.Notes, evaluate.Notes);
        Outcome predict = InProcess.Run("predict", "--model", model.Path, "--data", folder.At("gaps.csv"),
            "--output", folder.At("out.csv"), "--missing", "drop");
        Assert.Equal(
            $"61 rows predicted; 2 rows without a prediction, the first: {folder.At("gaps.csv")}, row 62: it has "
                + "missing values.", Assert.Single(predict.Notes));
        // They keep their places, with empty cells.
        string[] rows = File.ReadAllLines(folder.At("out.csv"));
        Assert.Equal(64, rows.Length);
        Assert.StartsWith("1,,2,,,", rows[61]);
        Assert.EndsWith(",,", rows[61]);
    }

    // Networks that have hardly learnt anything know less than the line through the data.
    [Fact]
    public void I_am_warned_of_every_baseline_that_scored_better()
    {
        string output = model.Fit.Output;
        double own = Number(Regex.Match(output, @"negative log-likelihood, nats +(-?[\d.]+)").Groups[1].Value);
        Match[] baselines = Regex.Matches(output,
            @"(?m)^baseline: (.+?) +(-?[\d.]+) +\+/- +[\d.]+ +(-?[\d.]+)( +\+/- +([\d.]+))? *$")
            .ToArray();
        Match[] better = [.. baselines.Where(line => Number(line.Groups[2].Value) < own)];
        // Networks with one Gaussian are no baseline where they are the model.
        Assert.Equal(Regex.IsMatch(output, "Selected architecture: .*one Gaussian") ? 2 : 3, baselines.Length);
        Assert.Contains("linear regression", better.Select(line => line.Groups[1].Value));
        Assert.DoesNotContain("marginal distribution", better.Select(line => line.Groups[1].Value));
        Assert.Equal(better.Select(line => $"Warning: the baseline '{line.Groups[1].Value}' scored better, by "
            + $"{line.Groups[3].Value[1..]} +/- {line.Groups[5].Value} nats."),
            output.Split('\n').Where(line => line.StartsWith("Warning: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void I_am_warned_of_a_constant_input_which_is_not_used()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"),
            TestTables.Small.Replace("\n", ",7,same\n", StringComparison.Ordinal).Replace("x,colour,y,7,same",
            "x,colour,y,seven,word", StringComparison.Ordinal));
        Outcome fit = InProcess.Run(
            ["fit", "--data", folder.At("table.csv"), "--target", "y", "--model", folder.At("m.mdn"), "--no-plots",
                "--no-report", .. SmallModel.Quick]);
        Assert.Equal(0, fit.ExitCode);
        Assert.Collection(fit.Notes,
            first => Assert.Contains("Warning: ", first),
            second => Assert.Contains("column 'word' has the same value in all rows; it is not used", second));
        // The model does not ask for it.
        Assert.Equal(0, InProcess.Run("evaluate", "--model", folder.At("m.mdn"), "--data",
            model.Data).ExitCode);
    }

    [Theory]
    [InlineData("row 3, column 'x': the cell is missing", "x,colour,y\n1,red,2\n,red,2\n")]
    [InlineData("'one' is not a number; write numbers as 1234.5, or name it with", "x,colour,y\none,red,2\n")]
    [InlineData("row 3: the inputs are too far from those of the training rows", "x,colour,y\n1,red,2\n1e90,red,2\n")]
    [InlineData("row 3: it has 2 fields", "x,colour,y\n1,red,2\n1,red\n")]
    [InlineData("has no column 'x'; the nearest are 'X'", "X,colour,y\n1,red,2\n")]
    public void I_am_told_what_a_model_cannot_use_of_a_table(string message, string table)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), table);
        foreach (string[] command in new string[][] { ["predict", "--strict", "--output", folder.At("out.csv")],
            ["evaluate"] })
        {
            Outcome outcome = InProcess.Run([.. command, "--missing", "error", "--model", model.Path, "--data",
                folder.At("table.csv")]);
            outcome.IsOneLine(folder.At("table.csv"), message);
            Assert.Equal(["table.csv"], folder.Names);
        }
    }

    [Theory]
    [InlineData("has no rows to score", "evaluate", "x,colour,y\n")]
    [InlineData("has no column 'y'", "evaluate", "x,colour\n1,red\n")]
    public void I_am_told_what_a_command_cannot_use_of_a_table(string message, string command, string table)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), table);
        string[] options = command == "predict" ? ["--output", folder.At("out.csv")] : [];
        InProcess.Run([command, "--model", model.Path, "--data", folder.At("table.csv"),
            .. options]).IsOneLine(folder.At("table.csv"), message);
        Assert.Equal(["table.csv"], folder.Names);
    }

    [Theory]
    [InlineData("row 30002, column 'x': 'three' is not a number", "three,red", "4,green")]
    [InlineData("row 30002: it has 3 fields", "3,red,7", "3")]
    [InlineData("row 30002: the inputs are too far", "1e90,red", "three,red")]
    public void I_am_told_the_first_of_two_mistakes_far_down_and_get_no_part_of_a_file(string message,
        string row, string laterRow)
    {
        using var folder = new TempDir();
        IEnumerable<string> good = Enumerable.Range(0, 30_000).Select(i => $"{i % 7},{(i % 3 == 0 ? "red" : "blue")}");
        File.WriteAllText(folder.At("table.csv"), TestTables.Csv(["x,colour", .. good, row, .. good, laterRow]));
        InProcess.Run("predict", "--model", model.Path, "--data", folder.At("table.csv"), "--output",
            folder.At("out.csv"), "--strict").IsOneLine(folder.At("table.csv"), message);
        Assert.Equal(["table.csv"], folder.Names);
    }

    // So many are not all in memory at once.
    [Fact]
    public void I_can_draw_many_values_for_many_rows_and_no_two_are_the_same()
    {
        using var folder = new TempDir();
        string[][] rows = Predict(folder, TestTables.Csv(["x,colour", .. Enumerable.Repeat("3,red", 1200)]),
            "--quantiles", "0.5", "--modes", "0", "--samples", "2000");
        Assert.Equal(1201, rows.Length);
        Assert.All(rows, row => Assert.Equal(2 + 3 + 2000, row.Length));
        Assert.Equal(1200, rows[1..].Select(row => string.Join(',', row[5..10])).Distinct().Count());
    }

    [Fact]
    public void I_can_predict_rows_that_are_very_long()
    {
        using var folder = new TempDir();
        string[] notes = [.. Enumerable.Range(0, 12).Select(i => new string((char)('a' + i), 1_000_000))];
        string[][] rows = Predict(folder,
            TestTables.Csv(["note,x,colour", .. notes.Select(note => note + ",3,red")]));
        Assert.Equal(notes, rows[1..].Select(row => row[0]));
        AreTheSame(rows[1..].Select(row => row[3..]));
    }

    // It would free numbers that libtorch is reading, and did.
    [Fact]
    public void No_memory_is_collected_while_the_program_runs_on() =>
        Assert.Contains("\"System.GC.Concurrent\": false",
            File.ReadAllText(Path.ChangeExtension(Demo.File, null) + ".runtimeconfig.json"));

    [Theory]
    [InlineData("910 networks", "--folds", "10", "--refits", "900", "--hidden", "1000", "1000")]
    [InlineData("narrower --hidden layers", "--hidden", "10000", "10000")]
    public void I_am_told_before_the_training_that_a_model_would_be_too_large(string message,
        params string[] options)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"),
            TestTables.Csv(["x,y", .. Enumerable.Range(0, 200).Select(i => $"{i},{i % 7}")]));
        InProcess.Run(["fit", "--data", folder.At("table.csv"), "--target", "y", "--model", folder.At("m.mdn"),
            .. options]).IsOneLine("The model would have", message);
        Assert.Equal(["table.csv"], folder.Names);
    }

    [Fact]
    public void I_can_predict_no_rows()
    {
        using var folder = new TempDir();
        string[][] rows = Predict(folder, "x,colour\n");
        Assert.Equal(["x", "colour", .. Appended], Assert.Single(rows));
    }

    // A row's prediction depends on the row alone, but for the order in which single precision adds up.
    // Those of calibrated intervals and regions have specs of their own.
    private static IEnumerable<string> OwnScores(JsonElement json) => json.EnumerateObject().Select(p => p.Name)
        .Where(name => !name.StartsWith("interval_", StringComparison.Ordinal)
            && !name.StartsWith("region_", StringComparison.Ordinal));

    private static void AreTheSame(IEnumerable<string[]> predictions)
    {
        double[][] numbers = [.. predictions
            .Select(cells => cells.Select(cell => cell == "" ? double.NaN : Number(cell)).ToArray())];
        Assert.All(numbers, p => Assert.All(p.Zip(numbers[0]), pair => Assert.Equal(pair.Second, pair.First, 1e-5)));
    }

    private string[][] Predict(TempDir folder, string table, params string[] options)
    {
        File.WriteAllText(folder.At("table.csv"), table);
        Outcome outcome = InProcess.Run(["predict", "--model", model.Path, "--data", folder.At("table.csv"),
            "--output", folder.At("out.csv"), "--force", .. options]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches(@"^[\d,]+ rows? predicted\.$", outcome.Notes[^1]);
        Assert.All(outcome.Notes[..^1], note => Assert.Contains("outside the range of the training rows", note));
        Assert.Equal(["out.csv", "table.csv"], folder.Names);
        return [.. File.ReadAllLines(folder.At("out.csv")).Select(line => line.Split(','))];
    }

    private static string Body(string[][] rows, char delimiter = ',') =>
        string.Join('\n', rows.Select(row => string.Join(',', row).Replace(delimiter, ',')));

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
