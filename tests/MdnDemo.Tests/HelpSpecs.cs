using System.Text.RegularExpressions;
using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>What the program says of its options, and of wrong ones.</summary>
[Collection(nameof(Libtorch))]
public sealed class HelpSpecs
{
    [Fact]
    public void I_can_ask_for_help()
    {
        Outcome outcome = InProcess.Run("--help");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(["regress", "mdn", "fit", "evaluate", "predict", "explain", "export"],
            Regex.Matches(outcome.Output, @"(?m)^  ([a-z]+) {2,}\S").Select(line => line.Groups[1].Value));
    }

    [Theory]
    [InlineData("regress", 20000, 1000, 100, 0.01, 0.8)]
    [InlineData("mdn", 10000, 1000, 50, 0.01, 0.99)]
    public void I_can_see_every_option_and_the_notebooks_value(
        string command, int epochs, int samples, int hidden, double learningRate, double alpha)
    {
        Outcome outcome = InProcess.Run(command, "--help");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        string[] lines = outcome.Output.Split('\n');
        void HasLine(string option, object value) =>
            Assert.Single(lines, line => line.Contains(option + " ") && line.TrimEnd().EndsWith($"[default: {value}]"));
        HasLine("--epochs", epochs);
        HasLine("--points", samples);
        HasLine("--hidden", hidden);
        HasLine("--learning-rate", learningRate);
        HasLine("--alpha", alpha);
        HasLine("--seed", 3);
        HasLine("--output", "images");
        if (command == "mdn")
            HasLine("--components", 24);
    }

    [Theory]
    [InlineData("fit", "--data", "--input", "--target", "--model", "--plots: the model's name with -pictures",
        "--exclude", "--categorical", "--group", "--time", "--weight", "--missing: keep", "--outliers: clip", "--na",
        "--encoding", "--sql", "--lower", "--upper", "--transform: auto",
        "--verbose", "--force", "--no-plots", "--no-report",
        "--effort: 1", "--components: 8",
        "--hidden: the better of 256 and 128 128 128; of 256 128 and 128 128 128 for many rows", "--folds: 5",
        "--refits: as many as folds; 2 for more than 5,000 rows", "--calibrate: 0", "--steps: by the number of rows",
        "--batch-size: by the number of rows", "--learning-rate: 0.003", "--weight-decay: 0.01", "--seed: 1")]
    [InlineData("predict", "--model", "--data", "--output", "--shard", "--row", "--json",
        "--quantiles: 0.05|0.25|0.5|0.75|0.95", "--interval", "--regions: 0", "--region-level: 0.9", "--no-calibration",
        "--above", "--below", "--between", "--modes: 3",
        "--samples: 0", "--seed: 1", "--missing: keep", "--na", "--strict", "--encoding", "--sql",
        "--verbose", "--force")]
    [InlineData("explain", "--model", "--data", "--plots: the model's name with -pictures", "--group-inputs",
        "--top: 3", "--shuffles: 10", "--seed: 1", "--json", "--weight", "--missing: keep", "--na", "--encoding",
        "--sql", "--verbose", "--force")]
    [InlineData("evaluate", "--model", "--data", "--interval: 0.9", "--no-calibration", "--weight", "--missing: keep",
        "--na", "--encoding", "--sql", "--verbose", "--json")]
    [InlineData("export", "--model", "--output", "--quantiles: 0.05|0.25|0.5|0.75|0.95", "--log-density", "--force")]
    public void I_can_see_every_option_of_a_command_for_tables_and_what_it_is_without(
        string command, params string[] options)
    {
        Outcome outcome = InProcess.Run(command, "--help");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Match[] lines = Regex.Matches(outcome.Output,
            @"(?m)^  (--[a-z-]+)(?: <[^>]+>)?(?: \(REQUIRED\))? {2,}(\S.*?)(?: \[default: (.*)\])?$").ToArray();
        Assert.Equal(options, lines.Select(line =>
            line.Groups[1].Value + (line.Groups[3].Success ? ": " + line.Groups[3].Value : "")));
        string[] required = command switch
        {
            "fit" => ["--data", "--target", "--model"],
            "predict" => ["--model"],
            "export" => ["--model", "--output"],
            _ => ["--model", "--data"],
        };
        Assert.Equal(required,
            lines.Where(line => line.Value.Contains("(REQUIRED)")).Select(line => line.Groups[1].Value));
    }

    [Theory]
    [InlineData("--epochs", "mdn --ep")]
    [InlineData("--target", "fit --data table.csv --ta")]
    [InlineData("predict", "pred")]
    public void My_shell_can_complete_what_I_type(string expected, string typed)
    {
        Outcome outcome = InProcess.Run($"[suggest:{typed.Length}]", typed);

        Assert.Equal((0, "", expected), (outcome.ExitCode, outcome.Error, outcome.Output.TrimEnd('\n')));
    }

    [Theory]
    [InlineData("'paint'", new[] { "paint" })]
    [InlineData("There is no option '--epoch'; the nearest are '--epochs', ", new[] { "mdn", "--epoch", "10" })]
    [InlineData("There is no option '-modes'; the nearest are '--modes', ",
        new[] { "predict", "--quantiles", "0.5", "-modes", "2" })]
    [InlineData("There is no option '—steps'; the nearest are '--steps', ",
        new[] { "fit", "--target", "y", "—steps", "2" })]
    [InlineData("There is no option '--targt'; the nearest are '--target', ",
        new[] { "fit", "--input", "a", "--targt", "b" })]
    [InlineData("--held-out is now --folds: 5 for 0.2. See", new[] { "fit", "--input", "a", "--held-out", "0.2" })]
    [InlineData("--rounds is now --refits, which counts networks", new[] { "fit", "--rounds", "1" })]
    [InlineData("--output is now --plots. See", new[] { "fit", "--output=pictures" })]
    [InlineData("--out is now --output. See", new[] { "predict", "--out", "p.csv" })]
    [InlineData("--draws is now --samples. See", new[] { "predict", "--draws", "4" })]
    [InlineData("--effort and --steps exclude each other",
        new[] { "fit", "--data", "a.csv", "--target", "y", "--model", "m.mdn", "--effort", "2", "--steps", "9" })]
    [InlineData("--quantiles is 1; it must be greater than 0 and less than 1.",
        new[] { "predict", "--model", "m.mdn", "--data", "a.csv", "--output", "-", "--quantiles", "0.5", "1" })]
    [InlineData("'--components'", new[] { "regress", "--components", "3" })]
    [InlineData("--epochs", new[] { "mdn", "--epochs" })]
    [InlineData("--epochs is 'many'; it must be a whole number", new[] { "mdn", "--epochs", "many" })]
    [InlineData("--epochs is '1e3'; it must be a whole number", new[] { "mdn", "--epochs", "1e3" })]
    [InlineData("--epochs is '99999999999'; it must be a whole number from 1 to 10,000,000.",
        new[] { "mdn", "--epochs", "99999999999" })]
    [InlineData("--learning-rate is '0,01'; it must be a number such as 0.01",
        new[] { "mdn", "--learning-rate", "0,01" })]
    [InlineData("--lower is '0,5'; it must be a number such as 0.01",
        new[] { "fit", "--data", "a.csv", "--target", "y", "--model", "m.mdn", "--lower", "0,5" })]
    [InlineData("--upper is 'NaN'; it must be a number such as 0.01",
        new[] { "fit", "--data", "a.csv", "--target", "y", "--model", "m.mdn", "--upper", "NaN" })]
    [InlineData("--shard", new[] { "predict", "--model", "m.mdn", "--data", "a.csv", "--output", "o/", "--shard" })]
    [InlineData("'--shard'", new[] { "predict", "--model", "m.mdn", "--data", "a.csv", "--output", "o/",
        "--shard", "1/2", "--shard", "2/2" })]
    [InlineData("'--output'", new[] { "predict", "--model", "m.mdn", "--data", "a.csv", "--output", "o/",
        "--output", "p/", "--shard", "1/2" })]
    [InlineData("--shard is '3/2'; it must be a part such as 3/16",
        new[] { "predict", "--model", "m.mdn", "--data", "a.csv", "--output", "o/", "--shard", "3/2" })]
    [InlineData("--interval names a probability twice",
        new[] { "evaluate", "--model", "m.mdn", "--data", "a.csv", "--interval", "0.9", "0.90" })]
    [InlineData("--x cannot be read", new[] { "predict", "--model=m.mdn", "--data=--x", "--output=-", "--na=---" })]
    [InlineData("There is no option '--x';", new[] { "fit", "--input", "--x" })]
    [InlineData("--epochs is 0; it must be from 1 to 10,000,000.", new[] { "regress", "--epochs", "0" })]
    [InlineData("--epochs is -5; it must be from 1 to 10,000,000.", new[] { "mdn", "--epochs", "-5" })]
    [InlineData("--points is 0; it must be from 1 to 1,000,000.", new[] { "regress", "--points", "0" })]
    [InlineData("--points is 1000001; it must be from 1 to 1,000,000.", new[] { "mdn", "--points", "1000001" })]
    [InlineData("--hidden is 0; it must be from 1 to 10,000.", new[] { "mdn", "--hidden", "0" })]
    [InlineData("--learning-rate is 0; it must be finite and greater than 0.",
        new[] { "regress", "--learning-rate", "0" })]
    [InlineData("--learning-rate is NaN; it must be finite and greater than 0.",
        new[] { "mdn", "--learning-rate", "NaN" })]
    [InlineData("--learning-rate is Infinity; it must be finite and greater than 0.",
        new[] { "mdn", "--learning-rate", "1e999" })]
    [InlineData("--alpha is 1; it must be at least 0 and less than 1.", new[] { "mdn", "--alpha", "1" })]
    [InlineData("--alpha is -0.1; it must be at least 0 and less than 1.", new[] { "regress", "--alpha", "-0.1" })]
    [InlineData("--seed is -1; it must be from 0 to 4,294,967,295.", new[] { "mdn", "--seed", "-1" })]
    [InlineData("--components is 0; it must be from 1 to 1,000.", new[] { "mdn", "--components", "0" })]
    [InlineData("A layer of 10,000,000,000 numbers does not fit into memory, at most 100,000,000 do",
        new[] { "regress", "--points", "1000000", "--hidden", "10000" })]
    [InlineData("A layer of 1,000,000,000 numbers does not fit into memory, at most 100,000,000 do",
        new[] { "mdn", "--points", "1000000", "--components", "1000" })]
    [InlineData("--output is empty", new[] { "mdn", "--output", "" })]
    public void I_am_told_in_one_line_what_is_wrong_with_my_arguments(string message, string[] arguments)
    {
        Outcome outcome = InProcess.Run(arguments);

        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(message, outcome.Error);
        Assert.Equal(1, outcome.Error.Count(c => c == '\n'));
    }
}
