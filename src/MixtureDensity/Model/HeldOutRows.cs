using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The rows of a table as those see them that were not fitted to them.</summary>
/// <param name="table">The rows.</param>
/// <param name="cancellation">Ends the scoring.</param>
internal sealed class HeldOutRows(Table table, CancellationToken cancellation)
{
    // So many encoded inputs or components at once, in rows of so many at the most.
    private const int NumbersAtOnce = 1 << 18;
    private const int MaxRowsAtOnce = 4096;

    /// <summary>The negative log-likelihoods of some rows, in nats, under a model of the standardised targets.</summary>
    /// <param name="schema">The columns, as the model takes them.</param>
    /// <param name="x">Encoded inputs of all rows.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="components">How many components the predictions have.</param>
    /// <param name="predict">The model.</param>
    public List<double> Losses(TableSchema schema, EncodedTable x, int[] rows, int components, Func<Tensor, GaussianMixture> predict)
    {
        List<double> losses = [];
        ForEachBatch(schema, x, rows, components, predict, (prediction, values) => losses.AddRange((-prediction.log_prob(values)).data<double>().ToArray()));
        return losses;
    }

    /// <summary>The mean negative log-likelihood of all rows, each under the network that was not fitted to it.</summary>
    public Estimate NegativeLogLikelihood(Candidate candidate) =>
        Estimate.Of([.. candidate.Members.SelectMany(m => Losses(candidate.Schema, candidate.X, m.HeldOut, candidate.Components, m.Network.call))]);

    /// <summary>All scores of all rows, each under the network that was not fitted to it.</summary>
    /// <param name="candidate">Whose networks.</param>
    /// <param name="progress">Told now and then which part is done.</param>
    public Evaluation Evaluate(Candidate candidate, Action<double> progress)
    {
        var evaluator = new Evaluator([.. candidate.Schema.Targets.Select(t => t.Name)]);
        int done = 0;
        foreach (Candidate.Member member in candidate.Members)
        {
            ForEachBatch(candidate.Schema, candidate.X, member.HeldOut, candidate.Components, member.Network.call, (prediction, values) =>
            {
                evaluator.Add(prediction, values);
                progress((double)(done += (int)values.shape[0]) / table.Rows);
            });
        }
        return evaluator.Result();
    }

    /// <summary>Encoded inputs and standardised targets of some rows, in pieces that fit into the memory.</summary>
    public IEnumerable<(Tensor X, Tensor Y)> Pieces(TableSchema schema, EncodedTable x, int[] rows)
    {
        foreach (int[] some in rows.Chunk(RowsAtOnce(x.Columns)))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return (x.Gather(some), schema.EncodeTargets(Targets(schema, some)));
        }
    }

    private void ForEachBatch(
        TableSchema schema, EncodedTable x, int[] rows, int components, Func<Tensor, GaussianMixture> predict, Action<GaussianMixture, Tensor> action)
    {
        using var noGrad = no_grad();
        foreach (int[] some in rows.Chunk(RowsAtOnce(Math.Max(x.Columns, components))))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            action(DensityModel.InUnits(predict(x.Gather(some)), schema), schema.TargetValues(Targets(schema, some)));
        }
    }

    /// <summary>The targets of some rows.</summary>
    public Table Targets(TableSchema schema, int[] rows) => new Table([.. schema.Targets.Select(t => table[t.Name])]).Select(rows);

    private static int RowsAtOnce(int numbersOfRow) => Math.Clamp(NumbersAtOnce / numbersOfRow, 1, MaxRowsAtOnce);
}
