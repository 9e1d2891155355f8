using System.CommandLine;
using System.Globalization;
using MdnDemo.Benchmarks.Densities;
using MdnDemo.Experiments;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>
/// <c>speed</c>: what a step, a fit and a start cost, beside idiomatic TorchSharp, the notebook, and what cannot be
/// saved.
/// </summary>
internal static class SpeedCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<bool> quick = new("--quick")
        {
            Description = "Do all of it briefly: a look in two minutes, with figures that nobody should rely on",
        };
        var command = new Command("speed",
            "Time training steps, fits and the start of the program beside idiomatic TorchSharp and, where python3 "
                + "has torch, the notebook; prints a table in Markdown.")
        {
            quick,
        };
        command.SetAction(parse =>
        {
            Libtorch.Load();
            bool isQuick = parse.GetValue(quick);
            var table = new MarkdownTable("what", "measured", "target", "");
            foreach (Requirement line in Requirements(isQuick))
            {
                Console.Error.WriteLine($"{line.What}: {line.Value}");
                table.Add(line.What, line.Value, line.Target, line.IsMet ? "met" : "missed");
            }
            Console.Write($"{Machine.Line}\n\n{table}");
        });
        return command;
    }

    private static IEnumerable<Requirement> Requirements(bool isQuick)
    {
        int rounds = isQuick ? 3 : 61;
        int Length(int full) => isQuick ? full / 100 : full;
        using (var steps = ExperimentSteps.Mdn(1000, new MdnOptions()))
        using (var products = new MixtureProducts(1000, new MdnOptions()))
        {
            double[][] seconds = Blocks.Time(rounds, steps.Idiomatic, steps.Ours, products.Multiply);
            yield return Requirement.AtMost(
                $"step of `mdn` ({Milliseconds(seconds[1])}) / idiomatic ({Milliseconds(seconds[0])})",
                Blocks.Ratio(seconds[1], seconds[0]), 0.36);
            yield return Requirement.AtMost(
                $"step of `mdn` / its five matrix products alone ({Milliseconds(seconds[2])})",
                Blocks.Ratio(seconds[1], seconds[2]), 1.8);
        }
        using (var steps = ExperimentSteps.Regress(1000, new RegressOptions()))
        {
            double[][] seconds = Blocks.Time(rounds, steps.Idiomatic, steps.Ours);
            yield return Requirement.AtMost(
                $"step of `regress` ({Milliseconds(seconds[1])}) / idiomatic ({Milliseconds(seconds[0])})",
                Blocks.Ratio(seconds[1], seconds[0]), 0.2);
        }
        using (var epochs = new FitEpochs(isQuick ? 5000 : 100_000))
        {
            double[][] seconds = Blocks.Time(isQuick ? 1 : 3, epochs.Idiomatic, epochs.Ours);
            yield return Requirement.AtMost(
                "epoch of `fit`, 100,000 rows of 8 inputs, 64 and 64 hidden units, 24 components, batches of 1024 / "
                    + "idiomatic", Blocks.Ratio(seconds[1], seconds[0]), 0.5);
        }
        foreach (Requirement line in BesideTheNotebook(Length(10_000), Length(20_000)))
            yield return line;
        using (ExperimentSteps few = ExperimentSteps.Mdn(10_000, new MdnOptions()),
            many = ExperimentSteps.Mdn(Length(1_000_000), new MdnOptions()))
        {
            double[][] seconds = Blocks.Time(isQuick ? 1 : 7, few.Ours, many.Ours);
            yield return Requirement.AtMost("time a row of a full-batch step, N = 1,000,000 / N = 10,000",
                Blocks.Ratio(seconds[1], seconds[0]) * 10_000 / Length(1_000_000), 1.3);
        }
        // So many that the rows outweigh what else comes and goes in a process.
        double[] peaks = [.. new[] { 4_000_000, 8_000_000, 16_000_000 }
            .Select(rows => FullBatchCommand.Run(Length(rows), 5).Peak)];
        yield return Requirement.AtMost(
            $"peak memory from N = 8,000,000 to 16,000,000 ({(peaks[2] - peaks[1]) / 1e6:F0} MB more) / from "
                + $"4,000,000 to 8,000,000, half of that", (peaks[2] - peaks[1]) / (peaks[1] - peaks[0]) / 2, 1.3);
        var memory = FullBatchCommand.Run(1000, Length(200_000));
        yield return Requirement.AtMost("resident memory after 200,000 steps / after 20,000",
            memory.Late / memory.Early, 1.02);
        if (Ensemble.SpeedUp(isQuick ? 1 : 3, isQuick ? 200 : 2000) is { } speedUp)
            yield return Requirement.AtLeast("`fit` at default options on one core / on two", speedUp, 1.7);
        var (help, badOption) = StartUp.Ratios(isQuick ? 3 : 15);
        yield return Requirement.AtMost("`--help` / an empty .NET program", help, 2);
        yield return Requirement.AtMost("a bad option / an empty .NET program", badOption, 2);
        yield return Requirement.AtMost("seconds from libtorch to the first epoch",
            Blocks.Median([.. Enumerable.Range(0, 5).Select(_ => FirstEpochCommand.Run())]), 0.5);
    }

    // Both trainings at full length, by the step. A step of 1,000 rows is one block, which one core works on.
    private static IEnumerable<Requirement> BesideTheNotebook(int mdnEpochs, int regressEpochs)
    {
        if (Notebook.Run(mdnEpochs, regressEpochs) is not { } notebook)
            yield break;
        double mdn = MdnExperiment.Run(new MdnOptions { Epochs = mdnEpochs }, null,
            CancellationToken.None).Training.Duration.TotalSeconds / mdnEpochs;
        double regress = RegressExperiment.Run(new RegressOptions { Epochs = regressEpochs }, null,
            CancellationToken.None).Training.Duration.TotalSeconds / regressEpochs;
        yield return Line("mdn", mdn, "the notebook", notebook.Mdn, 0.16);
        yield return Line("mdn", mdn, "the notebook with `torch.logsumexp`", notebook.MdnWithLogSumExp, 0.16);
        yield return Line("regress", regress, "the notebook", notebook.Regress, 0.13);

        Requirement Line(string experiment, double ours, string other, double theirs, double target) =>
            Requirement.AtMost($"step of `{experiment}` in a full training ({Milliseconds([ours])}) / {other} "
                + $"({notebook.Peer}, one core, {Milliseconds([theirs])})", ours / theirs, target);
    }

    private static string Milliseconds(double[] seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{Blocks.Median(seconds) * 1000:F3} ms");
}
