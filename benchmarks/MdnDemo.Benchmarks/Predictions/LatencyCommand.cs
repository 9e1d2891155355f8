using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using MdnDemo.Benchmarks.Densities;
using MdnDemo.Benchmarks.Speed;
using MdnDemo.Commands;
using MdnDemo.Files;
using MixtureDensity;
using TorchSharp;
using static MdnDemo.Benchmarks.Densities.MarkdownTable;

namespace MdnDemo.Benchmarks.Predictions;

/// <summary>
/// <c>latency</c>: how long a prediction of one row takes in process, and how many a second threads get.
/// </summary>
internal static class LatencyCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var path = new Option<string?>("--model")
        {
            Description = "The model, as fit saved it; five networks [128 128 128] of random weights if left out",
        };
        Option<int> times = SimpleOption.Whole("--times", "How many predictions to time", 20_000, min: 100),
            rows = SimpleOption.Whole("--rows", "How many rows a prediction has", 1);
        var command = new Command("latency",
            "Time DensityModel.Predict for one row in process: the median, the 99th percentile, and several threads.")
        {
            path, times, rows,
        };
        command.SetAction(parse => Interruptible.Run(cancellation =>
        {
            Libtorch.Load();
            using DensityModel model = parse.GetValue(path) is { } file ? ModelReader.Read(file) : Example();
            Console.Out.Write(Report(model, parse.GetValue(times), parse.GetValue(rows), cancellation));
        }));
        return command;
    }

    private static string Report(DensityModel model, int times, int rows, CancellationToken cancellation)
    {
        Table[] tables = Tables(model, rows);
        // As many again before, so that all code is compiled to its end.
        Time(model, tables, times, cancellation);
        double[] seconds = [.. Time(model, tables, times, cancellation).Order()];
        cancellation.ThrowIfCancellationRequested();
        var table = new MarkdownTable(
            $"Predict, {Number(rows, "N0")} row{(rows == 1 ? "" : "s")} of {model.Networks.Count} networks "
                + $"[{string.Join(' ', model.Networks[0].Hidden)}], {model.Schema.Width} inputs",
            "median ms", "99th percentile ms", "rows a second");
        table.Add("1 thread", Number(1e3 * seconds[times / 2], "F3"), Number(1e3 * seconds[times * 99 / 100], "F3"),
            Number(rows * times / seconds.Sum(), "N0"));
        for (int threads = 2; threads <= Environment.ProcessorCount; threads *= 2)
        {
            long start = Stopwatch.GetTimestamp();
            double[][] all = new double[threads][];
            Thread[] workers = [.. Enumerable.Range(0, threads).Select(i =>
                new Thread(() => all[i] = Time(model, tables, times / threads, cancellation)))];
            foreach (Thread worker in workers)
                worker.Start();
            foreach (Thread worker in workers)
                worker.Join();
            double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
            cancellation.ThrowIfCancellationRequested();
            double[] own = [.. all.SelectMany(s => s).Order()];
            table.Add($"{threads} threads", Number(1e3 * own[own.Length / 2], "F3"),
                Number(1e3 * own[own.Length * 99 / 100], "F3"), Number(rows * own.Length / wall, "N0"));
        }
        return string.Create(CultureInfo.InvariantCulture, $"{Machine.Line}\n\n{table}");
    }

    private static double[] Time(DensityModel model, Table[] tables, int times, CancellationToken cancellation)
    {
        var seconds = new double[times];
        for (int i = 0; i < times && !cancellation.IsCancellationRequested; i++)
        {
            long start = Stopwatch.GetTimestamp();
            MixtureBatch batch = model.Predict(tables[i % tables.Length]);
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            GC.KeepAlive(batch);
        }
        return seconds;
    }

    // Some hundred tables, so that no prediction is of the rows before.
    private static Table[] Tables(DensityModel model, int rows) =>
        [.. Enumerable.Range(0, 200).Select(seed => RandomRows.Create(model.Schema, rows, seed))];

    // Random weights take as long as others.
    private static DensityModel Example()
    {
        const int Columns = 4, Bins = 32;
        var schema = new TableSchema(
            [.. Enumerable.Range(0, Columns).Select(i => new NumericEncoding($"x{i}", 0, 1,
                [.. Enumerable.Range(0, Bins).Select(b =>
                    new PleBin(4.0 * b / Bins - 2, 4.0 * (b + 1) / Bins - 2, 0.5))]))],
            [new TargetScaling("y", 0, 1, 0)]);
        using var generator = new torch.Generator(1);
        return new DensityModel(schema,
            [.. Enumerable.Range(0, 5).Select(_ => new MixtureDensityNetwork(schema.Width, [128, 128, 128], 24,
                activation: Activation.SiLU, generator: generator))],
            new TrainingSummary(1, 1, new Estimate(0, 0), false, new Dictionary<string, string>()));
    }
}
