using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// A candidate: an architecture under cross-validation. Each fold network is trained without one fold, which provides
/// its validation rows. Refits follow: some without a fold of other folds, the others on all rows for as long as the
/// fold networks improved.
/// </summary>
/// <param name="architecture">The architecture.</param>
/// <param name="components">The mixture components of each network.</param>
/// <param name="schema">The columns, with the bins of the architecture.</param>
/// <param name="x">The encoded inputs.</param>
/// <param name="y">The targets, as the likelihood takes them.</param>
/// <param name="weights">The weight of each row; null if all count the same.</param>
internal sealed class CrossValidation(
    Architecture architecture, int components, TableSchema schema, EncodedTable x, IRowSource<float> y,
    double[]? weights = null) : IDisposable
{
    // In standard deviations of the target. A larger scale never helps and can overflow. The minimum scale exceeds it
    // only for a target whose rounding is coarse compared with its standard deviation.
    private const double MaxLogScale = 5;

    // On a logarithmic scale the mean grows with exp(σ²/2): a wide component of little weight would decide it.
    private const double MaxLogScaleOfLogarithms = 0.25;

    // More than ModelOptions.Refits allows, so that all networks get different seeds.
    private const long MaxRefits = 1000;

    private readonly RowSet<float> _rows = new(x, y) { Weights = weights };
    private readonly List<FoldNetwork> _folds = [];
    private readonly List<FoldNetwork> _repeated = [];
    private readonly List<MixtureDensityNetwork> _refits = [];

    // Of several targets the mixture itself; its cells and masses would have no closed probability.
    private readonly ObservedMixtureHead<float>? _head = Observed(schema) is { } target
        ? new(components + target.Observation.PointMasses.Count, target.Observation.PointMasses.Count,
            target.StandardizedBounds, LogScaleBounds(schema))
        : null;

    /// <summary>The architecture as text.</summary>
    public string Name => (components == 1 ? $"{architecture.Name}, one Gaussian" : architecture.Name)
        + (schema.Targets[0].Observation.IsLogarithmic ? ", log target" : "");

    /// <summary>The mixture components of each network.</summary>
    public int Components => components;

    /// <summary>The columns.</summary>
    public TableSchema Schema => schema;

    /// <summary>The number of weights of each network.</summary>
    public long WeightsPerNetwork =>
        ModelHeader.WeightsOf(
            schema, architecture.Hidden, MixtureLayout.From(AllComponents, schema.Targets.Count, Covariance));

    /// <summary>The relative cost of a training step: the number of weights plus a constant overhead.</summary>
    public double StepCost => WeightsPerNetwork + 5000;

    /// <summary>The fold networks, in the order of the folds.</summary>
    public IEnumerable<FoldNetwork> Folds => _folds.OrderBy(f => f.Fold);

    /// <summary>The number of times that the schedule was doubled.</summary>
    public int Doublings { get; private set; }

    /// <summary>The refits that leave out a fold, in the order of these folds.</summary>
    public IEnumerable<FoldNetwork> Repeated => _repeated.OrderBy(f => f.Fold);

    /// <summary>All networks: those of the folds, then refits.</summary>
    public IEnumerable<MixtureDensityNetwork> Networks =>
        [.. Folds.Concat(Repeated).Select(f => f.Network), .. _refits];

    /// <summary>The number of networks, where those that are trained on the same rows count as one.</summary>
    public int IndependentNetworks => _folds.Count + _repeated.Count + Math.Min(1, _refits.Count);

    /// <summary>
    /// The loss in the targets' units minus that of a training, in nats: a mixture learns standardised targets.
    /// </summary>
    public double LossOfUnits => _head is null ? schema.Targets.Sum(t => Math.Log(t.Deviation)) : 0;

    /// <summary>The mean negative log-likelihood of the out-of-fold rows, in nats, in the targets' units.</summary>
    public double OutOfFoldLoss => LossOfUnits
        + Folds.Sum(f => f.Result.BestValidationLoss * f.Validation.Weight) / Folds.Sum(f => f.Validation.Weight);

    /// <summary>The learning curve of each fold network, with losses in the targets' units.</summary>
    public IReadOnlyList<IReadOnlyList<TrainingProgress>> Curves => [.. Folds.Select(f => f.Result.Curve
        .Select(p => new TrainingProgress(p.Step, p.TrainingLoss + LossOfUnits, p.ValidationLoss + LossOfUnits))
        .ToArray())];

    /// <summary>The targets of a table as the likelihood of a schema takes them.</summary>
    public static IRowSource<float> TargetsOf(TableSchema schema, Table table) =>
        Observed(schema) is { } target ? new ObservedTargets(target, table) : new ScaledTargets(schema, table);

    /// <summary>The single target, if its distribution is more than the mixture itself.</summary>
    private static TargetScaling? Observed(TableSchema schema) =>
        schema.Targets.Count == 1 && !schema.Targets[0].Observation.IsExact ? schema.Targets[0] : null;

    /// <summary>The training options, with the schedule of this candidate.</summary>
    public TrainingOptions Training(ModelOptions options) =>
        options.Training with { Doublings = Doublings };

    /// <summary>Doubles the number of steps of the networks that start later, and halves their batches.</summary>
    public void DoubleSchedule() => Doublings++;

    /// <summary>Starts the training of the network of a fold.</summary>
    /// <param name="options">The options of the model.</param>
    /// <param name="number">The number of the fold, from 0.</param>
    /// <param name="fold">The validation fold.</param>
    /// <param name="progress">Receives every evaluation.</param>
    public FoldRun Start(ModelOptions options, int number, Fold fold, Action<FoldRun>? progress) =>
        Start(options, number, fold, progress, (long)options.Seed * options.Folds + number, _folds);

    /// <summary>Trains a refit without a fold and adds it, unless it was cancelled.</summary>
    /// <param name="options">The options of the model.</param>
    /// <param name="number">The index of the refit, from 0.</param>
    /// <param name="fold">The validation fold.</param>
    /// <param name="progress">Receives the completed fraction from time to time.</param>
    /// <param name="cancellation">Stops the training.</param>
    /// <exception cref="DivergenceException">The loss became NaN or infinite, and again at half the learning
    /// rate.</exception>
    public void RefitWithout(
        ModelOptions options, int number, Fold fold, Action<double>? progress, CancellationToken cancellation)
    {
        double expected = Math.Min(1, RefitFraction(options) + options.Training.PatienceFraction);
        using FoldRun run = Start(options, number, fold, r => progress?.Invoke(Math.Min(1, r.Fraction / expected)),
            ~(options.Seed * MaxRefits + number), _repeated);
        run.Advance(1, cancellation);
        if (!cancellation.IsCancellationRequested)
            run.Finish();
    }

    /// <summary>Trains a refit on all rows over <see cref="RefitFraction"/> of the schedule.</summary>
    /// <param name="options">The options of the model.</param>
    /// <param name="number">The index of the refit, from 0.</param>
    /// <param name="progress">Receives the completed fraction from time to time.</param>
    /// <param name="cancellation">Stops the training.</param>
    /// <returns>The network; null if it was cancelled.</returns>
    /// <exception cref="DivergenceException">The loss became NaN or infinite.</exception>
    public MixtureDensityNetwork? Refit(
        ModelOptions options, int number, Action<double>? progress, CancellationToken cancellation)
    {
        using var generator = new Generator((ulong)~(options.Seed * MaxRefits + number));
        MixtureDensityNetwork network = NewNetwork(generator);
        try
        {
            NetworkTrainer.TrainWithoutValidation(
                network, _rows, RefitFraction(options), Training(options), generator, progress, cancellation, _head,
                Temperature.Mean([.. Folds.Select(f => f.Result.Temperature)]));
            return network;
        }
        catch (OperationCanceledException)
        {
            network.Dispose();
            return null;
        }
        catch (DivergenceException)
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>The mean fraction of the schedule at which the fold networks were best.</summary>
    public double RefitFraction(ModelOptions options) =>
        Folds.Average(f =>
            (double)f.Result.BestStep / Training(options).StepsFor(f.TrainingRows));

    /// <summary>Adds a fold network.</summary>
    public void Add(FoldNetwork network) => Add(_folds, network);

    /// <summary>Adds refits that are trained on all rows.</summary>
    public void Add(IEnumerable<MixtureDensityNetwork> refits) => _refits.AddRange(refits);

    /// <summary>Frees the gradients of all networks, which need as much memory as their weights.</summary>
    public void FreeGradients()
    {
        foreach (MixtureDensityNetwork network in Networks)
            NetworkTrainer.FreeGradients(network);
    }

    /// <summary>Frees and removes all networks.</summary>
    public void Reset()
    {
        Dispose();
        _folds.Clear();
        _repeated.Clear();
        _refits.Clear();
        Doublings = 0;
    }

    /// <summary>Frees all networks.</summary>
    public void Dispose()
    {
        foreach (MixtureDensityNetwork network in Networks)
            network.Dispose();
    }

    // Point masses included.
    private int AllComponents => components + schema.Targets[0].Observation.PointMasses.Count;

    private Covariance Covariance => schema.Targets.Count > 1 ? Covariance.Full : Covariance.Diagonal;

    private FoldRun Start(
        ModelOptions options, int number, Fold fold, Action<FoldRun>? progress, long seed, List<FoldNetwork> networks)
    {
        var generator = new Generator((ulong)seed);
        RowSet<float> training = _rows with { Rows = fold.Training },
            validation = _rows with { Rows = fold.Validation };
        return new FoldRun(
            this, number, NewNetwork(generator), generator, training, validation, Training(options), progress, _head,
            network => Add(networks, network));
    }

    private static void Add(List<FoldNetwork> networks, FoldNetwork network)
    {
        lock (networks)
            networks.Add(network);
    }

    private MixtureDensityNetwork NewNetwork(Generator generator)
    {
        return new MixtureDensityNetwork(
            schema.Width, architecture.Hidden, AllComponents, schema.Targets.Count, Covariance, Activation.SiLU,
            LogScaleBounds(schema), generator: generator);
    }

    private static (double Lower, double Upper) LogScaleBounds(TableSchema schema)
    {
        double min = Math.Log(Observed(schema)?.MinScaleOfCells ?? schema.Targets.Min(t => t.MinScale));
        double max = schema.Targets[0].Observation.IsLogarithmic ? MaxLogScaleOfLogarithms : MaxLogScale;
        return (min, Math.Max(max, min + 1));
    }
}
