using System.Globalization;
using System.Text.RegularExpressions;
using MdnDemo.Experiments;
using MdnDemo.Tests.Support;
using MixtureDensity;

namespace MdnDemo.Tests;

/// <summary>Every option of a command changes what it says that it changes, and nothing else.</summary>
[Collection(nameof(Libtorch))]
public sealed class OptionSpecs
{
    private static readonly Architecture Narrow = new([4]);

    /// <summary>What --hidden 4 means: both architectures that are tried by default, with other widths.</summary>
    private static readonly ModelOptions Brief = new()
    {
        Architectures =
            [.. ModelOptions.SmallTableArchitectures.Select(a => a with { Hidden = Narrow.Hidden })],
        Components = 2,
        Folds = 2,
        Refits = 1,
        Training = new TrainingOptions { Steps = 20 },
    };

    private static readonly Dictionary<string, string> BriefArguments = new()
    {
        ["--hidden"] = "4",
        ["--components"] = "2",
        ["--folds"] = "2",
        ["--refits"] = "1",
        ["--steps"] = "20",
    };

    private static readonly Lazy<byte[]> BriefModel = new(() => Fit(Brief));

    /// <summary>y = x ± 1 with noise, of a shop and a day; the same from run to run.</summary>
    private static Table Data { get; } = MakeData();

    public static TheoryData<string, string> FitOptions => new()
    {
        { "--hidden", "5" },
        { "--hidden", "4 3" },
        { "--components", "3" },
        { "--folds", "3" },
        { "--refits", "0" },
        { "--refits", "2" },
        { "--steps", "21" },
        { "--batch-size", "7" },
        { "--learning-rate", "0.02" },
        { "--weight-decay", "3" },
        { "--seed", "2" },
        { "--group", "shop" },
        { "--time", "day" },
        { "--weight", "shop" },
        { "--categorical", "shop" },
        { "--input", "x shop" },
        { "--calibrate", "0.25" },
    };

    [Fact]
    public void A_fit_with_no_more_options_is_the_librarys() => Assert.Equal(BriefModel.Value, RunFit(BriefArguments));

    [Theory, MemberData(nameof(FitOptions))]
    public void A_fit_with_an_option_is_the_librarys_with_it(string option, string value)
    {
        int number = int.TryParse(value, out int whole) ? whole : 0;
        TrainingOptions training = Brief.Training;
        string[] inputs = option switch
        {
            "--input" => ["x", "shop"],
            "--group" or "--weight" => ["x", "day"],
            _ => ["x", "shop", "day"],
        };
        Table table = option == "--categorical"
            ? new Table([.. Data.Columns.Select(c => c is NumericColumn { Name: "shop" } shop
                ? new TextColumn("shop", [.. shop.Values.Select(v => v.ToString(CultureInfo.InvariantCulture))]) : c)])
            : Data;
        ModelOptions options = option switch
        {
            "--hidden" => Brief with
            {
                Architectures = [.. Brief.Architectures!.Select(a => a with
                {
                    Hidden = [.. value.Split(' ').Select(w => int.Parse(w, CultureInfo.InvariantCulture))],
                })],
            },
            "--components" => Brief with { Components = number },
            "--folds" => Brief with { Folds = number },
            "--refits" => Brief with { Refits = number },
            "--seed" => Brief with { Seed = number },
            "--group" => Brief with { GroupColumn = value },
            "--time" => Brief with { TimeColumn = value },
            "--weight" => Brief with { WeightColumn = value },
            "--calibrate" => Brief with { CalibrationFraction = 0.25 },
            "--steps" => Brief with { Training = training with { Steps = number } },
            "--batch-size" => Brief with { Training = training with { BatchSize = number } },
            "--learning-rate" => Brief with { Training = training with { LearningRate = 0.02 } },
            "--weight-decay" => Brief with { Training = training with { WeightDecay = 3 } },
            _ => Brief,
        };
        byte[] expected = Fit(options, table, inputs);
        Assert.NotEqual(BriefModel.Value, expected);
        Assert.Equal(expected, RunFit(new(BriefArguments) { [option] = value }));
    }

    [Fact]
    public void Effort_multiplies_the_steps_that_a_fit_takes_by_default()
    {
        Dictionary<string, string> arguments = new(BriefArguments) { ["--effort"] = "0.01" };
        arguments.Remove("--steps");
        Assert.Equal(Fit(Brief with { Training = new TrainingOptions { Steps = 40 } }), RunFit(arguments));
        Assert.Equal(Fit(Brief with { Training = new TrainingOptions { Effort = 0.01 } }), RunFit(arguments));
    }

    [Fact]
    public void Without_refits_named_there_are_as_many_as_folds()
    {
        Dictionary<string, string> arguments = new(BriefArguments);
        arguments.Remove("--refits");
        Assert.Equal(Fit(Brief with { Refits = 2 }), RunFit(arguments));
        Assert.Equal(Fit(Brief with { Refits = null }), RunFit(arguments));
    }

    public static TheoryData<string, string> ExperimentOptions => new()
    {
        { "", "" },
        { "--epochs", "14" },
        { "--points", "60" },
        { "--hidden", "7" },
        { "--learning-rate", "0.03" },
        { "--alpha", "0.5" },
        { "--seed", "4" },
    };

    [Theory, MemberData(nameof(ExperimentOptions))]
    public void The_regression_with_an_option_is_the_experiment_with_it(string option, string value) =>
        IsExperiment("regress", option, value, options => RegressExperiment.Run(
            (RegressOptions)options, null, TestContext.Current.CancellationToken).Training, new RegressOptions());

    [Theory, MemberData(nameof(ExperimentOptions)), InlineData("--components", "3")]
    public void The_inverse_with_an_option_is_the_experiment_with_it(string option, string value) =>
        IsExperiment("mdn", option, value, options => MdnExperiment.Run(
            (MdnOptions)options, null, TestContext.Current.CancellationToken).Training, new MdnOptions());

    private static void IsExperiment(
        string command, string option, string value, Func<ExperimentOptions, Training> run, ExperimentOptions defaults)
    {
        ExperimentOptions brief = defaults with { Epochs = 12, Points = 50 };
        int number = int.TryParse(value, out int whole) ? whole : 0;
        ExperimentOptions changed = option switch
        {
            "--epochs" => brief with { Epochs = number },
            "--points" => brief with { Points = number },
            "--hidden" => brief with { Hidden = number },
            "--learning-rate" => brief with { LearningRate = 0.03 },
            "--alpha" => brief with { Alpha = 0.5 },
            "--seed" => brief with { Seed = number },
            "--components" => (MdnOptions)brief with { Components = number },
            _ => brief,
        };
        using var folder = new TempDir();
        Dictionary<string, string> arguments = new() { ["--epochs"] = "12", ["--points"] = "50" };
        if (option != "")
            arguments[option] = value;
        Outcome outcome = InProcess.Run([command, "--output", folder.Path, .. Flat(arguments)]);

        Assert.Equal(0, outcome.ExitCode);
        Training training = run(changed);
        Assert.Equal(option == "", training.Losses.SequenceEqual(run(brief).Losses));
        MatchCollection lines = Regex.Matches(outcome.Error, @"epoch (\d+)/(\d+)  loss ([\d.]+)");
        Assert.NotEmpty(lines);
        foreach (Match line in lines)
        {
            Assert.Equal(changed.Epochs, Number(line.Groups[2]));
            Assert.Equal(training.Losses[(int)Number(line.Groups[1]) - 1], Number(line.Groups[3]), 0.5001e-4);
        }
        Match last = Regex.Match(outcome.Output, @"final training loss +([\d.]+)");
        Assert.Equal(training.Losses[^1], Number(last.Groups[1]), 0.5001e-3);
        Match test = Regex.Match(outcome.Output, @"test loss \((\d+) new points\) +([\d.]+)");
        Assert.Equal(changed.Points, Number(test.Groups[1]));
        Assert.Equal(training.TestLoss, Number(test.Groups[2]), 0.5001e-3);
    }

    private static double Number(Group text) => double.Parse(text.Value, CultureInfo.InvariantCulture);

    private static byte[] Fit(ModelOptions options, Table? table = null, string[]? inputs = null)
    {
        using DensityModel model =
            ModelTrainer.Fit(table ?? Data, inputs ?? ["x", "shop", "day"], ["y"], options).Model;
        return ModelFile.Write(model);
    }

    private static byte[] RunFit(Dictionary<string, string> arguments)
    {
        using var folder = new TempDir();
        File.WriteAllLines(folder.At("t.csv"), [
            string.Join(',', Data.Columns.Select(c => c.Name)),
            .. Enumerable.Range(0, Data.Rows).Select(row => string.Join(',',
                Data.Columns.Select(c => ((NumericColumn)c).Values[row].ToString(CultureInfo.InvariantCulture)))),
        ]);
        Outcome outcome = InProcess.Run(
            ["fit", "--data", folder.At("t.csv"), "--target", "y", "--model", folder.At("m.mdn"), "--no-plots",
                "--no-report", .. Flat(arguments)]);
        Assert.Equal(0, outcome.ExitCode);
        return File.ReadAllBytes(folder.At("m.mdn"));
    }

    private static IEnumerable<string> Flat(Dictionary<string, string> arguments) =>
        arguments.SelectMany(argument => argument.Value.Split(' ').Prepend(argument.Key));

    private static Table MakeData()
    {
        const int Rows = 60;
        var random = new Random(5);
        double[] x = [.. Enumerable.Range(0, Rows).Select(_ => Math.Round(random.NextDouble(), 3))];
        return new Table([
            new NumericColumn("x", x),
            new NumericColumn("shop", [.. x.Select((_, i) => (double)(i % 6))]),
            new NumericColumn("day", [.. x.Select((_, i) => (double)(i * 7 % Rows))]),
            new NumericColumn("y", [.. x.Select((v, i) =>
                Math.Round(v + (i % 2 == 0 ? 1 : -1) + 0.1 * random.NextDouble(), 4))]),
        ]);
    }
}
