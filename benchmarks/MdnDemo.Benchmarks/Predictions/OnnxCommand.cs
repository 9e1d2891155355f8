using System.CommandLine;
using System.Diagnostics;
using MdnDemo.Benchmarks.Densities;
using MdnDemo.Commands;
using MdnDemo.Files;
using MdnDemo.Answers;
using MixtureDensity;
using static MdnDemo.Benchmarks.Densities.MarkdownTable;

namespace MdnDemo.Benchmarks.Predictions;

/// <summary><c>onnx</c>: how fast ONNX Runtime answers, beside the library.</summary>
internal static class OnnxCommand
{
    // What a service may get at once, and what a batch job takes.
    private const int RowsAtOnce = 1000;

    private const int WarmUps = 200;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> path = TableOptions.Model("The model, as fit saved it");
        Option<int> rows = SimpleOption.Whole("--rows", "How many rows to predict", 200_000);
        Option<int> calls = SimpleOption.Whole("--calls", "How many single rows to predict", 5_000);
        Option<int> times = SimpleOption.Whole(
            "--times", "How often to measure each, in turn; the medians are shown", 3);
        var command = new Command("onnx",
            "Measure mean, standard deviation and quantiles in ONNX Runtime beside the library, in memory: rows a "
                + "second with as many callers as processors, and the latency of one row.")
        {
            path, rows, calls, times,
        };
        command.SetAction(parse => Interruptible.Run(cancellation =>
        {
            Libtorch.Load();
            using DensityModel model = ModelReader.Read(parse.GetValue(path)!);
            IReadOnlyList<double> quantiles = new PredictionOptions().Quantiles;
            using var onnx = new OnnxSession(model, quantiles);
            double[] probabilities = [.. quantiles];
            (string Name, Action<Table> Run)[] peers =
                [("library", table => Predict(model, table, probabilities)), ("ONNX Runtime", onnx.Run)];
            int count = parse.GetValue(rows);
            Table[] pieces = [.. Enumerable.Range(0, (count + RowsAtOnce - 1) / RowsAtOnce)
                .Select(i => RandomRows.Create(model.Schema, RowsAtOnce, i))];
            List<Cost>[] costs = [.. peers.Select(_ => new List<Cost>())];
            for (int i = 0; i < parse.GetValue(times); i++)
            {
                foreach (var (peer, own) in peers.Zip(costs))
                    own.Add(Cost.From(() => Parallel.ForEach(pieces, new ParallelOptions
                    {
                        MaxDegreeOfParallelism = Environment.ProcessorCount,
                        CancellationToken = cancellation,
                    }, peer.Run)));
            }
            var table = new MarkdownTable(
                $"{Environment.ProcessorCount} processors, {model.Networks.Sum(n => n.Components)} components, "
                    + $"{model.Networks.Count} networks [{string.Join(' ', model.Networks[0].Hidden)}]",
                $"rows a second, {RowsAtOnce} at once", "rows a processor's second", "one row, median, ms",
                "99th percentile, ms");
            foreach (var (peer, own) in peers.Zip(costs))
            {
                cancellation.ThrowIfCancellationRequested();
                double[] latencies = Latencies(peer.Run, RandomRows.Create(model.Schema, 1, 0), parse.GetValue(calls));
                Cost cost = Cost.Median(own);
                table.Add(peer.Name, Number(pieces.Length * RowsAtOnce / cost.Seconds, "N0"),
                    Number(pieces.Length * RowsAtOnce / cost.ProcessorSeconds, "N0"),
                    Number(latencies.Order().ElementAt(latencies.Length / 2), "F3"),
                    Number(latencies.Order().ElementAt(latencies.Length * 99 / 100), "F3"));
            }
            Console.Out.Write(table);
        }));
        return command;
    }

    private static void Predict(DensityModel model, Table table, double[] probabilities)
    {
        MixtureBatch batch = model.Predict(table, out _);
        Span<double> quantiles = stackalloc double[probabilities.Length];
        for (int row = 0; row < batch.Count; row++)
        {
            for (int d = 0; d < batch.Targets; d++)
            {
                ScalarDistribution p = batch.Marginal(row, d);
                p.Quantiles(probabilities, quantiles);
                // A recorded value's is not computed before it is asked for.
                if (double.IsNaN(p.Mean + p.StandardDeviation))
                    throw new InvalidOperationException("A row has no mean.");
            }
        }
    }

    // In milliseconds.
    private static double[] Latencies(Action<Table> run, Table row, int calls)
    {
        for (int i = 0; i < WarmUps; i++)
            run(row);
        var latencies = new double[calls];
        for (int i = 0; i < calls; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run(row);
            latencies[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        return latencies;
    }
}
