using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>What networks and simpler models score on the rows that they were not fitted to.</summary>
/// <param name="table">The rows.</param>
/// <param name="schema">The columns, as simpler models take them.</param>
/// <param name="folds">The rows of each fold.</param>
/// <param name="workload">Told how much is done.</param>
/// <param name="cancellation">Ends the scoring.</param>
internal sealed class Scoring(Table table, TableSchema schema, int[][] folds, Workload workload, CancellationToken cancellation)
{
    private readonly HeldOutRows _heldOut = new(table, cancellation);
    private readonly EncodedTable _x = new(schema, table);
    private readonly Baseline?[] _baselines = new Baseline?[3];

    /// <summary>The scores of the networks, once they are there.</summary>
    public Evaluation? Evaluation { get; private set; }

    /// <summary>Those of simpler models.</summary>
    public IReadOnlyList<Baseline> Baselines => [.. _baselines.OfType<Baseline>()];

    /// <summary>The pieces of work that find them, which may be done side by side.</summary>
    /// <param name="best">Whose networks.</param>
    /// <param name="gaussian">The best candidate whose networks have one Gaussian, if there is one.</param>
    /// <param name="all">How many networks a candidate has that was fitted to its end.</param>
    public IEnumerable<Action> Of(Candidate best, Candidate? gaussian, int all) =>
    [
        () => Evaluation = _heldOut.Evaluate(best, workload.ReportScoring),
        () => _baselines[0] = new Baseline("marginal distribution, inputs ignored", Estimate.Of([.. folds.SelectMany(Marginal)])),
        () => _baselines[1] = new Baseline("linear regression, Gaussian noise", Estimate.Of([.. folds.SelectMany(Linear)])),
        () => _baselines[2] = gaussian is null ? null : new Baseline(
            $"the best networks with one Gaussian{(gaussian.Members.Count() < all ? ", not fitted to their end" : "")}", _heldOut.NegativeLogLikelihood(gaussian)),
    ];

    private List<double> Marginal(int[] fold)
    {
        using var scope = NewDisposeScope();
        Tensor leastBandwidth = tensor([.. schema.Targets.Select(t => t.LeastScale)], ScalarType.Float64);
        GaussianMixture density = KernelDensity.Fit(schema.EncodeTargets(_heldOut.Targets(schema, Rest(fold))), leastBandwidth);
        return _heldOut.Losses(schema, _x, fold, (int)density.Components, batch => (GaussianMixture)density.expand(new Size(batch.shape[0])));
    }

    private List<double> Linear(int[] fold)
    {
        using var scope = NewDisposeScope();
        return _heldOut.Losses(schema, _x, fold, 1, new LinearGaussian(_heldOut.Pieces(schema, _x, Rest(fold))).Predict);
    }

    private int[] Rest(int[] fold) => [.. Enumerable.Range(0, table.Rows).Except(fold)];
}
