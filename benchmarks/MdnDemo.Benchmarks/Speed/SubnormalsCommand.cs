using System.CommandLine;
using MdnDemo.Benchmarks.Densities;
using MdnDemo.Experiments;
using MdnDemo.Tables;
using MixtureDensity;
using TorchSharp;
using TorchSharp.Modules;
using static MdnDemo.Benchmarks.Densities.MarkdownTable;
using static TorchSharp.torch;

namespace MdnDemo.Benchmarks.Speed;

/// <summary><c>subnormals</c>: where trainings meet subnormal numbers, which are slow on many processors.</summary>
internal static class SubnormalsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<int> steps = SimpleOption.Whole("--steps", "How many steps of each training; 0 takes them all", 0,
            min: 0);
        Option<string?> data =
            new("--data") { Description = "A table whose last column is the target, to train on too",
            HelpName = "file.csv" };
        var command = new Command("subnormals",
            "Count the subnormal numbers in whole trainings, by place; prints a table in Markdown.") { steps, data };
        command.SetAction(parse =>
        {
            Libtorch.Load();
            int most = parse.GetValue(steps) is > 0 and var some ? some : int.MaxValue;
            var table = new MarkdownTable("training", "place", "numbers", "subnormal");
            set_num_threads(1);
            for (int seed = 1; seed <= 3; seed++)
            {
                Add(table, $"`regress --seed {seed}`", Regress(new RegressOptions { Seed = seed }, most));
                Add(table, $"`mdn --seed {seed}`", Mdn(new MdnOptions { Seed = seed }, most));
            }
            if (parse.GetValue(data) is { } path)
            {
                using TableFile file = TableFile.Open(path);
                TrainingTable training = TrainingTableReader.Read(path,
                    new ColumnChoice { Targets = [file.Header[^1]] }, new ReadOptions(), folds: 2,
                    CancellationToken.None);
                foreach (Architecture architecture in new ModelOptions().ArchitecturesFor(training.Rows.Rows))
                    Add(table, $"`fit` on {Path.GetFileName(path)}, {architecture.Name}",
                        Fit(training, architecture, most));
            }
            Console.Write(table);
        });
        return command;
    }

    private static void Add(MarkdownTable table, string training, SubnormalCounts counts)
    {
        foreach (var (place, numbers, subnormal) in counts.ByPlace)
            table.Add(training, place, Number(numbers, "N0"), Number(subnormal, "N0"));
    }

    private static SubnormalCounts Mdn(MdnOptions options, int most)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)options.Seed);
        (Tensor y, Tensor x) = NoisyCurve.Sample(options.Points, generator);
        using var network = new MixtureDensityNetwork(1, [options.Hidden], options.Components, generator: generator);
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(network);
        return Run(objective, x, y, new RmsProp(objective.Parameters, options.LearningRate, options.Alpha),
            Math.Min(most, options.Epochs));
    }

    private static SubnormalCounts Regress(RegressOptions options, int most)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)options.Seed);
        (Tensor x, Tensor y) = NoisyCurve.Sample(options.Points, generator);
        using Sequential network = RegressExperiment.CreateNetwork(options.Hidden, generator);
        using IObjective objective = AnalyticObjective.SquaredError(network);
        return Run(objective, x, y, new RmsProp(objective.Parameters, options.LearningRate, options.Alpha),
            Math.Min(most, options.Epochs));
    }

    private static SubnormalCounts Run(IObjective objective, Tensor x, Tensor y, RmsProp optimizer, int epochs)
    {
        var counts = new SubnormalCounts();
        var dense = (DenseObjective<float>)objective;
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            using var scope = NewDisposeScope();
            counts.During("evaluations (of the processor)", () => objective.Evaluate(x, y));
            counts.During("steps (of the processor)", () => optimizer.step());
            counts.Add(dense);
            counts.Add("squares of the optimizer", optimizer.Squares<float>(0));
        }
        return counts;
    }

    private static SubnormalCounts Fit(TrainingTable table, Architecture architecture, int most)
    {
        using var scope = NewDisposeScope();
        TableSchema schema = TableSchema.Fit(table.Rows, table.Inputs, table.Targets).WithBins(table.Rows,
            architecture.Bins);
        using var generator = new Generator(1);
        double floor = Math.Log(schema.Targets.Min(t => t.MinScale));
        using var network = new MixtureDensityNetwork(
            schema.Width, architecture.Hidden, 8, schema.Targets.Count, Covariance.Diagonal, Activation.SiLU,
                (floor, Math.Max(5, floor + 1)), generator: generator);
        var rows = new RowSet<float>(
            new EncodedTable(schema, table.Rows), new ScaledTargets(schema, table.Rows));
        using var steps = new TrainingSteps<float>(network, rows, new TrainingOptions(), generator);
        var counts = new SubnormalCounts();
        for (int step = 0; step < Math.Min(most, steps.Count); step++)
        {
            counts.During("steps (of the processor)", () => steps.Take(step));
            counts.Add(steps.Objective);
            counts.Add("means of the optimizer", steps.Optimizer.Means);
            counts.Add("squares of the optimizer", steps.Optimizer.Squares);
            counts.Add("running mean of the weights", steps.Average);
        }
        steps.Average.CopyTo(steps.Weights);
        using var model = new DensityModel(schema, [network],
            new TrainingSummary(table.Rows.Rows, 1, default, false, new Dictionary<string, string>()));
        MixtureBatch? mixtures = null;
        counts.During("predictions of all rows (of the processor)", () => mixtures = model.Predict(table.Rows));
        double[] levels = [0.05, 0.25, 0.5, 0.75, 0.95], quantiles = new double[levels.Length];
        for (int row = 0; row < mixtures!.Count; row++)
        {
            ScalarDistribution? mixture = null;
            counts.During("a row's mixture (of the processor)", () => mixture = mixtures.Marginal(row, 0));
            counts.During("its quantiles (of the processor)", () => mixture!.Quantiles(levels, quantiles));
            counts.During("its modes (of the processor)", () => mixture!.Modes());
            counts.During("its log density (of the processor)", () =>
                mixture!.LogDensity(schema.Targets[0].Origin + schema.Targets[0].Mean));
        }
        return counts;
    }
}
