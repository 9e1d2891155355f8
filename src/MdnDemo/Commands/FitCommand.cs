using System.CommandLine;
using MdnDemo.Files;
using MdnDemo.Reports;
using MdnDemo.Tables;
using MixtureDensity;

namespace MdnDemo.Commands;

/// <summary><c>fit</c>: a model of the user's own table.</summary>
internal sealed class FitCommand
{
    // The time to save the model, within the second that an interrupted program has.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.9);

    private readonly Option<string> _data = TableOptions.Data("The table to learn from, with a header");
    private readonly Option<string[]> _inputs =
        TableOptions.Columns("--input", "The columns to predict from; without it, all that are not targets");

    private readonly Option<string[]> _targets = TableOptions.Columns("--target", "The numeric columns to predict");
    private readonly Option<string> _model = TableOptions.Model("Where to save the model");
    private readonly Option<string?> _plots = TableOptions.Plots();
    private readonly Option<string[]> _exclude = TableOptions.Columns("--exclude", "Columns that are not used");
    private readonly Option<string[]> _categorical =
        TableOptions.Columns("--categorical", "Numeric columns to treat as categories, such as codes");

    private readonly Option<string?> _group = TableOptions.Column("--group",
        "A column whose equal values stay in one fold, such as patients or shops; it is not an input unless --input "
            + "names it");

    private readonly Option<string?> _time = TableOptions.Column("--time",
        "A column that orders the rows in time: networks are stopped early and scored on later rows only");

    private readonly Option<string?> _weight = TableOptions.Weight(
        "a row of weight 2 counts as two rows, in training and in scores; it is not an input");

    private readonly ReadingOptions _reading = new();
    private readonly Option<string> _outliers = TableOptions.Choice("--outliers",
        "What to do with numbers absurdly far from all others of their column: clip replaces them by the nearest "
            + "other, with a warning, keep takes them as they are",
        "clip", "keep");

    private readonly Option<double?> _lower = TableOptions.Bound("--lower",
        "The least possible value of the target, such as 0: nothing below it is predicted");

    private readonly Option<double?> _upper = TableOptions.Bound("--upper",
        "The largest possible value of the target, such as 1: nothing above it is predicted");

    private readonly Option<string> _transform = TableOptions.Choice("--transform",
        "The scale on which the target is modelled: log is its logarithm, none the target itself, auto the better "
            + "of both where the target is positive and skewed",
        "auto", "log", "none");

    private readonly Option<bool> _force = TableOptions.Force();
    private readonly Option<bool> _noPlots =
        TableOptions.Flag("--no-plots", "Draw no pictures; the page has none either");

    private readonly Option<bool> _noReport = TableOptions.Flag("--no-report", "Write no HTML page beside the model");
    private readonly NetworkOptions _networks = new();

    /// <summary>The command.</summary>
    public static DeferredCommand Create() => new(
        "fit", "Learn the distribution of some columns of a table given the others; saves a model, pictures of how "
            + "good it is, and an HTML page to play with it.",
        command => new FitCommand().Complete(command));

    private void Complete(DeferredCommand command)
    {
        _targets.Required = true;
        command.AddOptions([_data, _inputs, _targets, _model, _plots, _exclude, _categorical, _group, _time, _weight,
            _reading.Missing, _outliers, _reading.Na, _reading.Encoding, _reading.Sql, _lower, _upper, _transform,
            _reading.Verbose, _force, _noPlots, _noReport, .. _networks.All]);
        command.SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        ModelOptions options = Options(parse);
        string modelPath = parse.GetValue(_model)!, dataPath = parse.GetValue(_data)!;
        string? pictures = parse.GetValue(_noPlots) ? null
            : parse.GetValue(_plots) ?? TableOptions.PicturesOf(modelPath);
        string interrupted = "Interrupted before a model was saved; existing files are unchanged.";
        return Interruptible.Run(
            cancellation =>
            {
                using FitOutput output = FitOutput.Open(modelPath, pictures, hasPage: !parse.GetValue(_noReport),
                    mayReplace: parse.GetValue(_force), dataPath);
                TrainingTable table = TrainingTableReader.Read(
                    dataPath, Columns(parse), _reading.Read(parse) with { ClipsOutliers = options.ClipsOutliers },
                    options.Folds, cancellation);
                output.RequireFree(table);
                // Frees the garbage of reading the table before the training needs memory.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
                Libtorch.Load();
                var view = new ProgressView();
                ModelFit fit = Train(table, options, view, output, cancellation);
                using DensityModel fitted = fit.Model;
                string place = output.SaveModel(fitted);
                interrupted = $"Stopped; the best weights so far are in {place}.";
                // The bytes of the file are garbage now, and the pictures need memory.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
                // An interrupted fit draws no pictures.
                cancellation.ThrowIfCancellationRequested();
                output.Show(table, fit, view, cancellation);
            },
            () => interrupted,
            Grace);
    }

    private ModelOptions Options(ParseResult parse)
    {
        ModelOptions options = _networks.Read(parse);
        if (parse.GetValue(_lower) >= parse.GetValue(_upper))
            throw new UserException("--lower must be below --upper.");
        if (parse.GetValue(_group) is not null && parse.GetValue(_time) is not null)
            throw new UserException("--group and --time exclude each other; name one.");
        if (parse.GetValue(_noPlots) && parse.GetValue(_plots) is not null)
            throw new UserException("--plots and --no-plots exclude each other; name one.");
        if (parse.GetValue(_model) == OutputFile.Standard)
            throw new UserException("--model cannot be '-': the report goes to standard output.");
        return options with
        {
            GroupColumn = parse.GetValue(_group),
            TimeColumn = parse.GetValue(_time),
            WeightColumn = parse.GetValue(_weight),
            ClipsOutliers = parse.GetValue(_outliers) == "clip",
            Lower = parse.GetValue(_lower),
            Upper = parse.GetValue(_upper),
            Transform = Enum.Parse<TargetTransform>(parse.GetValue(_transform)!, ignoreCase: true),
        };
    }

    private ColumnChoice Columns(ParseResult parse) => new()
    {
        Targets = parse.GetValue(_targets)!,
        Inputs = parse.GetValue(_inputs)!,
        Categorical = parse.GetValue(_categorical)!,
        Excluded = parse.GetValue(_exclude)!,
        Group = parse.GetValue(_group),
        Time = parse.GetValue(_time),
        Weight = parse.GetValue(_weight),
    };

    private static ModelFit Train(TrainingTable table, ModelOptions options, ProgressView view, FitOutput output,
        CancellationToken cancellation)
    {
        try
        {
            return view.Show("starting", () => ModelTrainer.Fit(table.Rows, table.Inputs, table.Targets, options,
                view.OfModel(() => output.Duration(table)), cancellation));
        }
        catch (ObservationException e)
        {
            throw new UserException($"{table.Name}: {e.Message} Choose other --lower, --upper or --transform.", e);
        }
        catch (FoldsException e)
        {
            string calibrate = options.CalibrationFraction > 0 ? ", another --calibrate" : "";
            throw new UserException($"{table.Name}: {e.Message} Choose fewer --folds{calibrate} or other columns.", e);
        }
        catch (ModelSizeException e)
        {
            throw new UserException(
                $"{e.Message} Choose narrower --hidden layers, fewer --components, or fewer --refits.", e);
        }
        catch (DivergenceException e)
        {
            throw new UserException(
                $"The training loss became {e.Loss} in step {e.Epoch}, and so it did at half the learning rate; "
                    + $"choose a --learning-rate below {options.Training.LearningRate}.", e);
        }
    }
}
