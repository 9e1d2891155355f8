using System.CommandLine;
using MixtureDensity;

namespace MdnDemo.Commands;

/// <summary>The options of <c>fit</c> for the networks and their training.</summary>
internal sealed class NetworkOptions
{
    private static readonly ModelOptions Defaults = new();

    private readonly Option<double> _effort = NumberOption.For<double>(
        Defaults.Training, nameof(TrainingOptions.Effort), "--effort",
            "Multiplies the default number of training steps: 4 takes four times as long, and may learn more");

    private readonly Option<int> _components = NumberOption.For<int>(
        Defaults, nameof(Defaults.Components), "--components",
            "Gaussian components of each network; networks with one are tried too");

    private readonly Option<int[]> _hidden = NumberOption.Many<int>(
        ModelOptions.SmallTableArchitectures[0], nameof(Architecture.Hidden), "--hidden", "width",
            $"The widths of the hidden layers [default: the better of {Widths(ModelOptions.SmallTableArchitectures)}; "
                + $"of {Widths(ModelOptions.LargeTableArchitectures)} for many rows]", hasDefault: false);

    private readonly Option<int> _folds = NumberOption.For<int>(
        Defaults, nameof(Defaults.Folds), "--folds",
            "The folds of the cross-validation; each gives a network that is trained without it");

    private readonly Option<int?> _refits = NumberOption.Optional<int>(
        Defaults, nameof(Defaults.Refits), "--refits",
            "Networks to train after the cross-validation: two without a fold of a second division into folds, the "
                + "others on all rows [default: as many as folds; 2 for more than 5,000 rows]");

    private readonly Option<double> _calibrate = NumberOption.For<double>(
        Defaults, nameof(Defaults.CalibrationFraction), "--calibrate",
            "The fraction of the rows to hold out to calibrate intervals and regions; 0 calibrates them on the "
                + "out-of-fold rows");

    private readonly Option<int?> _steps = NumberOption.Optional<int>(
        Defaults.Training, nameof(TrainingOptions.Steps), "--steps",
            "The maximum number of training steps of a network [default: by the number of rows]");

    private readonly Option<int?> _batchSize = NumberOption.Optional<int>(
        Defaults.Training, nameof(TrainingOptions.BatchSize), "--batch-size",
            "Rows a training step [default: by the number of rows]");

    private readonly Option<double> _learningRate = NumberOption.For<double>(
        Defaults.Training, nameof(TrainingOptions.LearningRate), "--learning-rate",
            "AdamW's learning rate after the warm-up");

    private readonly Option<double> _weightDecay = NumberOption.For<double>(
        Defaults.Training, nameof(TrainingOptions.WeightDecay), "--weight-decay", "AdamW's weight decay");

    private readonly Option<int> _seed = NumberOption.For<int>(
        Defaults, nameof(Defaults.Seed), "--seed", "Random seed of folds, weights and batches");

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All =>
        [_effort, _components, _hidden, _folds, _refits, _calibrate, _steps, _batchSize, _learningRate, _weightDecay,
            _seed];

    /// <summary>The model options that the user chose; those of the columns are left at their defaults.</summary>
    /// <exception cref="UserException">--effort and --steps are both given.</exception>
    public ModelOptions Read(ParseResult parse)
    {
        if (parse.GetResult(_effort) is { Implicit: false } && parse.GetResult(_steps) is not null)
            throw new UserException(
                "--effort and --steps exclude each other: --effort scales the default number of steps, and --steps "
                    + "sets it.");
        return new ModelOptions
        {
            Components = parse.GetValue(_components),
            Architectures = parse.GetValue(_hidden) is not { Length: > 0 } widths ? null
                : [.. ModelOptions.SmallTableArchitectures.Select(a => a with { Hidden = widths })],
            Folds = parse.GetValue(_folds),
            Refits = parse.GetValue(_refits),
            CalibrationFraction = parse.GetValue(_calibrate),
            Seed = parse.GetValue(_seed),
            Training = new TrainingOptions
            {
                Steps = parse.GetValue(_steps),
                Effort = parse.GetValue(_effort),
                BatchSize = parse.GetValue(_batchSize),
                LearningRate = parse.GetValue(_learningRate),
                WeightDecay = parse.GetValue(_weightDecay),
            },
        };
    }

    private static string Widths(IEnumerable<Architecture> architectures) =>
        string.Join(" and ", architectures.Select(a => string.Join(' ', a.Hidden)));
}
