using TorchSharp;
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
/// <param name="x">Encoded inputs, [N, width].</param>
internal sealed class Candidate(NetworkRecipe recipe, int components, TableSchema schema, Tensor x) : IDisposable
{
    // Wider, in standard deviations of the target, helps no row and can overflow. Only a value that hardly ever occurs makes the
    // deviation so small beside the grid that the grid's floor is higher.
    private const double LargestLogScale = 5;

    // So that no two networks of a fit begin alike.
    private const long MostOnAllRows = 1000;

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

    /// <summary>Encoded inputs, [N, width].</summary>
    public Tensor X => x;

    /// <summary>The number of weights of each network.</summary>
    public long WeightsOfNetwork => ModelHeader.WeightsOf(schema, recipe.Hidden, MixtureLayout.Of(components, schema.Targets.Count, Covariance));

    /// <summary>The networks without a fold, in the order of the folds.</summary>
    public IEnumerable<Member> Members => _members.OrderBy(m => m.Fold);

    /// <summary>All networks.</summary>
    public IEnumerable<MixtureDensityNetwork> Networks => [.. Members.Select(m => m.Network), .. _others];

    /// <summary>The mean negative log-likelihood of the rows that its networks were not fitted to, in nats, of standardised targets.</summary>
    public double HeldOutLoss => Members.Sum(m => m.Result.BestHeldOutLoss * m.HeldOut.Length) / Members.Sum(m => m.HeldOut.Length);

    /// <summary>Fits a network without a fold.</summary>
    /// <param name="y">Standardised targets, [N, D].</param>
    /// <param name="options">What the networks are.</param>
    /// <param name="fold">The fold that is held out.</param>
    /// <param name="progress">Told of every evaluation, and whether it was the last.</param>
    /// <param name="cancellation">Stops the fit; a network that has learnt nothing by then is left out.</param>
    /// <exception cref="DivergenceException">A loss became NaN or infinite, and again at half the learning rate.</exception>
    public void Fit(Tensor y, ModelOptions options, int fold, Action<FitProgress, bool>? progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        int rows = (int)x.shape[0];
        int[] heldOutRows = Folds.Of(rows, options.Folds, options.Seed)[fold];
        Tensor heldOut = tensor(heldOutRows), rest = tensor([.. Enumerable.Range(0, rows).Except(heldOutRows)]);
        using var generator = new Generator((ulong)((long)options.Seed * options.Folds + fold));
        MixtureDensityNetwork network = NewNetwork(generator);
        FitResult result;
        try
        {
            result = Fitter.Fit(
                network, x.index_select(0, rest), y.index_select(0, rest), x.index_select(0, heldOut), y.index_select(0, heldOut),
                options.Fit with { InputNoise = recipe.InputNoise }, generator,
                progress is null ? null : new Relay(value => progress(value, false)), cancellation);
        }
        catch (DivergenceException)
        {
            network.Dispose();
            throw;
        }
        progress?.Invoke(result.Curve[^1], true);
        if (result.WasCancelled && result.BestStep == 0)
        {
            network.Dispose();
            return;
        }
        lock (_members)
            _members.Add(new Member(fold, network, heldOutRows, result));
    }

    /// <summary>Fits a further network to all rows, over the part of the schedule after which the first ones were best.</summary>
    /// <param name="y">Standardised targets, [N, D].</param>
    /// <param name="options">What the networks are.</param>
    /// <param name="number">Which of the further networks, from 0.</param>
    /// <param name="cancellation">Ends the fit; the network is left out.</param>
    /// <exception cref="DivergenceException">The loss became NaN or infinite.</exception>
    public MixtureDensityNetwork? Refit(Tensor y, ModelOptions options, int number, CancellationToken cancellation)
    {
        using var generator = new Generator((ulong)~(options.Seed * MostOnAllRows + number));
        MixtureDensityNetwork network = NewNetwork(generator);
        try
        {
            double part = Members.Average(m => (double)m.Result.BestStep / options.Fit.StepsFor(x.shape[0] - m.HeldOut.Length));
            Fitter.Refit(network, x, y, part, options.Fit with { InputNoise = recipe.InputNoise }, generator, cancellation);
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

    /// <summary>Takes in further networks.</summary>
    public void Add(IEnumerable<MixtureDensityNetwork> networks) => _others.AddRange(networks);

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

    private sealed class Relay(Action<FitProgress> report) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => report(value);
    }
}
