using System.CommandLine;
using MdnDemo.Answers;
using MdnDemo.Files;
using MdnDemo.Reports;
using MdnDemo.Tables;
using MixtureDensity;

namespace MdnDemo.Commands;

/// <summary><c>predict</c>: a model's distribution for every row of a table, or for one case.</summary>
internal sealed class PredictCommand
{
    private readonly Option<string> _model = TableOptions.Model("The model, as fit saved it");
    private readonly Option<string?> _data = TableOptions.OptionalData(
        "The table, with the model's input columns; required without --row");

    private readonly Option<string?> _destination = new("--output")
    {
        Description = "Where to write the table with the predictions, as Parquet if its name ends so and as CSV "
            + "otherwise; - is standard output, and FOLDER/ gets a file for each file of --data, except those that "
            + "exist; required without --row",
        HelpName = "file",
    };

    private readonly Option<string?> _shard = new("--shard")
    {
        Description = "This machine's share of the files of --data, for --output FOLDER/: 3/16 is every 16th file from "
            + "the third on",
        HelpName = "number/count",
    };

    private readonly Option<string[]> _row = new("--row")
    {
        Description = "One case instead of a table: an input of the model with its value, once for each input",
        HelpName = "name=value",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _json =
        TableOptions.Flag("--json", "Print one JSON object for --row instead of lines");

    private readonly QuestionOptions _questions = new();
    private readonly ReadingOptions _reading = new();
    private readonly Option<bool> _strict = TableOptions.Flag("--strict",
        "Stop with an error at a row that cannot be predicted, instead of leaving its cells empty");

    private readonly Option<bool> _force = TableOptions.Force();

    /// <summary>The command.</summary>
    public static DeferredCommand Create() => new(
        "predict", "Append a model's predictions to a table: mean, standard deviation, quantiles, intervals, regions, "
            + "probabilities, modes, samples, and the log density of the target if it is there. Or print them for one "
            + "case, without a table.",
        command => new PredictCommand().Complete(command));

    private void Complete(DeferredCommand command)
    {
        command.AddOptions([_model, _data, _destination, _shard, _row, _json, .. _questions.All, _reading.Missing,
            _reading.Na, _strict, _reading.Encoding, _reading.Sql, _reading.Verbose, _force]);
        command.Validators.Add(result =>
        {
            bool isCase = result.GetResult(_row) is not null;
            Option[] ofTables = [_data, _destination, _reading.Encoding, _reading.Sql, _shard],
                ofRows = [_reading.Missing, _strict, _reading.Verbose, _force];
            if (isCase && ofTables.FirstOrDefault(o => result.GetResult(o) is not null) is { } other)
                result.AddError($"--row is one case without a table; it excludes {other.Name}.");
            else if (!isCase && ofTables[..2].FirstOrDefault(o => result.GetResult(o) is null) is { } absent)
                result.AddError($"Option '{absent.Name}' is required; one case without a table needs --row.");
            else if (!isCase && result.GetValue(_json))
                result.AddError("--json is for --row only; a table is written as CSV or Parquet.");
            else if (isCase && ofRows.FirstOrDefault(o => result.GetResult(o) is { Implicit: false }) is { } idle)
                result.AddError($"{idle.Name} does nothing for --row; leave it out.");
        });
        _shard.Validators.Add(result =>
        {
            if (Shard.Parse(result.Tokens[^1].Value) is null)
                result.AddError(
                    $"--shard is '{result.Tokens[^1].Value}'; it must be a part such as 3/16, from 1/16 to 16/16.");
            else if (result.GetResult(_destination) is not { Tokens: [var folder, ..] }
                || !FolderPredictor.IsMeant(folder.Value))
                result.AddError("--shard shares files: it needs --output FOLDER/, with a / at its end.");
        });
        command.SetAction(parse => parse.GetResult(_row) is null ? PredictTable(parse) : PredictCase(parse));
    }

    private int PredictTable(ParseResult parse)
    {
        PredictionOptions options = _questions.Read(parse);
        string modelPath = parse.GetValue(_model)!, dataPath = parse.GetValue(_data)!,
            outputPath = parse.GetValue(_destination)!;
        return Interruptible.Run(cancellation =>
        {
            ReadOptions reading = _reading.Read(parse) with { Strict = parse.GetValue(_strict) };
            if (FolderPredictor.IsMeant(outputPath))
            {
                PredictFiles(parse, options, reading, cancellation);
                return;
            }
            using OutputFile output =
                OutputFile.Create(outputPath, "--output", parse.GetValue(_force), dataPath, modelPath);
            using TableFile file = TableFile.Open(dataPath, reading);
            Libtorch.Load();
            using DensityModel fitted = ModelReader.Read(modelPath);
            Check(fitted, options);
            PredictionSummary summary = TablePredictor.Write(fitted, file, output, options, reading, cancellation);
            output.Commit();
            Console.Error.WriteLine(summary.Read);
            CoverageWarnings.Write(summary.Coverage, Console.Error);
            Console.Error.WriteLine(summary);
        });
    }

    private void PredictFiles(ParseResult parse, PredictionOptions options, ReadOptions reading,
        CancellationToken cancellation)
    {
        Libtorch.Load();
        using DensityModel fitted = ModelReader.Read(parse.GetValue(_model)!);
        Check(fitted, options);
        var predictor = new FolderPredictor(parse.GetValue(_destination)!, parse.GetValue(_force));
        Shard shard = parse.GetValue(_shard) is { } text ? Shard.Parse(text)! : Shard.Whole;
        predictor.Run(fitted, parse.GetValue(_data)!, shard, options, reading, cancellation);
    }

    private int PredictCase(ParseResult parse)
    {
        PredictionOptions options = _questions.ReadForCase(parse);
        return Interruptible.Run(_ =>
        {
            Libtorch.Load();
            using DensityModel fitted = ModelReader.Read(parse.GetValue(_model)!);
            Check(fitted, options);
            RowCase row = RowCase.Parse(parse.GetValue(_row)!, fitted.Schema,
                new MissingMarkers(parse.GetValue(_reading.Na)!));
            MixtureBatch mixtures = Predict(fitted, row);
            foreach (string unknown in row.Unknown)
                Console.Error.WriteLine($"Warning: {unknown}");
            // The texts are in these warnings already.
            var coverage = new InputCoverage(fitted.Schema with
            {
                Inputs = [.. fitted.Schema.Inputs.OfType<NumericEncoding>()],
            });
            coverage.Add(row.Table);
            CoverageWarnings.Write(coverage, Console.Error);
            StandardOutput.Print(() =>
            {
                if (parse.GetValue(_json))
                    CaseReport.PrintJson(fitted, mixtures, options);
                else
                    CaseReport.Print(row, fitted, mixtures, options);
            });
        });
    }

    private static void Check(DensityModel model, PredictionOptions options)
    {
        TargetEvent.Check(options.Events, model.Schema);
        TargetAnswers.CheckLevels(model, options);
        if (options.IsCalibrated && model.Calibration is null && options.Intervals.Count + options.Regions > 0)
            Console.Error.WriteLine("Warning: the model has no conformity scores, as its fit was interrupted; "
                + "intervals and regions are not calibrated.");
    }

    private static MixtureBatch Predict(DensityModel model, RowCase row)
    {
        try
        {
            return model.Predict(row.Table);
        }
        catch (RowException e)
        {
            throw new UserException($"--row: {TableRows.Reason(e)}", e);
        }
    }
}
