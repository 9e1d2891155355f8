using System.Runtime.InteropServices;
using MdnDemo.Benchmarks.Densities;
using MdnDemo.Tests.Support;
using MixtureDensity;
using TorchSharp;

namespace MdnDemo.Tests;

/// <summary>The benchmark that says how good the densities are.</summary>
[Collection(nameof(Libtorch))]
public sealed class DensityBenchmarkSpecs
{
    private const string ThreeSplits = "0,7,14,21,28\n1,8,15,22,29,36\n59,5\n";

    private static readonly ModelOptions Quick =
        new() { Architectures = [new([8])], Refits = 0, Components = 2, Folds = 2,
        Training = new TrainingOptions { Steps = 40 } };

    [Fact]
    public void I_can_go_on_where_a_run_was_stopped()
    {
        using var folder = new SplitFolder(ThreeSplits);
        Outcome first = Uci(folder, "--splits", "1");
        Assert.Equal(0, first.ExitCode);
        Assert.Matches(@"^split 1  NLL -?\d+\.\d{4}  mean of 1 -?\d+\.\d{4}  \d+\.\d s  \d\d:\d\d:\d\d left\n$",
            first.Error);
        string before = File.ReadAllText(folder.ResultsCsv);
        // A run that was killed while it wrote.
        File.AppendAllText(folder.ResultsCsv, "0,3,5");

        Outcome rest = Uci(folder);
        Assert.Equal(0, rest.ExitCode);
        Assert.StartsWith("NLL ", rest.Output);
        Assert.Equal(["split 0", "split 2"], rest.Error.TrimEnd('\n').Split('\n').Select(line => line[..7]));
        string after = File.ReadAllText(folder.ResultsCsv);
        Assert.StartsWith(before, after);
        Assert.Equal([1, 0, 2], ResultsFile.Read(folder.ResultsCsv).Select(r => r.Run));
        Assert.Equal([(54, 6), (55, 5), (58, 2)],
            ResultsFile.Read(folder.ResultsCsv).Select(r => (r.TrainingRows, r.TestRows)));

        Outcome nothing = Uci(folder);
        Assert.Equal((0, ""), (nothing.ExitCode, nothing.Error));
        Assert.Equal(after, File.ReadAllText(folder.ResultsCsv));

        // All at once they are the same.
        Outcome restarted = Uci(folder, "--restart");
        Assert.Equal(0, restarted.ExitCode);
        Assert.Equal(
            after.Split('\n')[1..4].Order(StringComparer.Ordinal).Select(Scores),
            File.ReadAllText(folder.ResultsCsv).Split('\n')[1..4].Select(Scores));

        static string Scores(string line) => string.Join(',', line.Split(',')[..8]);
    }

    [Fact]
    public async Task I_keep_the_finished_splits_when_I_press_Ctrl_C()
    {
        // So many that it is not done before it is interrupted.
        using var folder = new SplitFolder(TestTables.Csv(Enumerable.Range(0, 1000).Select(i => $"{i % 60}")));
        using Demo run = Demo.StartFile(Demo.Benchmarks, "uci", folder.Path, "--results", folder.Results, "--steps",
            "5");
        await run.BeginAsync();
        run.Signal(PosixSignal.SIGINT);
        Outcome outcome = await run.EndAsync();

        Assert.Equal((130, ""), (outcome.ExitCode, outcome.Output));
        Result[] results = [.. ResultsFile.Read(folder.ResultsCsv)];
        Assert.InRange(results.Length, 1, 999);
        Assert.EndsWith("Stopped; the same command goes on after the "
            + $"{(results.Length == 1 ? "1 result" : $"{results.Length} results")} in {folder.ResultsCsv}.\n",
            outcome.Error);
        Assert.Equal(Enumerable.Range(0, results.Length), results.Select(result => result.Run));
    }

    [Fact]
    public void Test_rows_change_no_fitted_weight()
    {
        int[] test = [1, 8, 15, 22, 29, 36];
        using var folder = new SplitFolder(ThreeSplits);
        using var otherTargets =
            new SplitFolder(ThreeSplits, row => test.Contains(row) ? 1e6 + row : SplitFolder.Target(row));
        using var otherInputs = new SplitFolder(ThreeSplits, lastInput: row => test.Contains(row) ? row : 5);
        using var otherTraining = new SplitFolder(ThreeSplits, row => row == 2 ? 1.01 : SplitFolder.Target(row));

        double[] weights = Weights(folder);
        Assert.NotEmpty(weights);
        Assert.Equal(weights, Weights(otherTargets));
        Assert.Equal(weights, Weights(otherInputs));
        Assert.NotEqual(weights, Weights(otherTraining));
    }

    [Fact]
    public void A_split_is_tested_on_its_rows_and_learns_from_all_others()
    {
        using var folder = new SplitFolder("59,5\n");
        Split split = SplitTable.Read(folder.Path).Split(0, folds: 2);

        Assert.Equal([5.0, 59], split.Test.Numbers("a"));
        Assert.Equal([SplitFolder.Target(5), SplitFolder.Target(59)], split.Test.Numbers("y"));
        Assert.Equal(Enumerable.Range(0, SplitFolder.Rows).Except([5, 59]).Select(i => (double)i),
            split.Training.Rows.Numbers("a"));
        // The column c is the same in all rows.
        Assert.Equal(["a", "b"], split.Training.Inputs);
        Assert.Equal(["y"], split.Training.Targets);
    }

    [Fact]
    public void Its_scores_are_those_of_the_densities_of_the_test_rows()
    {
        using var folder = new SplitFolder(ThreeSplits);
        using var scope = torch.NewDisposeScope();
        Split split = SplitTable.Read(folder.Path).Split(1, Quick.Folds);
        using DensityModel model = split.Fit(Quick, TestContext.Current.CancellationToken);
        Result result = split.Measure(1, 3, Quick, "default", TestContext.Current.CancellationToken);

        // The same seed fits the same model, whose plain mixtures share no code with the tensors.
        MixtureBatch batch = model.Predict(split.Test);
        (ScalarDistribution P, double Y)[] rows =
            [.. split.Test.Numbers("y").Select((y, row) => (batch.Marginal(row), y))];
        Assert.Equal(rows.Average(r => -r.P.LogDensity(r.Y)), result.NegativeLogLikelihood, 1e-6);
        Assert.Equal(Math.Sqrt(rows.Average(r => Math.Pow(r.P.Mean - r.Y, 2))), result.Rmse, 1e-6);
        Assert.Equal(rows.Average(r => r.P.Cdf(r.Y) is >= 0.05 and <= 0.95 ? 1.0 : 0), result.Coverage, 1e-12);
        // E|X − y| − E|X − X'|/2 from quantiles at equal steps.
        Assert.Equal(rows.Average(r =>
            Crps([.. Enumerable.Range(0, 2000).Select(i => r.P.Quantile((i + 0.5) / 2000))], r.Y)), result.Crps,
            1e-3 * result.Crps);
        Assert.Equal(result, Result.Parse(result.ToLine()) with { Seconds = result.Seconds });

        // Of sorted values, Σᵢⱼ |xᵢ − xⱼ| is 2 Σᵢ (2i + 1 − n) xᵢ, i from 0.
        static double Crps(double[] x, double y) =>
            x.Average(v => Math.Abs(v - y)) - x.Select((v, i) => (2.0 * i + 1 - x.Length) * v)
                .Sum() / ((double)x.Length * x.Length);
    }

    [Theory]
    [InlineData("line 2: there is no row 60; the table has rows 0 to 59", "1,2\n3,60\n")]
    [InlineData("line 1: there is no row -1", "-1\n")]
    [InlineData("line 1: 'x' is no row number", "1,x\n")]
    [InlineData("line 1: '1.0' is no row number", "1.0\n")]
    [InlineData("line 1: '' is no row number", "1,,2\n")]
    [InlineData("line 2: it names no rows", "1\n\n2\n")]
    [InlineData("line 1: row 4 is named twice", "4,5,4\n")]
    [InlineData("is empty", "")]
    [InlineData("small, split 0 has 18 rows to learn from; at least 20 are needed",
        "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,"
        + "21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41\n")]
    public void I_am_told_in_one_line_what_is_wrong_with_the_splits(string message, string testRows)
    {
        using var folder = new SplitFolder(testRows);
        Uci(folder).IsOneLine(message);
        Assert.False(File.Exists(folder.ResultsCsv));
    }

    [Fact]
    public void I_am_told_in_one_line_what_else_is_wrong()
    {
        using var folder = new SplitFolder(ThreeSplits);
        Uci(folder, "--splits", "2-3").IsOneLine("--splits is '2-3'; the numbers go from 0 to 2.");
        Uci(folder, "--splits", "2-1").IsOneLine("--splits is '2-1'");
        Uci(folder, "--splits", "first").IsOneLine("--splits is 'first'");
        Uci(folder, "--seed", "-1").IsOneLine("--seed is -1");
        InProcess.RunBenchmark("uci", folder.Results).IsOneLine("There is no folder",
            "test-rows.csv");
        InProcess.RunBenchmark("inverse", "--rows", "3").IsOneLine("--rows is 3");
        InProcess.RunBenchmark("table", "--results", folder.Results).IsOneLine(folder.Results,
            "there is no such folder");

        Directory.CreateDirectory(folder.Results);
        File.WriteAllLines(folder.ResultsCsv, [Result.Header, Line(0, 3, 1.5, "seed 2")]);
        Uci(folder).IsOneLine(folder.ResultsCsv, "seed 2", "steps 5", "--restart");
        File.WriteAllLines(folder.ResultsCsv, [Result.Header, Line(0, 3, 1.5), Line(0, 3, 1.5)]);
        Uci(folder).IsOneLine(folder.ResultsCsv, "row 3", "twice");
        File.WriteAllLines(folder.ResultsCsv, [Result.Header, "1,2,3"]);
        Uci(folder).IsOneLine(folder.ResultsCsv, "row 2", "it is no result");
        File.WriteAllText(folder.ResultsCsv, "my,own\n1,2\n");
        Uci(folder).IsOneLine(folder.ResultsCsv, "its first line is another");
        Assert.Equal("my,own\n1,2\n", File.ReadAllText(folder.ResultsCsv));
    }

    [Fact]
    public void I_can_bench_a_target_as_it_is()
    {
        using var folder = new SplitFolder("0,1\n", row => row / 10);
        Assert.Equal(0, Uci(folder, "--as-is").ExitCode);
        Assert.Equal("small-as-is.csv", Path.GetFileName(Assert.Single(Directory.GetFiles(folder.Results))));
    }

    [Fact]
    public void I_can_bench_rows_of_which_no_training_row_is_a_copy()
    {
        // The second row is the first again, and the fourth the third but for its target.
        using var folder = new SplitFolder(
            "0,2,4\n1\n", row => row == 3 ? -1 : SplitFolder.Target(Twin(row)), input: Twin);
        Assert.Equal(0, Uci(folder, "--new-rows", "--splits", "0").ExitCode);
        string results = Assert.Single(Directory.GetFiles(folder.Results));
        Assert.Equal("small-new-rows.csv", Path.GetFileName(results));
        Assert.Equal([(57, 2)], ResultsFile.Read(results).Select(r => (r.TrainingRows, r.TestRows)));
        Uci(folder, "--new-rows").IsOneLine("split 1", "each test row is a copy");
        Uci(folder, "--new-rows", "--as-is").IsOneLine("exclude each other");

        static int Twin(int row) => row < 4 ? row / 2 * 2 : row;
    }

    [Fact]
    public void I_can_bench_the_inverse_problem()
    {
        using var folder = new TempDir();
        Outcome outcome = InProcess.RunBenchmark("inverse", "--rows", "50", "--seeds", "2-3",
            "--steps", "3", "--results", folder.Path);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal([(2, 10, 50, 100_000), (3, 10, 50, 100_000)],
            ResultsFile.Read(folder.At("inverse-50.csv")).Select(r => (r.Run, r.Runs, r.TrainingRows, r.TestRows)));
    }

    [Fact]
    public void The_inverse_problem_asks_for_the_place_and_is_tested_on_new_points()
    {
        Split split = InverseProblem.Split(1000, seed: 1, folds: 5);
        double[] heights = split.Test.Numbers("x"), places = split.Test.Numbers("y");

        Assert.Equal(["x"], split.Training.Inputs);
        Assert.Equal(["y"], split.Training.Targets);
        // The noise has variance 1, its square variance 2: five standard errors.
        Assert.Equal(1, places.Zip(heights, (u, v) => Math.Pow(v - 7 * Math.Sin(0.75 * u) - 0.5 * u, 2)).Average(),
            5 * Math.Sqrt(2.0 / 100_000));
        // A place that was drawn twice by chance is no test point that was seen: it has another height.
        Assert.Empty(Points(split.Training.Rows).Intersect(Points(split.Test)));
        Assert.NotEqual(places, InverseProblem.Split(1000, seed: 2, folds: 5).Test.Numbers("y"));

        static IEnumerable<(double, double)> Points(Table table) => table.Numbers("x").Zip(table.Numbers("y"));
    }

    [Fact]
    public void I_can_read_the_results_beside_the_published_ones_and_keep_my_own_words()
    {
        using var folder = new TempDir();
        File.WriteAllLines(folder.At("concrete.csv"), [Result.Header, Line(0, 2, 2.3), Line(1, 2, 2.4)]);
        File.WriteAllLines(folder.At("naval-propulsion-plant.csv"), [Result.Header, Line(0, 20, -5.7)]);
        File.WriteAllLines(folder.At("wine-quality-red.csv"), [Result.Header, Line(0, 1, 0.875)]);
        File.WriteAllLines(folder.At("wine-quality-red-as-is.csv"), [Result.Header, Line(0, 1, 0.2)]);
        File.WriteAllLines(folder.At("wine-quality-red-new-rows.csv"), [Result.Header, Line(0, 1, 0.9)]);
        File.WriteAllLines(folder.At("yacht.csv"), [Result.Header, Line(0, 1, 0.1, "steps 10")]);
        File.WriteAllLines(folder.At("mine.csv"), [Result.Header, Line(0, 1, 7)]);
        File.WriteAllLines(folder.At("inverse-1000.csv"),
            [Result.Header, .. Enumerable.Range(1, 10).Select(seed => Line(seed, 10, seed == 10 ? 1.45 : 1.33))]);
        Outcome outcome = InProcess.RunBenchmark("table", "--results", folder.Path);

        Assert.Equal((0, folder.At("README.md") + "\n", ""), (outcome.ExitCode, outcome.Output, outcome.Error));
        string page = File.ReadAllText(folder.At("README.md"));
        string[] lines = page.Split('\n');
        // 2.3 and 2.4 have the deviation 0.0707, and their mean that over √2.
        Assert.Contains(
            "| concrete | 2 | **2.350 ± 0.050** | ≤ 2.45 | met | 3.16 | 3.04 | 3.06 | 2.94 | 3.04 | 3.01 | "
                + "2.83 | 2.74 | **2.22** |",
            lines);
        Assert.Contains(
            "| energy | — | — | ≤ 0.05 | — | 2.04 | 1.99 | 1.38 | 1.21 | 0.60 | 1.39 | "
                + "0.53 | 0.31 | **0.15** |", lines);
        Assert.Contains(
            "| wine (red) | 1 | **0.875** | ≤ 0.85 | missed by 0.025 | 0.97 | 0.93 | 0.94 | 0.93 | 0.91 | 0.89 | "
                + "0.95 | **0.80** | — |", lines);
        Assert.Contains(
            "| wine (red), as is | 1 | **0.200** | — | not claimed | 0.97 | 0.93 | 0.94 | 0.93 | 0.91 | 0.89 | "
                + "0.95 | **0.80** | — |", lines);
        Assert.Contains(
            "| wine (red), new rows | 1 | **0.900** | — | not claimed | — | — | — | — | — | — | — | — | — |", lines);
        Assert.Contains(
            "| yacht (steps 10) | 1 | **0.100** | ≤ −0.85 | — | 1.63 | 1.55 | 1.18 | 1.25 | 0.20 | 1.03 | "
                + "0.16 | −0.32 | **−0.73** |",
            lines);
        Assert.Contains(
            "| naval | 1 of 20 | **−5.700** | ≤ −6.75 | so far missed by 1.050 | −3.73 | −3.80 | −5.63 | −4.45 | "
                + "−5.34 | −5.73 | −5.47 | **−6.84** | — |", lines);
        Assert.Contains("| mine | 1 | **7.000** | — | — | — | — | — | — | — | — | — | — | — |", lines);
        Assert.Contains("| concrete | 90 | 2 ± 0 | 1 ± 0 | 0.900 ± 0.000 | 0.95 ± 0.00 | 15.0 | 15.0 |", lines);
        // There torch-naut has 3.0154 and 2.91082 nats, and a CRPS of 2.71903 and 2.84863.
        Assert.Contains(
            "| concrete | −0.613 ± 0.102 (2) | `wcrps_ens_mh` | −1.78 ± 0.065 (2) | `wcrps_ens_mh` |", lines);
        Assert.Contains(
            "Of the 6 tables, with all splits and default options, Deep Ensembles are beaten on 2, the best published "
                + "value on 0, and the target is met on 1.", lines);
        // Nine of 1.33 and one of 1.45: their deviation is 0.12/√10, and the standard error a √10th of that.
        Assert.Contains("| 1,000 | 10 | **1.342 ± 0.012** | ≤ 1.35 | met | 1.450 | ≤ 1.40 | missed by 0.050 | 15.0 |",
            lines);
        Assert.Contains("| 100,000 | — | — | ≤ 1.292 | — | — | — | — | — |", lines);
        Assert.Contains(
            "- concrete, inverse-1000, mine, naval-propulsion-plant, wine-quality-red, wine-quality-red-as-is, "
                + "wine-quality-red-new-rows, yacht steps 10: 4 cores, Linux, .NET 10, MixtureDensity 0.1.0+01234567, "
                + "2026-01-02", lines);

        File.WriteAllText(folder.At("README.md"),
            page.Replace("# How good the densities are", "# My words", StringComparison.Ordinal) + "My last words.\n");
        File.Delete(folder.At("mine.csv"));
        Assert.Equal(0, InProcess.RunBenchmark("table", "--results", folder.Path).ExitCode);
        string again = File.ReadAllText(folder.At("README.md"));
        Assert.StartsWith("# My words\n", again);
        Assert.EndsWith("\nMy last words.\n", again);
        Assert.DoesNotContain("mine", again);

        File.WriteAllText(folder.At("README.md"), "Only my words.");
        InProcess.RunBenchmark("table", "--results", folder.Path).IsOneLine(folder.At("README.md"),
            "lacks the lines");
        Assert.Equal("Only my words.", File.ReadAllText(folder.At("README.md")));
    }

    [Fact]
    public void The_published_splits_have_the_published_mean()
    {
        int method = Published.Methods.Select(m => m.Name).ToList().IndexOf("torch-naut");
        Assert.All(Published.DataSets, set => Assert.Equal(set.NegativeLogLikelihoods[method]!.Value,
            PublishedSplit.All.Where(s => s.Folder == set.Folder && s.Score == "nll").Average(s => s.Value), 0.0051));
    }

    [Fact]
    public void I_can_see_what_a_part_of_the_fit_is_worth()
    {
        using var folder = new TempDir();
        File.WriteAllLines(folder.At("concrete.csv"), [Result.Header, Line(0, 3, 2.7), Line(1, 3, 2.8), Line(2, 3, 9)]);
        File.WriteAllLines(folder.At("yacht.csv"), [Result.Header, Line(0, 3, 0.5)]);
        Directory.CreateDirectory(folder.At("a"));
        File.WriteAllLines(Path.Combine(folder.At("a"), "concrete.csv"),
            [Result.Header, Line(1, 3, 3.1, "without noise"), Line(0, 3, 2.8, "without noise")]);
        Assert.Equal(0, InProcess.RunBenchmark("table", "--results", folder.Path).ExitCode);
        string[] lines = File.ReadAllLines(folder.At("README.md"));
        Assert.Contains("|  | concrete |", lines);
        // The differences are 0.1 and 0.3.
        Assert.Contains("| without noise | +0.200 ± 0.100 (2) |", lines);
    }

    [Theory, MemberData(nameof(Parts))]
    public void I_can_leave_out_a_part_of_the_fit(string part)
    {
        using var folder = new SplitFolder("0,1\n");
        Assert.Equal(0, Uci(folder, "--without", part).ExitCode);
        Assert.Contains($"without {part}; steps 5", File.ReadAllText(folder.ResultsCsv));
        Uci(folder).IsOneLine(folder.ResultsCsv, $"without {part}", "--restart");
    }

    /// <summary>The parts that can be left out.</summary>
    public static TheoryData<string> Parts => [.. Part.All.Select(p => p.Name)];

    [Fact]
    public void Without_a_part_the_options_are_others()
    {
        foreach (Part part in Part.All)
            Assert.NotEqual(Text(new ModelOptions()), Text(part.LeaveOut(new ModelOptions())));
        static string Text(ModelOptions options) => System.Text.Json.JsonSerializer.Serialize(options);
    }

    private static Outcome Uci(SplitFolder folder, params string[] more) =>
        InProcess.RunBenchmark(["uci", folder.Path, "--results", folder.Results, "--steps", "5", .. more]);

    private static string Line(int run, int runs, double nll, string options = Provenance.Defaults) => new Result(
        run, runs, 90, 10, nll, 2, 1, 0.9, 0.95, 15,
            new Provenance(new DateOnly(2026, 1, 2), "0.1.0+0123456789abcdef", options, 4, "Linux",
            ".NET 10")).ToLine();

    private static double[] Weights(SplitFolder folder)
    {
        using var scope = torch.NewDisposeScope();
        using DensityModel model =
            SplitTable.Read(folder.Path).Split(1, Quick.Folds).Fit(Quick, TestContext.Current.CancellationToken);
        return [.. model.Networks.SelectMany(n => n.parameters())
            .SelectMany(p => Experiments.Plain.Column(p.detach()))];
    }
}
