using System.CommandLine;
using MdnDemo.Answers;
using MdnDemo.Files;
using MdnDemo.Reports;
using MdnDemo.Tables;
using MixtureDensity;

namespace MdnDemo.Commands;

/// <summary><c>evaluate</c>: the scores of a model on a table.</summary>
internal sealed class EvaluateCommand
{
    private const int RowsAtOnce = 4096;

    private static readonly PredictionOptions Defaults = new() { Intervals = [0.9] };

    private readonly Option<string> _model = TableOptions.Model("The model, as fit saved it");
    private readonly Option<string> _data =
        TableOptions.Data("The table, with the model's input and target columns");

    private readonly Option<double[]> _levels = NumberOption.Probabilities(Defaults,
        nameof(Defaults.Intervals), "--interval", "The probabilities of the intervals and regions that are scored");

    private readonly Option<bool> _noCalibration = TableOptions.NoCalibration();
    private readonly Option<string?> _weight =
        TableOptions.Weight("a row of weight 2 counts as two rows in the scores");

    private readonly ReadingOptions _reading = new();
    private readonly Option<bool> _json = TableOptions.Flag("--json", "Print one JSON object instead of a table");

    /// <summary>The command.</summary>
    public static DeferredCommand Create() => new(
        "evaluate", "Score a model on a table: likelihood, CRPS, error of the mean, coverage of its intervals.",
        command => new EvaluateCommand().Complete(command));

    private void Complete(DeferredCommand command)
    {
        command.AddOptions(_model, _data, _levels, _noCalibration, _weight, _reading.Missing, _reading.Na,
            _reading.Encoding, _reading.Sql, _reading.Verbose, _json);
        command.SetAction(parse => Interruptible.Run(cancellation => Run(parse, cancellation)));
    }

    private void Run(ParseResult parse, CancellationToken cancellation)
    {
        Libtorch.Load();
        using DensityModel model = ModelReader.Read(parse.GetValue(_model)!);
        PredictionOptions asked = Defaults with
        {
            Intervals = parse.GetValue(_levels)!,
            IsCalibrated = !parse.GetValue(_noCalibration),
        };
        TargetAnswers.CheckLevels(model, asked);
        ReadOptions options = _reading.Read(parse);
        string? weight = parse.GetValue(_weight);
        using TableFile file = TableFile.Open(parse.GetValue(_data)!, options);
        using TableReader reader = TableReader.For(
            model.Schema, file, withTargets: true, options, weight: weight, cancellation: cancellation);
        var sets = new SetEvaluator([.. model.Schema.Targets
            .Select((_, d) => TargetAnswers.CalibrationOf(model, d, asked))], asked.Intervals);
        var (evaluation, coverage) = Evaluate(model, reader, weight, sets, cancellation);
        reader.PrintSummary();
        CoverageWarnings.Write(coverage, Console.Error);
        StandardOutput.Print(() =>
        {
            if (parse.GetValue(_json))
            {
                EvaluationReport.PrintJson(Console.Out, evaluation, sets.Result());
                return;
            }
            EvaluationReport.Print(evaluation, sets.Result());
            if (asked.IsCalibrated && model.Calibration is not null)
                Console.WriteLine(CalibrationSentences.Source(model));
        });
    }

    private static (Evaluation Scores, InputCoverage Coverage) Evaluate(
        DensityModel model, TableReader reader, string? weight, SetEvaluator sets, CancellationToken cancellation)
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
            throw reader.NoRows("score");
        return (evaluator.Result(), coverage);
    }
}
