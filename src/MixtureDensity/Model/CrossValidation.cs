using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// One architecture under cross-validation: for each fold a network that is trained without it, so that every row is
/// predicted by
/// a network that never saw it; and refits, networks trained on all rows for as long as the fold networks were best.
/// </summary>
/// <param name="architecture">The architecture.</param>
/// <param name="components">The mixture components of each network.</param>
/// <param name="schema">The columns, with the bins of the architecture.</param>
/// <param name="x">The encoded inputs.</param>
/// <param name="y">The standardised targets.</param>
internal sealed class CrossValidation(
    Architecture architecture, int components, TableSchema schema, EncodedTable x, IRowSource<float> y) : IDisposable
{
    // A larger scale, in standard deviations of the target, helps no row and can overflow. Only a value that hardly
    // ever occurs
    // makes the deviation so small beside the rounding that the least scale is larger.
    private const double MaxLogScale = 5;

    // No two networks of a fit get the same seed.
    private const long MaxRefits = 1000;

    private readonly RowSet<float> _rows = new(x, y);
    private readonly List<FoldNetwork> _folds = [];
    private readonly List<MixtureDensityNetwork> _refits = [];

    /// <summary>The architecture, in words.</summary>
    public string Name => components == 1 ? $"{architecture.Name}, one Gaussian" : architecture.Name;

    /// <summary>The mixture components of each network.</summary>
    public int Components => components;

    /// <summary>The columns.</summary>
    public TableSchema Schema => schema;

    /// <summary>The number of weights of each network.</summary>
    public long WeightsOfNetwork =>
        ModelHeader.WeightsOf(schema, architecture.Hidden,
            MixtureLayout.From(components, schema.Targets.Count, Covariance));

    /// <summary>The relative cost of a training step: the weights, and what every step costs besides.</summary>
    public double CostOfStep => WeightsOfNetwork + 5000;

    /// <summary>The fold networks, in the order of the folds.</summary>
    public IEnumerable<FoldNetwork> Folds => _folds.OrderBy(f => f.Fold);

    /// <summary>All networks.</summary>
    public IEnumerable<MixtureDensityNetwork> Networks => [.. Folds.Select(f => f.Network), .. _refits];

    /// <summary>The mean negative log-likelihood of the out-of-fold rows, in nats, of standardised targets.</summary>
    public double OutOfFoldLoss =>
        Folds.Sum(f => f.Result.BestValidationLoss * f.Validation.Length) / Folds.Sum(f => f.Validation.Length);

    /// <summary>Begins the training of a network without a fold.</summary>
    /// <param name="options">The options of the model.</param>
    /// <param name="number">The number of the fold, from 0.</param>
    /// <param name="fold">The fold that is left out.</param>
    /// <param name="progress">Receives every evaluation.</param>
    public FoldRun Begin(ModelOptions options, int number, Fold fold, Action<FoldRun>? progress)
    {
        var generator = new Generator((ulong)((long)options.Seed * options.Folds + number));
        RowSet<float> training = _rows with { Rows = fold.Training },
            validation = _rows with { Rows = fold.Validation };
        return new FoldRun(this, number, NewNetwork(generator), generator, training, validation, options.Training,
            progress);
    }

    /// <summary>
    /// Trains a network on all rows, over the part of the schedule after which the fold networks were best.
    /// </summary>
    /// <param name="options">The options of the model.</param>
    /// <param name="number">The number of the refit, from 0.</param>
    /// <param name="progress">Receives the part that is done, now and then.</param>
    /// <param name="cancellation">Stops the training; the network is dropped.</param>
    /// <exception cref="DivergenceException">The loss became NaN or infinite.</exception>
    public MixtureDensityNetwork? Refit(ModelOptions options, int number, Action<double>? progress,
        CancellationToken cancellation)
    {
        using var generator = new Generator((ulong)~(options.Seed * MaxRefits + number));
        MixtureDensityNetwork network = NewNetwork(generator);
        try
        {
            NetworkTrainer.TrainWithoutValidation(
                network, _rows, PartOfRefits(options), options.Training, generator, progress, cancellation);
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

    /// <summary>The part of the schedule after which the fold networks were best, on average.</summary>
    public double PartOfRefits(ModelOptions options) =>
        Folds.Average(f =>
            (double)f.Result.BestStep / options.Training.StepsFor(f.TrainingRows));

    /// <summary>Adds a fold network.</summary>
    public void Add(FoldNetwork network)
    {
        lock (_folds)
            _folds.Add(network);
    }

    /// <summary>Adds refits.</summary>
    public void Add(IEnumerable<MixtureDensityNetwork> refits) => _refits.AddRange(refits);

    /// <summary>Frees the networks, to begin again.</summary>
    public void Clear()
    {
        Dispose();
        _folds.Clear();
        _refits.Clear();
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose()
    {
        foreach (MixtureDensityNetwork network in Networks)
            network.Dispose();
    }

    private Covariance Covariance => schema.Targets.Count > 1 ? Covariance.Full : Covariance.Diagonal;

    private MixtureDensityNetwork NewNetwork(Generator generator)
    {
        double floor = Math.Log(schema.Targets.Min(t => t.MinScale));
        return new MixtureDensityNetwork(
            schema.Width, architecture.Hidden, components, schema.Targets.Count,
            Covariance, Activation.SiLU, (floor, Math.Max(MaxLogScale, floor + 1)), generator: generator);
    }
}
