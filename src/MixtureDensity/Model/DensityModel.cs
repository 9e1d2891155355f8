using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>A fitted model of a table: what its columns are, and an ensemble of networks that predicts the targets from the inputs.</summary>
/// <param name="schema">The columns.</param>
/// <param name="networks">The networks, at least one; the model owns them.</param>
/// <param name="training">How they came about.</param>
public sealed class DensityModel(TableSchema schema, IReadOnlyList<MixtureDensityNetwork> networks, TrainingSummary training) : IDisposable
{
    // In standard deviations and variances of the target.
    private const double FarthestPrediction = 1e9;

    private readonly ConcurrentBag<EnsembleForward> _idle = []; // as many as threads ever asked at once

    /// <summary>The columns.</summary>
    public TableSchema Schema { get; } = schema;

    /// <summary>The networks whose predictions are averaged.</summary>
    public IReadOnlyList<MixtureDensityNetwork> Networks { get; } = networks;

    /// <summary>How the model was trained.</summary>
    public TrainingSummary Training { get; } = training;

    /// <summary>p(y|x) for each row of a table that has the input columns: the equal mixture of the networks' mixtures.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="generator">What samples are drawn from; the global generator where it is null.</param>
    /// <returns>Batch shape [rows], event shape [D], float64, in the units of the targets. It carries no gradient.</returns>
    /// <exception cref="UnknownCategoryException">A text column has a text that the training rows did not have.</exception>
    /// <exception cref="RowException">An input is so far from those of the training rows that the prediction has left all bounds.</exception>
    public GaussianMixture Predict(Table table, Generator? generator = null)
    {
        using var noGrad = no_grad();
        Tensor x = Schema.EncodeInputs(table);
        GaussianMixture standardized = GaussianMixture.Ensemble([.. Networks.Select(n => n.call(x))], generator);
        RequireWithinReach(standardized);
        return InUnits(standardized, Schema);
    }

    /// <summary>The same as <see cref="Predict"/> in plain numbers, and faster. Several threads may ask at once.</summary>
    /// <param name="table">The rows.</param>
    /// <exception cref="UnknownCategoryException">A text column has a text that the training rows did not have.</exception>
    /// <exception cref="RowException">An input is so far from those of the training rows that the prediction has left all bounds.</exception>
    public RowMixtures PredictRows(Table table)
    {
        RowMixtures mixtures = null!;
        Threads.Alone(() =>
        {
            EnsembleForward forward = _idle.TryTake(out EnsembleForward? idle) ? idle : new EnsembleForward(Schema, Networks);
            mixtures = forward.Run(table);
            _idle.Add(forward);
        });
        for (int row = 0; row < mixtures.Count; row++)
        {
            for (int d = 0; d < mixtures.Targets; d++)
            {
                var (mean, variance) = mixtures.Moments(row, d);
                TargetColumn target = Schema.Targets[d];
                // NaN is not less than anything.
                if (!(Math.Abs(mean - target.Mean) / target.Deviation + variance / target.Deviation / target.Deviation < FarthestPrediction))
                    throw OutOfReach(row);
            }
        }
        return mixtures;
    }

    private static RowException OutOfReach(int row) => new(row, "The inputs are too far from those of the training rows to predict anything.");

    private static void RequireWithinReach(GaussianMixture standardized)
    {
        using var scope = NewDisposeScope();
        // NaN is not less than anything.
        Tensor isWithin = (standardized.mean.abs() + standardized.variance < FarthestPrediction).all(-1);
        int row = Array.IndexOf([.. isWithin.data<bool>()], false);
        if (row >= 0)
            throw OutOfReach(row);
    }

    /// <summary>A mixture over standardised targets as one in their own units.</summary>
    internal static GaussianMixture InUnits(GaussianMixture standardized, TableSchema schema) => standardized.Affine(
        tensor([.. schema.Targets.Select(t => t.Deviation)], ScalarType.Float64),
        tensor([.. schema.Targets.Select(t => t.Mean)], ScalarType.Float64));

    /// <summary>Frees the networks.</summary>
    public void Dispose()
    {
        foreach (EnsembleForward forward in _idle)
            forward.Dispose();
        _idle.Clear();
        foreach (MixtureDensityNetwork network in Networks)
            network.Dispose();
    }
}
