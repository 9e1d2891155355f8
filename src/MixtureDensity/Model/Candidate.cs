using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// A kind of network that a model may be made of, and the networks of it that were fitted: one without each fold of the rows, so
/// that together they have seen every row, and for every row there is one that has not; and others on all rows, for as long as
/// the first ones were best.
/// </summary>
/// <param name="recipe">The kind.</param>
/// <param name="components">The mixture components of each network.</param>
/// <param name="schema">The columns, with the recipe's ramps.</param>
/// <param name="x">The encoded inputs.</param>
/// <param name="y">The standardised targets.</param>
internal sealed class Candidate(NetworkRecipe recipe, int components, TableSchema schema, EncodedTable x, IRowSource<float> y) : IDisposable
{
    // Wider, in standard deviations of the target, helps no row and can overflow. Only a value that hardly ever occurs makes the
    // deviation so small beside the grid that the grid's floor is higher.
    private const double LargestLogScale = 5;

    // So that no two networks of a fit begin alike.
    private const long MostOnAllRows = 1000;

    private readonly RowSet<float> _rows = new(x, y);
    private readonly List<Member> _members = [];
    private readonly List<MixtureDensityNetwork> _others = [];

    /// <summary>A network, the rows that it was not fitted to, and how its fit went.</summary>
    public sealed record Member(int Fold, MixtureDensityNetwork Network, int[] HeldOut, FitResult Result);

    /// <summary>What it is, in words.</summary>
    public string Name => components == 1 ? $"{recipe.Name}, one Gaussian" : recipe.Name;

    /// <summary>The mixture components of each network.</summary>
    public int Components => components;

    /// <summary>The columns.</summary>
    public TableSchema Schema => schema;

    /// <summary>The encoded inputs.</summary>
    public EncodedTable X => x;

    /// <summary>The number of weights of each network.</summary>
    public long WeightsOfNetwork => ModelHeader.WeightsOf(schema, recipe.Hidden, MixtureLayout.Of(components, schema.Targets.Count, Covariance));

    /// <summary>What one of its steps costs, beside those of others: its weights, and what every step costs besides.</summary>
    public double CostOfStep => WeightsOfNetwork + 5000;

    /// <summary>The networks without a fold, in the order of the folds.</summary>
    public IEnumerable<Member> Members => _members.OrderBy(m => m.Fold);

    /// <summary>All networks.</summary>
    public IEnumerable<MixtureDensityNetwork> Networks => [.. Members.Select(m => m.Network), .. _others];

    /// <summary>The mean negative log-likelihood of the rows that its networks were not fitted to, in nats, of standardised targets.</summary>
    public double HeldOutLoss => Members.Sum(m => m.Result.BestHeldOutLoss * m.HeldOut.Length) / Members.Sum(m => m.HeldOut.Length);

    /// <summary>Begins the fit of a network without a fold.</summary>
    /// <param name="options">What the networks are.</param>
    /// <param name="folds">The rows of each fold.</param>
    /// <param name="fold">The fold that is held out.</param>
    /// <param name="progress">Told of every evaluation.</param>
    public FoldRun Begin(ModelOptions options, int[][] folds, int fold, Action<FoldRun>? progress)
    {
        int[] rest = [.. Enumerable.Range(0, _rows.Rows.Length).Except(folds[fold])];
        var generator = new Generator((ulong)((long)options.Seed * options.Folds + fold));
        return new FoldRun(
            this, fold, NewNetwork(generator), generator, _rows with { Rows = rest }, _rows with { Rows = folds[fold] }, options.Fit, progress);
    }

    /// <summary>Fits a further network to all rows, over the part of the schedule after which the first ones were best.</summary>
    /// <param name="options">What the networks are.</param>
    /// <param name="number">Which of the further networks, from 0.</param>
    /// <param name="progress">Told now and then which part is done.</param>
    /// <param name="cancellation">Ends the fit; the network is left out.</param>
    /// <exception cref="DivergenceException">The loss became NaN or infinite.</exception>
    public MixtureDensityNetwork? Refit(ModelOptions options, int number, Action<double>? progress, CancellationToken cancellation)
    {
        using var generator = new Generator((ulong)~(options.Seed * MostOnAllRows + number));
        MixtureDensityNetwork network = NewNetwork(generator);
        try
        {
            Fitter.Refit(network, _rows, PartOfRefits(options), options.Fit, generator, progress, cancellation);
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

    /// <summary>The part of the schedule after which the networks without a fold were best, on the mean.</summary>
    public double PartOfRefits(ModelOptions options) =>
        Members.Average(m => (double)m.Result.BestStep / options.Fit.StepsFor(_rows.Rows.Length - m.HeldOut.Length));

    /// <summary>Takes in a network without a fold.</summary>
    public void Add(Member member)
    {
        lock (_members)
            _members.Add(member);
    }

    /// <summary>Takes in further networks.</summary>
    public void Add(IEnumerable<MixtureDensityNetwork> networks) => _others.AddRange(networks);

    /// <summary>Frees the networks, so that it may begin anew.</summary>
    public void Clear()
    {
        Dispose();
        _members.Clear();
        _others.Clear();
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
        double floor = Math.Log(schema.Targets.Min(t => t.LeastScale));
        return new MixtureDensityNetwork(
            schema.Width, recipe.Hidden, components, schema.Targets.Count,
            Covariance, Activation.SiLU, (floor, Math.Max(LargestLogScale, floor + 1)), generator: generator);
    }
}
