using System.CommandLine;
using MdnDemo.Answers;
using MdnDemo.Files;
using MdnDemo.Tables;
using MixtureDensity;

namespace MdnDemo.Commands;

/// <summary><c>predict</c>: a model's distribution for every row of a table.</summary>
internal sealed class PredictCommand() : DeferredCommand(
    "predict",
        "Append a model's predictions to a table: mean, standard deviation, quantiles, modes, samples, and the log "
            + "density of the target if it is there.")
{
    /// <inheritdoc/>
    public override void Complete()
    {
        var defaults = new PredictionOptions();
        Option<string> model = TableOptions.Model("The model, as fit saved it");
        Option<string> data = TableOptions.Data("The table, with the model's input columns");
        var destination = new Option<string>("--output")
        {
            Description = "Where to write the table with the predictions, as Parquet if its name ends so and as CSV "
                + "otherwise; - is standard output",
            HelpName = "file",
            Required = true,
        };
        Option<double[]> quantiles = NumberOption.Many<double>(
            defaults, nameof(defaults.Quantiles), "--quantiles", "p", "The probabilities of the quantiles",
                hasDefault: true);
        Option<int> modes = NumberOption.For<int>(
            defaults, nameof(defaults.Modes), "--modes",
                "The number of modes (local maxima of the density), the one with most probability first");
        Option<double[]> intervals = NumberOption.Many<double>(
            defaults, nameof(defaults.Intervals), "--interval", "p", "The probabilities of central intervals",
                hasDefault: false);
        Option<int> regions = NumberOption.For<int>(
            defaults, nameof(defaults.Regions), "--regions",
                "The number of intervals of the highest-density region, the shortest set of its probability; the one "
                    + "with most probability first");
        Option<double> regionLevel = NumberOption.For<double>(
            defaults, nameof(defaults.RegionLevel), "--region-level", "The probability of the highest-density region");
        Option<TargetEvent[]> above = EventOption.Above(), below = EventOption.Below(), between = EventOption.Between();
        Option<int> samples = NumberOption.For<int>(
            defaults, nameof(defaults.Samples), "--samples", "The number of samples from the distribution of each row");
        Option<int> seed = NumberOption.For<int>(
            defaults, nameof(defaults.Seed), "--seed", "Random seed of the samples");
        Option<string> missing = TableOptions.Missing();
        Option<string[]> na = TableOptions.Na();
        Option<string?> sql = TableOptions.Sql();
        Option<bool> verbose = TableOptions.Verbose();
        var strict = new Option<bool>("--strict")
        {
            Description = "Stop with an error at a row that cannot be predicted, instead of leaving its cells empty",
        };
        Option<bool> force = TableOptions.Force();
        AddOptions(model, data, destination, quantiles, intervals, regions, regionLevel, above, below, between, modes,
            samples, seed, missing, na, strict, sql, verbose, force);
        SetAction(parse =>
        {
            PredictionOptions options = defaults with
            {
                Quantiles = parse.GetValue(quantiles)!,
                Intervals = parse.GetValue(intervals) ?? [],
                Regions = parse.GetValue(regions),
                RegionLevel = parse.GetValue(regionLevel),
                Events = [.. new[] { above, below, between }.SelectMany(o => parse.GetValue(o) ?? [])],
                Modes = parse.GetValue(modes),
                Samples = parse.GetValue(samples),
                Seed = parse.GetValue(seed),
            };
            if (options.Quantiles.Distinct().Count() < options.Quantiles.Count)
                throw new UserException("--quantiles names a probability twice; name each once.");
            if (options.Intervals.Distinct().Count() < options.Intervals.Count)
                throw new UserException("--interval names a probability twice; name each once.");
            string modelPath = parse.GetValue(model)!, dataPath = parse.GetValue(data)!,
                outputPath = parse.GetValue(destination)!;
            return Interruptible.Run(cancellation =>
            {
                var reading = new ReadOptions
                {
                    Missing = TableOptions.RuleOf(parse.GetValue(missing)),
                    Na = parse.GetValue(na)!,
                    Sql = parse.GetValue(sql),
                    Verbose = parse.GetValue(verbose),
                    Strict = parse.GetValue(strict),
                };
                using OutputFile output =
                    OutputFile.Create(outputPath, "--output", parse.GetValue(force), dataPath, modelPath);
                using TableFile file = TableFile.Open(dataPath, reading.Sql);
                Libtorch.Load();
                using DensityModel fitted = ModelReader.Read(modelPath);
                TargetEvent.Check(options.Events, fitted.Schema);
                PredictionSummary summary = ParquetTable.IsMeant(outputPath)
                    ? ParquetTable.Write(fitted, file, output, options, reading, cancellation)
                    : TablePredictor.Write(
                        fitted, file, output.Write, options, reading, isShown: true, cancellation);
                output.Commit();
                Console.Error.WriteLine(summary.Read);
                Console.Error.WriteLine(summary);
            });
        });
    }
}
