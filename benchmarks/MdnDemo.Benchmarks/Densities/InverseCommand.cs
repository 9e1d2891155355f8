using System.CommandLine;
using MdnDemo.Commands;
using MixtureDensity;

namespace MdnDemo.Benchmarks.Densities;

/// <summary><c>inverse</c>: the problem of <c>mdn</c>, whose best possible loss is known.</summary>
internal static class InverseCommand
{
    /// <summary>The beginning of a results file's name; the number of training points follows.</summary>
    public const string Prefix = "inverse-";

    private const int MinRows = 20;
    private const int MaxRows = 10_000_000;
    private const int Seeds = 10;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<int> rows = SimpleOption.Whole("--rows", "How many points to learn from", 1000);
        Option<string?> seeds =
            new("--seeds") { Description = $"Which seeds from 1 to {Seeds}, such as 1-3; all if none is named",
            HelpName = "numbers" };
        var command = new Command("inverse",
            "Learn the place on the noisy curve from the height, and score the density on 100,000 new points, for "
                + "several seeds. Goes on where an earlier run stopped.")
        {
            rows, seeds,
        };
        var run = new RunOptions(command);
        command.SetAction(parse =>
        {
            int count = parse.GetValue(rows);
            if (count is < MinRows or > MaxRows)
                throw new UserException($"--rows is {count}; it lies between {MinRows} and {MaxRows}.");
            ModelOptions options = run.Model(parse, new ModelOptions());
            string changed = run.Changed(parse, options);
            IReadOnlyList<int> wanted = Numbers.Parse("--seeds", parse.GetValue(seeds), 1, Seeds);
            ResultsFile file = run.Open(parse, $"{Prefix}{count}");
            return Interruptible.Run(
                cancellation =>
                {
                    Libtorch.Load();
                    Series.Complete(
                        file, "seed", wanted, changed,
                        seed => InverseProblem.Split(count, seed, options.Folds).Measure(seed, Seeds,
                            options with { Seed = seed }, changed, cancellation), cancellation);
                },
                () => run.Farewell(parse, file));
        });
        return command;
    }
}
