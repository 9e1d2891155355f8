using System.CommandLine;
using MdnDemo.Output;
using MdnDemo.Predictions;
using MdnDemo.Tables;
using MixtureDensity;

namespace MdnDemo.Commands;

/// <summary><c>predict</c>: a model's distribution for every row of a table.</summary>
internal sealed class PredictCommand() : DeferredCommand(
    "predict", "Append a model's predictions to a table: mean, deviation, quantiles, modes, draws, and the log density of the target if it is there.")
{
    /// <inheritdoc/>
    public override void Complete()
    {
        var defaults = new PredictionOptions();
        Option<string> model = TableOptions.Model("The model, as fit saved it");
        Option<string> data = TableOptions.Data("The table, with the model's input columns");
        var @out = new Option<string>("--out") { Description = "Where to write the table with the predictions; - is standard output", HelpName = "file.csv", Required = true };
        Option<double[]> quantiles = NumberOption.Reals("--quantiles", "p", "The probabilities of the quantiles", defaults.Quantiles);
        Option<int> modes = NumberOption.Whole("--modes", "How many of the most probable values to write, the weightiest first", defaults.Modes);
        Option<int> draws = NumberOption.Whole("--draws", "How many random values of the targets to draw", defaults.Draws);
        Option<int> seed = NumberOption.Whole("--seed", "What the draws start from", defaults.Seed);
        Option<string> missing = TableOptions.Missing();
        Option<bool> force = TableOptions.Force();
        AddOptions(model, data, @out, quantiles, modes, draws, seed, missing, force);
        SetAction(parse =>
        {
            PredictionOptions options = (defaults with
            {
                Quantiles = parse.GetValue(quantiles)!,
                Modes = parse.GetValue(modes),
                Draws = parse.GetValue(draws),
                Seed = parse.GetValue(seed),
            }).Checked();
            string modelPath = parse.GetValue(model)!, dataPath = parse.GetValue(data)!;
            return Interruptible.Run(cancellation =>
            {
                using CsvFile file = CsvFile.Open(dataPath);
                using OutputFile output = OutputFile.Create(parse.GetValue(@out)!, "--out", parse.GetValue(force), dataPath, modelPath);
                Libtorch.Load();
                using DensityModel fitted = TableOptions.Load(modelPath);
                var (rows, dropped) = TablePredictor.Write(fitted, file, output, options, parse.GetValue(missing) == "drop", cancellation);
                output.Commit();
                Console.Error.WriteLine($"{Count.Of(rows, "row")} predicted{(dropped > 0 ? $"; skipped {Count.Of(dropped, "row")} with missing values" : "")}.");
            });
        });
    }
}
