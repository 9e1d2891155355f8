using System.CommandLine;
using System.Globalization;
using MdnDemo.Experiments;
using MdnDemo.Files;
using MdnDemo.Reports;
using MdnDemo.Tables;
using MixtureDensity;

namespace MdnDemo.Commands;

/// <summary><c>fit</c>: a model of the user's own table.</summary>
internal sealed class FitCommand() : DeferredCommand(
    "fit", "Learn the distribution of some columns of a table given the others; saves a model, pictures of how good "
        + "it is, and an HTML page to play with it.")
{
    // The time to save the model, within the second that an interrupted program has.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.9);

    /// <inheritdoc/>
    public override void Complete()
    {
        var defaults = new ModelOptions();
        Option<string> data = TableOptions.Data("The table to learn from, with a header");
        Option<string[]> inputs =
            TableOptions.Columns("--input", "The columns to predict from; without it, all that are not targets");
        Option<string[]> targets = TableOptions.Columns("--target", "The numeric columns to predict");
        targets.Required = true;
        Option<string[]> categorical =
            TableOptions.Columns("--categorical", "Numeric columns to treat as categories, such as codes");
        Option<string?> group = TableOptions.Column("--group",
            "A column whose equal values stay in one fold, such as patients or shops; it is not an input unless "
                + "--input names it");
        Option<string?> time = TableOptions.Column("--time",
            "A column that orders the rows in time: networks are stopped early and scored on later rows only");
        Option<string?> weight = TableOptions.Weight(
            "a row of weight 2 counts as two rows, in training and in scores; it is not an input");
        Option<string> model = TableOptions.Model("Where to save the model");
        Option<string?> plots = TableOptions.Plots();
        Option<int> components = NumberOption.For<int>(
            defaults, nameof(defaults.Components), "--components",
                "Gaussian components of each network; networks with one are tried too");
        Option<int[]> hidden = NumberOption.Many<int>(
            defaults.ArchitecturesFor(0)[0], nameof(Architecture.Hidden), "--hidden", "width",
                $"The widths of the hidden layers [default: the better of {Widths(0)}; of {Widths(int.MaxValue)} for "
                    + "many rows]", hasDefault: false);
        Option<int> folds = NumberOption.For<int>(
            defaults, nameof(defaults.Folds), "--folds",
                "The folds of the cross-validation; each gives a network that is trained without it");
        Option<int?> refits = NumberOption.Optional<int>(
            defaults, nameof(defaults.Refits), "--refits",
                "Networks to train after the cross-validation: two without a fold of a second division into folds, the "
                    + "others on all rows [default: as many as folds; 2 for more than 5,000 rows]");
        Option<double> calibrate = NumberOption.For<double>(
            defaults, nameof(defaults.CalibrationFraction), "--calibrate",
                "The fraction of the rows to hold out to calibrate intervals and regions; 0 calibrates them on the "
                    + "out-of-fold rows");
        Option<double> effort = NumberOption.For<double>(
            defaults.Training, nameof(TrainingOptions.Effort), "--effort",
                "Multiplies the default number of training steps: 4 takes four times as long, and may learn more");
        Option<int?> steps = NumberOption.Optional<int>(
            defaults.Training, nameof(TrainingOptions.Steps), "--steps",
                "The maximum number of training steps of a network [default: by the number of rows]");
        Option<int?> batchSize = NumberOption.Optional<int>(
            defaults.Training, nameof(TrainingOptions.BatchSize), "--batch-size",
                "Rows a training step [default: by the number of rows]");
        Option<double> learningRate = NumberOption.For<double>(
            defaults.Training, nameof(TrainingOptions.LearningRate), "--learning-rate",
                "AdamW's learning rate after the warm-up");
        Option<double> weightDecay = NumberOption.For<double>(
            defaults.Training, nameof(TrainingOptions.WeightDecay), "--weight-decay", "AdamW's weight decay");
        Option<int> seed = NumberOption.For<int>(
            defaults, nameof(defaults.Seed), "--seed", "Random seed of folds, weights and batches");
        var reading = new ReadingOptions();
        Option<string> outliers = TableOptions.Choice("--outliers",
            "What to do with numbers absurdly far from all others of their column: clip replaces them by the nearest "
                + "other, with a warning, keep takes them as they are",
            "clip", "keep");
        Option<string[]> exclude = TableOptions.Columns("--exclude", "Columns that are not used");
        var lower = new Option<double?>("--lower")
        {
            Description = "The least possible value of the target, such as 0: nothing below it is predicted",
            HelpName = "number",
        };
        var upper = new Option<double?>("--upper")
        {
            Description = "The largest possible value of the target, such as 1: nothing above it is predicted",
            HelpName = "number",
        };
        Option<string> transform = TableOptions.Choice("--transform",
            "The scale on which the target is modelled: log is its logarithm, none the target itself, auto the better "
                + "of both where the target is positive and skewed",
            "auto", "log", "none");
        Option<bool> force = TableOptions.Force();
        var noReport = new Option<bool>("--no-report")
        {
            Description = "Write no HTML page beside the model",
        };
        var noPlots = new Option<bool>("--no-plots") { Description = "Draw no pictures; the page has none either" };
        AddOptions(
            data, inputs, targets, model, plots, exclude, categorical, group, time, weight, reading.Missing, outliers,
            reading.Na, reading.Encoding, reading.Sql, lower, upper, transform, reading.Verbose, force, noPlots,
            noReport, effort, components, hidden, folds, refits, calibrate, steps, batchSize, learningRate, weightDecay,
            seed);
        SetAction(parse =>
        {
            if (parse.GetResult(effort) is { Implicit: false } && parse.GetResult(steps) is not null)
                throw new UserException(
                    "--effort and --steps exclude each other: --effort scales the default number of steps, and "
                        + "--steps sets it.");
            if (parse.GetValue(lower) >= parse.GetValue(upper))
                throw new UserException("--lower must be below --upper.");
            if (parse.GetValue(group) is not null && parse.GetValue(time) is not null)
                throw new UserException("--group and --time exclude each other; name one.");
            if (parse.GetValue(noPlots) && parse.GetValue(plots) is not null)
                throw new UserException("--plots and --no-plots exclude each other; name one.");
            int[] widths = parse.GetValue(hidden) ?? [];
            var options = new ModelOptions
            {
                Components = parse.GetValue(components),
                Architectures = widths.Length == 0 ? null
                    : [.. defaults.ArchitecturesFor(0).Select(a => a with { Hidden = widths })],
                Folds = parse.GetValue(folds),
                Refits = parse.GetValue(refits),
                CalibrationFraction = parse.GetValue(calibrate),
                GroupColumn = parse.GetValue(group),
                TimeColumn = parse.GetValue(time),
                WeightColumn = parse.GetValue(weight),
                ClipsOutliers = parse.GetValue(outliers) == "clip",
                Seed = parse.GetValue(seed),
                Lower = parse.GetValue(lower),
                Upper = parse.GetValue(upper),
                Transform = Enum.Parse<TargetTransform>(parse.GetValue(transform)!, ignoreCase: true),
                Training = new TrainingOptions
                {
                    Steps = parse.GetValue(steps),
                    Effort = parse.GetValue(effort),
                    BatchSize = parse.GetValue(batchSize),
                    LearningRate = parse.GetValue(learningRate),
                    WeightDecay = parse.GetValue(weightDecay),
                },
            };
            string modelPath = parse.GetValue(model)!, dataPath = parse.GetValue(data)!;
            string? pictures = parse.GetValue(noPlots) ? null
                : parse.GetValue(plots) ?? TableOptions.PicturesOf(modelPath);
            bool mayReplace = parse.GetValue(force);
            if (modelPath == OutputFile.Standard)
                throw new UserException("--model cannot be '-': the report goes to standard output.");
            string interrupted = "Interrupted before anything was learnt; existing files are unchanged.";
            return Interruptible.Run(
                cancellation =>
                {
                    TrainingTable table = TrainingTable.Read(
                        dataPath,
                        new ColumnChoice
                        {
                            Targets = parse.GetValue(targets)!,
                            Inputs = parse.GetValue(inputs)!,
                            Categorical = parse.GetValue(categorical)!,
                            Excluded = parse.GetValue(exclude)!,
                            Group = parse.GetValue(group),
                            Time = parse.GetValue(time),
                            Weight = parse.GetValue(weight),
                        },
                        reading.Read(parse) with { ClipsOutliers = options.ClipsOutliers },
                        options.Folds, cancellation);
                    using FitOutput output = FitOutput.Open(
                        modelPath, pictures, hasPage: !parse.GetValue(noReport), mayReplace, dataPath);
                    output.RequireFree(table);
                    // Frees the garbage of reading the table before the training needs memory.
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
                    Libtorch.Load();
                    var view = new ProgressView();
                    ModelFit fit = Train(table, options, view, output, cancellation);
                    using DensityModel fitted = fit.Model;
                    string place = output.SaveModel(fitted);
                    interrupted = $"Stopped; the best weights so far are in {place}.";
                    // An interrupted fit draws no pictures.
                    cancellation.ThrowIfCancellationRequested();
                    output.Show(table, fit, view, cancellation);
                },
                () => interrupted,
                Grace);
        });
    }

    private static string Widths(int rows) =>
        string.Join(" and ", new ModelOptions().ArchitecturesFor(rows).Select(a => string.Join(' ', a.Hidden)));

    private static ModelFit Train(TrainingTable table, ModelOptions options, ProgressView view, FitOutput output,
        CancellationToken cancellation)
    {
        try
        {
            return view.Show(() => ModelTrainer.Fit(table.Rows, table.Inputs, table.Targets, options,
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
            throw new UserException(string.Create(CultureInfo.InvariantCulture,
                $"The training loss became {e.Loss} in step {e.Epoch}, and so it did at half the learning rate; "
                    + $"choose a --learning-rate below {options.Training.LearningRate}."), e);
        }
    }
}
