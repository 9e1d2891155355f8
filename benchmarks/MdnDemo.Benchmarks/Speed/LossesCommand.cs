using System.CommandLine;
using MdnDemo.Benchmarks.Densities;
using MdnDemo.Experiments;
using MixtureDensity;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>
/// <c>losses</c>: whether trainings by analytic gradients end where those by autograd do.
/// </summary>
internal static class LossesCommand
{
    private const int Seeds = 10;

    // A full-batch RMSprop jumps about its mean to the end.
    private const int LastEpochs = 100;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<int> mdnEpochs = SimpleOption.Whole("--mdn-epochs", "How many steps of 'mdn'", new MdnOptions().Epochs);
        Option<int> regressEpochs =
            SimpleOption.Whole("--regress-epochs", "How many steps of 'regress'", new RegressOptions().Epochs);
        var command = new Command("losses",
            $"Train both experiments from {Seeds} seeds by analytic gradients and by autograd; prints the final "
                + $"training losses in Markdown.")
        {
            mdnEpochs, regressEpochs,
        };
        command.SetAction(parse =>
        {
            Libtorch.Load();
            var table = new MarkdownTable("final training loss", "analytic", "autograd", "difference, seed by seed");
            Add(table, "`mdn`", new MdnOptions { Epochs = parse.GetValue(mdnEpochs) }, Mdn);
            Add(table, "`regress`", new RegressOptions { Epochs = parse.GetValue(regressEpochs) }, Regress);
            Console.Write(table);
        });
        return command;
    }

    private static void Add<T>(MarkdownTable table, string name, T options, Func<T, bool, double> finalLoss)
        where T : ExperimentOptions
    {
        double[] Losses(bool isAnalytic) =>
            [.. Enumerable.Range(1, Seeds).Select(seed => finalLoss(options with { Seed = seed }, isAnalytic))];
        double[] analytic = Losses(true), autograd = Losses(false);
        table.Add(name, Text(analytic), Text(autograd), Text([.. analytic.Zip(autograd, (one, other) => one - other)]));
    }

    private static double Mdn(MdnOptions options, bool isAnalytic)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)options.Seed);
        (Tensor y, Tensor x) = NoisyCurve.Sample(options.Points, generator);
        var network = new MixtureDensityNetwork(1, [options.Hidden], options.Components, generator: generator);
        using IObjective objective =
            isAnalytic ? AnalyticObjective.NegativeLogLikelihood(network)
            : AutogradObjective.NegativeLogLikelihood(network);
        return FinalLoss(objective, x, y, options);
    }

    private static double Regress(RegressOptions options, bool isAnalytic)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)options.Seed);
        (Tensor x, Tensor y) = NoisyCurve.Sample(options.Points, generator);
        random.manual_seed(options.Seed);
        Sequential network = nn.Sequential(nn.Linear(1, options.Hidden), nn.ReLU(), nn.Linear(options.Hidden, 1));
        using IObjective objective = isAnalytic
            ? AnalyticObjective.SquaredError(network)
            : new AutogradObjective(network.parameters(), (some, targets) =>
                nn.functional.mse_loss(network.call(some), targets));
        return FinalLoss(objective, x, y, options);
    }

    private static double FinalLoss(IObjective objective, Tensor x, Tensor y, ExperimentOptions options)
    {
        using var optimizer = new RmsProp(objective.Parameters, options.LearningRate, options.Alpha);
        return Trainer.Minimize(objective, x, y, optimizer, options.Epochs).TakeLast(LastEpochs).Average();
    }

    private static string Text(double[] values)
    {
        Estimate mean = Estimate.From(values);
        return $"{MarkdownTable.Number(mean.Mean, "F4")} ± {MarkdownTable.Number(mean.StandardError, "F4")}";
    }
}
