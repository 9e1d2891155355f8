using System.CommandLine;
using System.Globalization;
using MdnDemo.Benchmarks.Densities;
using static MdnDemo.Benchmarks.Densities.MarkdownTable;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>
/// <c>fits</c>: how long whole fits take as a user runs them, in how much memory, and how well they foretell their end.
/// </summary>
internal static class FitsCommand
{
    private const double Mebibyte = 1 << 20;
    private const int Mebibytes = 300; // of the program with its libraries

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<bool> quick = new("--quick") { Description = "Leave out the large tables" };
        var command = new Command("fits",
            "Time whole fits, pictures included, with the memory that they take; prints a table in Markdown.") {
            quick };
        command.SetAction(parse =>
        {
            var table = new MarkdownTable("fit", "processors", "seconds", "target", "peak memory, MiB", "target",
                "time left shown from", "off by at most");
            foreach (Case run in Cases().Where(c => !c.IsLarge || !parse.GetValue(quick)))
            {
                foreach (int processors in run.Processors)
                {
                    FitProcess fit = FitProcess.Run(run.Table, run.Arguments, processors);
                    double bound = Mebibytes + 6 * run.Table.Bytes / Mebibyte;
                    Console.Error.WriteLine($"{run.Name}: {fit.Seconds:F1} s, {fit.PeakBytes / Mebibyte:F0} MiB");
                    table.Add(
                        run.Name, $"{processors}", Number(fit.Seconds, "F1"),
                            run.Seconds is { } most ? $"≤ {Number(most, "0.#")}" : None,
                        Number(fit.PeakBytes / Mebibyte, "F0"), $"≤ {Number(bound, "F0")}",
                            fit.FirstForecast is { } first ? Number(100 * first, "F0") + " %" : None,
                            fit.WorstForecast is { } worst ? Number(worst, "F1") : None);
                }
            }
            Console.Write(string.Create(CultureInfo.InvariantCulture, $"{Machine.Line}\n\n{table}"));
        });
        return command;
    }

    private static IEnumerable<Case> Cases()
    {
        yield return new("geyser, 299 rows", FitTable.Geyser, [], [2], 5);
        yield return new("the inverse problem, 1,000 rows", FitTable.Inverse(1000), [], [2], 8);
        yield return new("20,000 × 90, `--steps 5`", FitTable.Uniform(20_000, 90), ["--steps", "5"], [2, 8], null);
        yield return new("200,000 × 10, `--steps 500`", FitTable.Uniform(200_000, 10), ["--steps", "500"], [2], 117,
            IsLarge: true);
        yield return new("515,000 × 90, `--steps 5`", FitTable.Uniform(515_000, 90), ["--steps", "5"], [2], null,
            IsLarge: true);
    }

    private sealed record Case(string Name, FitTable Table, string[] Arguments, int[] Processors, double? Seconds,
        bool IsLarge = false);
}
