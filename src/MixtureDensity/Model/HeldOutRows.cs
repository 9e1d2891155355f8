using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The rows of a table as those see them that were not fitted to them.</summary>
/// <param name="schema">The columns.</param>
/// <param name="observed">The targets in their own units, float64 [N, D].</param>
/// <param name="cancellation">Ends the scoring.</param>
internal sealed class HeldOutRows(TableSchema schema, Tensor observed, CancellationToken cancellation)
{
    private const int RowsAtOnce = 4096;

    /// <summary>The negative log-likelihoods of some rows, in nats, under a model of the standardised targets.</summary>
    /// <param name="x">Encoded inputs of all rows, [N, width].</param>
    /// <param name="rows">The rows.</param>
    /// <param name="predict">The model.</param>
    public List<double> Losses(Tensor x, int[] rows, Func<Tensor, GaussianMixture> predict)
    {
        List<double> losses = [];
        ForEachBatch(x, rows, predict, (prediction, values) => losses.AddRange((-prediction.log_prob(values)).data<double>().ToArray()));
        return losses;
    }

    /// <summary>The mean negative log-likelihood of all rows, each under the network that was not fitted to it.</summary>
    public Estimate NegativeLogLikelihood(Candidate candidate) =>
        Estimate.Of([.. candidate.Members.SelectMany(m => Losses(candidate.X, m.HeldOut, m.Network.call))]);

    /// <summary>All scores of all rows, each under the network that was not fitted to it.</summary>
    public Evaluation Evaluate(Candidate candidate)
    {
        var evaluator = new Evaluator([.. schema.Targets.Select(t => t.Name)]);
        foreach (Candidate.Member member in candidate.Members)
            ForEachBatch(candidate.X, member.HeldOut, member.Network.call, evaluator.Add);
        return evaluator.Result();
    }

    private void ForEachBatch(Tensor x, int[] rows, Func<Tensor, GaussianMixture> predict, Action<GaussianMixture, Tensor> action)
    {
        using var noGrad = no_grad();
        foreach (int[] some in rows.Chunk(RowsAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            Tensor index = tensor(some);
            action(DensityModel.InUnits(predict(x.index_select(0, index)), schema), observed.index_select(0, index));
        }
    }
}
