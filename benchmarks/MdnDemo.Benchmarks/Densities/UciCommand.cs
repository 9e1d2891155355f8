using System.CommandLine;
using MdnDemo.Commands;
using MixtureDensity;

namespace MdnDemo.Benchmarks.Densities;

/// <summary><c>uci</c>: every split of one table.</summary>
internal static class UciCommand
{
    /// <summary>The end of a results file's name of test rows that are new alone.</summary>
    public const string NewRows = "-new-rows";

    private const string AsIs = "-as-is";

    /// <summary>All ends of a results file's name.</summary>
    public static readonly IReadOnlyList<string> Endings = [AsIs, NewRows];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("folder")
        {
            Description =
                "A folder with data.csv, the target in its last column, and test-rows.csv, a line of test row "
                + "numbers from 0 for each split",
        };
        Option<string?> splits =
            new("--splits") { Description = "Which splits, such as 0-4 or 1,3,7-9; all if none is named",
            HelpName = "numbers" };
        Option<int> seed = SimpleOption.Whole("--seed", "Random seed", new ModelOptions().Seed, min: 0);
        Option<bool> asIs = new("--as-is")
        {
            Description =
                "Take targets for real numbers with all their digits, whatever they were rounded to; the results go "
                + $"into a file of their own, <table>{AsIs}.csv",
        };
        Option<bool> newRows = new("--new-rows")
        {
            Description =
                "Score only test rows of which no training row is a copy; the results go into a file of their own, "
                + $"<table>{NewRows}.csv",
        };
        var command = new Command("uci",
            "Learn from the training rows of every split of a table, and score the densities of its test rows. Goes "
                + "on where an earlier run stopped.")
        {
            folder, splits, seed, asIs, newRows,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(asIs) && result.GetValue(newRows))
                result.AddError("--as-is and --new-rows exclude each other; name one of them.");
        });
        var run = new RunOptions(command);
        command.SetAction(parse =>
        {
            bool isAsIs = parse.GetValue(asIs), isOfNewRows = parse.GetValue(newRows);
            ModelOptions options =
                run.Model(parse, new ModelOptions { Seed = parse.GetValue(seed), FindObservation = !isAsIs });
            string changed = run.Changed(parse, options);
            SplitTable table = SplitTable.Read(parse.GetValue(folder)!);
            IReadOnlyList<int> wanted = Numbers.Parse("--splits", parse.GetValue(splits), 0, table.TestRows.Count - 1);
            ResultsFile file = run.Open(parse, table.Name + (isAsIs ? AsIs : isOfNewRows ? NewRows : ""));
            return Interruptible.Run(
                cancellation =>
                {
                    Libtorch.Load();
                    Series.Complete(
                        file, "split", wanted, changed,
                        split => table.Split(split, options.Folds, isOfNewRows).Measure(split, table.TestRows.Count,
                            options, changed, cancellation), cancellation);
                },
                () => run.Farewell(parse, file));
        });
        return command;
    }
}
