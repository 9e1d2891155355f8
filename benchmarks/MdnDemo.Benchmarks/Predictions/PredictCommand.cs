using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using MdnDemo.Answers;
using MdnDemo.Benchmarks.Densities;
using MdnDemo.Commands;
using MdnDemo.Files;
using MdnDemo.Reports;
using MdnDemo.Tables;
using MixtureDensity;
using static MdnDemo.Benchmarks.Densities.MarkdownTable;

namespace MdnDemo.Benchmarks.Predictions;

/// <summary><c>predict</c>: how many rows a second the program predicts.</summary>
internal static class PredictCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> path = TableOptions.Model("The model, as fit saved it");
        Option<int> rows = SimpleOption.Whole("--rows", "How many rows to predict", 1_000_000);
        Option<int> times = SimpleOption.Whole(
            "--times", "How often to measure each, in turn; the medians are shown", 3);
        var command = new Command("predict",
            "Measure how many rows a second are predicted, beside reading and writing the same files alone.")
        {
            path, rows, times,
        };
        command.SetAction(parse =>
        {
            int count = parse.GetValue(rows), repeats = parse.GetValue(times);
            return Interruptible.Run(cancellation =>
            {
                Libtorch.Load();
                using DensityModel model = ModelReader.Read(parse.GetValue(path)!);
                using var throughput = new Throughput(model, count, cancellation);
                var defaults = new PredictionOptions();
                (string Name, Func<Cost> Measure)[] works =
                [
                    ("reading and writing alone", () => throughput.Copy(defaults, cancellation)),
                    ("predict, without modes", () => throughput.Predict(defaults with { Modes = 0 }, cancellation)),
                    ("predict", () => throughput.Predict(defaults, cancellation)),
                ];
                List<Cost>[] costs = [.. works.Select(_ => new List<Cost>())];
                for (int i = 0; i < repeats; i++)
                {
                    for (int j = 0; j < works.Length; j++)
                        costs[j].Add(works[j].Measure());
                }
                Console.Out.Write(Report(count, model,
                    [.. works.Zip(costs, (work, all) => (work.Name, Cost.Median(all)))]));
            });
        });
        return command;
    }

    private static string Report(int rows, DensityModel model, (string Name, Cost Cost)[] results)
    {
        var table = new MarkdownTable(
            $"{Number(rows, "N0")} rows, {model.Networks.Sum(n => n.Components)} components, "
                + $"{Environment.ProcessorCount} processors",
            "rows a second", "seconds", "of the processors", "of reading and writing alone");
        foreach (var (name, cost) in results)
        {
            table.Add(
                name, Number(rows / cost.Seconds, "N0"), Number(cost.Seconds, "F2"),
                    Number(cost.ProcessorSeconds, "F2"),
                Number(cost.Seconds / results[0].Cost.Seconds, "F1"));
        }
        using var self = Process.GetCurrentProcess();
        return string.Create(CultureInfo.InvariantCulture,
            $"{table}\nAt most {self.PeakWorkingSet64 / 1e6:N0} MB of memory.\n");
    }
}
