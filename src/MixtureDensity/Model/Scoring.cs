using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>What networks and simpler models score on the rows that they were not fitted to.</summary>
/// <param name="table">The rows.</param>
/// <param name="schema">The columns, as simpler models take them.</param>
/// <param name="folds">The rows of each fold.</param>
/// <param name="cancellation">Ends the scoring.</param>
internal sealed class Scoring(Table table, TableSchema schema, int[][] folds, CancellationToken cancellation)
{
    // Of the time that all of it takes; most of the rest is the marginal distribution's, of a thousand components.
    private const double PartOfNetworks = 0.4;

    private readonly HeldOutRows _heldOut = new(table, cancellation);
    private readonly EncodedTable _x = new(schema, table);

    /// <summary>The scores of the networks of a candidate.</summary>
    /// <param name="candidate">Whose networks.</param>
    /// <param name="progress">Told now and then which part is done.</param>
    public Evaluation Evaluate(Candidate candidate, Action<double> progress) => _heldOut.Evaluate(candidate, part => progress(PartOfNetworks * part));

    /// <summary>Those of simpler models.</summary>
    /// <param name="gaussian">The best candidate whose networks have one Gaussian, if there is one.</param>
    /// <param name="progress">Told now and then which part of all scoring is done.</param>
    public IEnumerable<Baseline> Baselines(Candidate? gaussian, Action<double> progress)
    {
        List<double> marginal = [];
        foreach (int[] fold in folds)
        {
            marginal.AddRange(Marginal(fold));
            progress(PartOfNetworks + (0.9 - PartOfNetworks) * marginal.Count / table.Rows);
        }
        yield return new Baseline("marginal distribution", Estimate.Of(marginal));
        yield return new Baseline("linear regression", Estimate.Of([.. folds.SelectMany(Linear)]));
        if (gaussian is not null)
        {
            string stopped = gaussian.Members.Count() < folds.Length ? ", stopped early" : "";
            yield return new Baseline($"heteroscedastic Gaussian networks{stopped}", _heldOut.NegativeLogLikelihood(gaussian));
        }
        progress(1);
    }

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
