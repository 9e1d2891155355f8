using System.CommandLine;
using System.Globalization;
using MdnDemo.Output;
using MdnDemo.Plots;
using MdnDemo.Tables;
using MixtureDensity;

namespace MdnDemo.Commands;

/// <summary><c>fit</c>: a model of the user's own table.</summary>
internal sealed class FitCommand() : DeferredCommand(
    "fit", "Learn the distribution of some columns of a table given the others; saves a model, and pictures of how good it is.")
{
    // Time to save what was learnt, within the second that an interrupted program has.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.9);

    /// <inheritdoc/>
    public override void Complete()
    {
        var defaults = new ModelOptions();
        Option<string> data = TableOptions.Data("The table to learn from, with a header");
        Option<string[]> inputs = TableOptions.Columns("--input", "The columns to predict from; all that are no targets if none is named");
        Option<string[]> targets = TableOptions.Columns("--target", "The columns to predict, of numbers");
        targets.Required = true;
        Option<string[]> categorical = TableOptions.Columns("--categorical", "Columns of numbers that are names, such as codes");
        Option<string> model = TableOptions.Model("Where to save the model");
        Option<string?> output = new("--output") { Description = "The folder for the pictures [default: the model's name with -pictures]", HelpName = "folder" };
        Option<int> components = NumberOption.Whole("--components", "Gaussian components of each network; networks with one are tried besides", defaults.Components);
        Option<int[]> hidden = NumberOption.Wholes("--hidden", "width", $"The widths of the hidden layers [default: the better of {string.Join(" and ", defaults.Recipes.Select(r => string.Join(' ', r.Hidden)).Distinct())}]");
        Option<double> heldOut = NumberOption.Real("--held-out", "The part of the rows that each network is not fitted to, rounded to one over a whole number; 0.2 makes five networks a round", 1.0 / defaults.Folds);
        Option<int> rounds = NumberOption.Whole("--rounds", "How many rounds of networks to average; those after the first learn from all rows; 0 chooses by the size of the table", defaults.Rounds);
        Option<double> effort = NumberOption.Real("--effort", "Take so many times the steps: 4 takes four times as long, and may learn more", defaults.Fit.Effort);
        Option<int> steps = NumberOption.Whole("--steps", "The most training steps of a network; 0 chooses by the size of the table", defaults.Fit.Steps);
        Option<int> batchSize = NumberOption.Whole("--batch-size", "Rows a step; 0 chooses by the size of the table", defaults.Fit.BatchSize);
        Option<double> learningRate = NumberOption.Real("--learning-rate", "AdamW's learning rate at the start", defaults.Fit.LearningRate);
        Option<double> weightDecay = NumberOption.Real("--weight-decay", "AdamW's weight decay", defaults.Fit.WeightDecay);
        Option<int> seed = NumberOption.Whole("--seed", "Random seed", defaults.Seed);
        Option<string> missing = TableOptions.Missing();
        Option<bool> force = TableOptions.Force();
        AddOptions(
            data, inputs, targets, model, output, categorical, missing, force,
            effort, components, hidden, heldOut, rounds, steps, batchSize, learningRate, weightDecay, seed);
        SetAction(parse =>
        {
            ModelOptions options = FitChecks.Checked(
                new ModelOptions
                {
                    Components = parse.GetValue(components),
                    Recipes = parse.GetValue(hidden) is { Length: > 0 } widths ? [.. defaults.Recipes.Select(r => r with { Hidden = widths })] : defaults.Recipes,
                    Rounds = parse.GetValue(rounds),
                    Seed = parse.GetValue(seed),
                    Fit = new FitOptions
                    {
                        Steps = parse.GetValue(steps),
                        Effort = parse.GetValue(effort),
                        BatchSize = parse.GetValue(batchSize),
                        LearningRate = parse.GetValue(learningRate),
                        WeightDecay = parse.GetValue(weightDecay),
                    },
                },
                parse.GetValue(heldOut));
            string modelPath = parse.GetValue(model)!, dataPath = parse.GetValue(data)!;
            string pictures = parse.GetValue(output) ?? Path.ChangeExtension(modelPath, null) + "-pictures";
            bool mayReplace = parse.GetValue(force);
            if (modelPath == CsvFile.Standard)
                throw new UserException("--model cannot be '-': the report goes to standard output.");
            string farewell = "Interrupted before anything was learnt; existing files are unchanged.";
            return Interruptible.Run(
                cancellation =>
                {
                    TrainingTable table = TrainingTable.Read(
                        dataPath, parse.GetValue(inputs)!, parse.GetValue(targets)!, parse.GetValue(categorical)!, parse.GetValue(missing) == "drop", options.Folds);
                    using OutputFile file = OutputFile.Create(modelPath, "--model", mayReplace, dataPath);
                    PictureFolder folder = PictureFolder.Open(pictures, mayReplace);
                    folder.RequireFree(FitPictures.Names(table));
                    Libtorch.Load();
                    ModelFit fit = Train(table, options, cancellation);
                    using DensityModel fitted = fit.Model;
                    byte[] bytes = ModelFile.Write(fitted);
                    file.Write(stream => stream.Write(bytes));
                    Displaced? displaced = file.Place();
                    farewell = $"Stopped; the best weights so far are in {displaced?.Place ?? modelPath}.";
                    // Whoever interrupts it does not wait for pictures either.
                    cancellation.ThrowIfCancellationRequested();
                    Show(table, fit, modelPath, displaced, folder, cancellation);
                },
                () => farewell,
                Grace);
        });
    }

    private static ModelFit Train(TrainingTable table, ModelOptions options, CancellationToken cancellation)
    {
        try
        {
            return FitProgressView.Show(progress =>
                ModelTrainer.Fit(table.Rows, table.Inputs, table.Targets, options, progress, cancellation));
        }
        catch (ModelSizeException e)
        {
            throw new UserException($"{e.Message} Choose narrower --hidden layers, fewer --components, or fewer --rounds.", e);
        }
        catch (DivergenceException e)
        {
            throw new UserException(string.Create(CultureInfo.InvariantCulture,
                $"The training loss became {e.Loss} in step {e.Epoch}, and so it did at half the learning rate; choose a --learning-rate below {options.Fit.LearningRate}."), e);
        }
    }

    /// <summary>Prints the report, which needs no disk, and then draws the pictures and prints their names.</summary>
    /// <param name="table">What the model learnt from.</param>
    /// <param name="fit">The model and its scores.</param>
    /// <param name="path">Where it was to be saved.</param>
    /// <param name="displaced">Where it is if not there.</param>
    /// <param name="folder">The folder for the pictures.</param>
    /// <param name="cancellation">Stops it.</param>
    private static void Show(
        TrainingTable table,
        ModelFit fit,
        string path,
        Displaced? displaced,
        PictureFolder folder,
        CancellationToken cancellation)
    {
        string kept = displaced?.Message ?? $"The model is {path}.";
        IReadOnlyList<string> files = [];
        Displaced? others = null;
        try
        {
            try
            {
                StandardOutput.Print(() => FitReport.Print(fit, displaced?.Place ?? path), kept);
            }
            finally
            {
                // They are asked for even where the report cannot be printed, or nobody reads it.
                (files, others) = folder.Save([.. FitPictures.Draw(table, fit)], kept, cancellation);
            }
            string both = $"{kept} The pictures are {string.Join(", ", files)}.";
            StandardOutput.Print(() => FitReport.PrintPictures(files), both);
        }
        catch (ClosedPipeException)
        {
            // That is no mistake, but this is one.
            Displaced.Tell(displaced, others);
            throw;
        }
        Displaced.Tell(displaced, others);
    }
}
