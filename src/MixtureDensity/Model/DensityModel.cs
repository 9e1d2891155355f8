using System.Collections.Concurrent;

namespace MixtureDensity;

/// <summary>
/// A fitted model of a table: its columns, and an ensemble of networks that predicts the targets from the inputs.
/// </summary>
/// <param name="schema">The columns.</param>
/// <param name="networks">The networks, at least one; the model owns them.</param>
/// <param name="training">How they were trained.</param>
public sealed class DensityModel(TableSchema schema, IReadOnlyList<MixtureDensityNetwork> networks,
    TrainingSummary training) : IDisposable
{
    // In standard deviations and variances of the target.
    private const double MaxDistance = 1e9;

    private readonly ConcurrentBag<EnsembleForward> _idle = []; // as many as threads ever predicted at once

    /// <summary>The columns.</summary>
    public TableSchema Schema { get; } = schema;

    /// <summary>The networks whose predictions are averaged.</summary>
    public IReadOnlyList<MixtureDensityNetwork> Networks { get; } = networks;

    /// <summary>How the model was trained.</summary>
    public TrainingSummary Training { get; } = training;

    /// <summary>
    /// p(y|x) for each row of a table that has the input columns: the mixture of the networks' mixtures, with equal
    /// weights. Several
    /// threads may predict at once.
    /// </summary>
    /// <param name="table">The rows.</param>
    /// <returns>A mixture for each row, in the units of the targets.</returns>
    /// <exception cref="ArgumentException">An input column is missing, or is of another type.</exception>
    /// <exception cref="RowException">An input is so far from those of the training rows that the prediction is
    /// meaningless.</exception>
    public MixtureBatch Predict(Table table)
    {
        MixtureBatch batch = Predict(table, out IReadOnlyList<int> far);
        return far.Count == 0 ? batch
            : throw new RowException(far[0],
                "The inputs are too far from those of the training rows to predict anything.");
    }

    /// <summary>The same for a table with rows that cannot be predicted.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="far">The rows whose inputs are so far from those of the training rows that their mixtures are
    /// meaningless.</param>
    /// <returns>A mixture for each row, in the units of the targets.</returns>
    /// <exception cref="ArgumentException">An input column is missing, or is of another type.</exception>
    public MixtureBatch Predict(Table table, out IReadOnlyList<int> far)
    {
        MixtureBatch batch = null!;
        LibtorchThreads.SingleThreaded(() =>
        {
            EnsembleForward forward =
                _idle.TryTake(out EnsembleForward? idle) ? idle : new EnsembleForward(Schema, Networks);
            batch = forward.Run(table);
            _idle.Add(forward);
        });
        far = [.. Enumerable.Range(0, batch.Count).Where(row => !IsNear(batch, row))];
        return batch;
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose()
    {
        foreach (EnsembleForward forward in _idle)
            forward.Dispose();
        _idle.Clear();
        foreach (MixtureDensityNetwork network in Networks)
            network.Dispose();
    }

    private bool IsNear(MixtureBatch batch, int row)
    {
        for (int d = 0; d < batch.Targets; d++)
        {
            var (mean, variance) = batch.Moments(row, d);
            TargetScaling target = Schema.Targets[d];
            double distance = Math.Abs(mean - target.Mean) / target.Deviation
                + variance / target.Deviation / target.Deviation;
            // NaN is not less than anything.
            if (!(distance < MaxDistance))
                return false;
        }
        return true;
    }
}
