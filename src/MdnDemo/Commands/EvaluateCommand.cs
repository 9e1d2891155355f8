using System.CommandLine;
using MdnDemo.Answers;
using MdnDemo.Files;
using MdnDemo.Reports;
using MdnDemo.Tables;
using MixtureDensity;

namespace MdnDemo.Commands;

/// <summary><c>evaluate</c>: the scores of a model on a table.</summary>
internal static class EvaluateCommand
{
    private const int RowsAtOnce = 4096;

    /// <summary>The command.</summary>
    public static DeferredCommand Create() => new(
        "evaluate", "Score a model on a table: likelihood, CRPS, error of the mean, coverage of its intervals.",
        Complete);

    private static void Complete(DeferredCommand command)
    {
        Option<string> model = TableOptions.Model("The model, as fit saved it");
        Option<string> data = TableOptions.Data("The table, with the model's input and target columns");
        Option<string?> weight = TableOptions.Weight("a row of weight 2 counts as two rows in the scores");
        var reading = new ReadingOptions();
        var defaults = new PredictionOptions { Intervals = [0.9] };
        Option<double[]> levels = NumberOption.Many<double>(
            defaults, nameof(defaults.Intervals), "--interval", "p",
                "The probabilities of the intervals and regions that are scored", hasDefault: true);
        Option<bool> noCalibration = TableOptions.NoCalibration();
        Option<bool> json = TableOptions.Flag("--json", "Print one JSON object instead of a table");
        command.AddOptions(model, data, levels, noCalibration, weight, reading.Missing, reading.Na, reading.Encoding,
            reading.Sql, reading.Verbose, json);
        command.SetAction(parse => Interruptible.Run(
            cancellation =>
            {
                Libtorch.Load();
                using DensityModel fitted = ModelReader.Read(parse.GetValue(model)!);
                PredictionOptions asked = defaults with
                {
                    Intervals = parse.GetValue(levels)!,
                    IsCalibrated = !parse.GetValue(noCalibration),
                };
                TargetAnswers.CheckLevels(fitted, asked);
                ReadOptions options = reading.Read(parse);
                using TableFile file = TableFile.Open(parse.GetValue(data)!, options);
                using TableReader reader = TableReader.For(fitted.Schema, file, withTargets: true, options,
                    weight: parse.GetValue(weight), cancellation: cancellation);
                var sets = new SetEvaluator([.. fitted.Schema.Targets
                    .Select((_, d) => TargetAnswers.CalibrationOf(fitted, d, asked))], asked.Intervals);
                var (evaluation, coverage) = Evaluate(
                    fitted, file, reader, parse.GetValue(weight), sets, cancellation);
                reader.PrintSummary();
                CoverageWarnings.Write(coverage, Console.Error);
                StandardOutput.Print(() =>
                {
                    if (parse.GetValue(json))
                        EvaluationReport.PrintJson(Console.Out, evaluation, sets.Result());
                    else
                        EvaluationReport.Print(evaluation, sets.Result());
                    if (!parse.GetValue(json) && asked.IsCalibrated && fitted.Calibration is not null)
                        Console.WriteLine(CalibrationText.Format(fitted) + ".");
                });
            }));
    }

    private static (Evaluation Scores, InputCoverage Coverage) Evaluate(
        DensityModel model, TableFile file, TableReader reader, string? weight, SetEvaluator sets,
        CancellationToken cancellation)
    {
        Evaluator evaluator = model.NewEvaluator();
        var coverage = new InputCoverage(model.Schema);
        bool isEmpty = true;
        while (reader.Read(RowsAtOnce) is { } rows)
        {
            cancellation.ThrowIfCancellationRequested();
            isEmpty = false;
            try
            {
                MixtureBatch predictions = model.Predict(rows.Table);
                double[][] observed = model.Schema.TargetColumns(rows.Table);
                double[]? weights = weight is null ? null : rows.Table.Numbers(weight);
                evaluator.Add(predictions, observed, weights);
                sets.Add(predictions, observed, weights);
                coverage.Add(rows.Table);
            }
            catch (RowException e)
            {
                throw rows.Mistake(e);
            }
        }
        if (isEmpty)
            throw new UserException(reader.WithoutWeight > 0
                ? $"{file.Name}, column '{weight}': no row has a weight above 0; there is nothing to score."
                : $"{file.Name} has no rows to score; give it some below its header.");
        return (evaluator.Result(), coverage);
    }
}
