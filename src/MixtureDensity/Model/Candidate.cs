using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// A kind of network that a model may be made of, and the networks of it that were fitted: in every round one without each fold
/// of the rows, so that a round has seen every row, and for every row has one network that has not.
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

    private readonly List<Member> _members = [];

    /// <summary>A network, the rows that it was not fitted to, and how its fit went.</summary>
    public sealed record Member(int Round, int Fold, MixtureDensityNetwork Network, int[] HeldOut, FitResult Result);

    /// <summary>What it is, in words.</summary>
    public string Name => components == 1 ? $"{recipe.Name}, one Gaussian" : recipe.Name;

    /// <summary>The mixture components of each network.</summary>
    public int Components => components;

    /// <summary>The columns.</summary>
    public TableSchema Schema => schema;

    /// <summary>Encoded inputs, [N, width].</summary>
    public Tensor X => x;

    /// <summary>The networks, by round and fold.</summary>
    public IEnumerable<Member> Members => _members.OrderBy(m => (m.Round, m.Fold));

    /// <summary>The mean negative log-likelihood of the rows that its networks were not fitted to, in nats, of standardised targets.</summary>
    public double HeldOutLoss => Members.Sum(m => m.Result.BestHeldOutLoss * m.HeldOut.Length) / Members.Sum(m => m.HeldOut.Length);

    /// <summary>Fits one network.</summary>
    /// <param name="y">Standardised targets, [N, D].</param>
    /// <param name="options">What the networks are.</param>
    /// <param name="round">The round.</param>
    /// <param name="fold">The fold that is held out.</param>
    /// <param name="progress">Told of every evaluation, and whether it was the last.</param>
    /// <param name="cancellation">Stops the fit; a network that has learnt nothing by then is left out.</param>
    /// <exception cref="DivergenceException">A loss became NaN or infinite, and again at half the learning rate.</exception>
    public void Fit(Tensor y, ModelOptions options, int round, int fold, Action<FitProgress, bool>? progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        int rows = (int)x.shape[0];
        int[] heldOutRows = Folds.Of(rows, options.Folds, options.Seed, round)[fold];
        Tensor heldOut = tensor(heldOutRows), rest = tensor([.. Enumerable.Range(0, rows).Except(heldOutRows)]);
        using var generator = new Generator((ulong)((long)Folds.SeedOf(options.Seed, round) * options.Folds + fold));
        MixtureDensityNetwork network = NewNetwork(generator);
        FitResult result = Fitter.Fit(
            network, x.index_select(0, rest), y.index_select(0, rest), x.index_select(0, heldOut), y.index_select(0, heldOut),
            options.Fit with { InputNoise = recipe.InputNoise }, generator,
            progress is null ? null : new Relay(value => progress(value, false)), cancellation);
        progress?.Invoke(result.Curve[^1], true);
        // A later round adds nothing but whole fits.
        if (result.WasCancelled && (result.BestStep == 0 || round > 0))
        {
            network.Dispose();
            return;
        }
        lock (_members)
            _members.Add(new Member(round, fold, network, heldOutRows, result));
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose()
    {
        foreach (Member member in _members)
            member.Network.Dispose();
    }

    private MixtureDensityNetwork NewNetwork(Generator generator)
    {
        double floor = Math.Log(schema.Targets.Min(t => t.LeastScale));
        return new MixtureDensityNetwork(
            schema.Width, recipe.Hidden, components, schema.Targets.Count,
            schema.Targets.Count > 1 ? Covariance.Full : Covariance.Diagonal, Activation.SiLU, (floor, Math.Max(LargestLogScale, floor + 1)), generator: generator);
    }

    private sealed class Relay(Action<FitProgress> report) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => report(value);
    }
}
