using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MixtureDensity;

/// <summary>Computes the scores of predictions, which are added in batches.</summary>
/// <param name="targets">The names of the targets.</param>
/// <param name="networks">The number of networks whose mixtures are averaged into one.</param>
public sealed class Evaluator(IReadOnlyList<string> targets, int networks = 1)
{
    // Multiples of it, modulo 1, fill [0, 1) evenly: they randomise the PIT, the same way in every run.
    private const double GoldenRatio = 0.6180339887498949;

    private readonly CollectedWeights _weights = new();
    private readonly List<double> _negativeLogLikelihoods = [];
    private readonly List<double> _effectiveComponents = [];
    private readonly List<double>[] _crps = [.. targets.Select(_ => new List<double>())];
    private readonly List<double>[] _squaredErrors = [.. targets.Select(_ => new List<double>())];
    private readonly List<double>[] _pit = [.. targets.Select(_ => new List<double>())];

    /// <summary>Adds a batch of rows, scored in parallel.</summary>
    /// <param name="predictions">The predictions, a mixture for each row.</param>
    /// <param name="observed">The observed values of all rows for each target, in its unit.</param>
    /// <param name="weights">How much each row counts, at least 0; all the same if null.</param>
    /// <exception cref="ArgumentException">The numbers of targets or rows differ, or a value is NaN, or a weight is not
    /// a finite number that is at least 0.</exception>
    public void Add(
        MixtureBatch predictions, IReadOnlyList<double[]> observed, IReadOnlyList<double>? weights = null)
    {
        RequireFit(predictions, observed);
        int rows = predictions.Count, D = targets.Count;
        _weights.Add(rows, weights);
        double[] losses = new double[rows], effective = new double[rows];
        double[][] crps = Columns(), errors = Columns(), pit = Columns();
        int first = _negativeLogLikelihoods.Count;
        Parallel.For(0, rows, row =>
        {
            losses[row] = -predictions.LogDensity(row, [.. observed.Select(values => values[row])]);
            // Networks of equal weight multiply it by their number, but for point masses, which they share; what
            // remains is the geometric mean over them.
            double ofComponents = TensorPrimitives.Sum<double>(predictions.Weights(row));
            effective[row] = predictions.EffectiveComponents(row) / Math.Pow(networks, ofComponents);
            double position = (0.5 + (first + row) * GoldenRatio) % 1;
            for (int d = 0; d < D; d++)
            {
                ScalarDistribution marginal = predictions.Marginal(row, d);
                double y = observed[d][row];
                crps[d][row] = marginal.Crps(y);
                errors[d][row] = marginal.SquaredError(y);
                pit[d][row] = marginal.Pit(y, position);
            }
        });
        _negativeLogLikelihoods.AddRange(losses);
        _effectiveComponents.AddRange(effective);
        for (int d = 0; d < D; d++)
        {
            _crps[d].AddRange(crps[d]);
            _squaredErrors[d].AddRange(errors[d]);
            _pit[d].AddRange(pit[d]);
        }

        double[][] Columns() => [.. targets.Select(_ => new double[rows])];
    }

    /// <summary>Adds a batch of rows.</summary>
    /// <param name="predictions">The predictions, batch shape [N] and event shape [D].</param>
    /// <param name="observed">The observed values, [N, D], in the units of the predictions.</param>
    /// <exception cref="ArgumentException">The shapes do not match, or a value is NaN.</exception>
    public void Add(GaussianMixture predictions, Tensor observed)
    {
        if (predictions.batch_shape is not [long rows] || predictions.Targets != targets.Count
            || !observed.shape.SequenceEqual([rows, targets.Count]) || predictions.event_shape.Length != 1)
            throw new ArgumentException(
                $"observed {Shapes.Text(observed)} does not fit {predictions}: expected batch shape [N], event shape "
                    + $"[{targets.Count}] and observed [N, {targets.Count}].", nameof(observed));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor columns = observed.detach().to(ScalarType.Float64).cpu();
        Add(predictions.ToBatch(), [.. columns.unbind(1).Select(c => c.contiguous().data<double>().ToArray())]);
    }

    /// <summary>The negative log-likelihood of each row added, in nats.</summary>
    internal IReadOnlyList<double> NegativeLogLikelihoods => _negativeLogLikelihoods;

    /// <summary>The scores of all rows added.</summary>
    /// <exception cref="InvalidOperationException">No row was added, or none that has a weight.</exception>
    public Evaluation Result() => Result(groups: null);

    /// <param name="groups">The number of the group of each row; null if rows are independent.</param>
    internal Evaluation Result(IReadOnlyList<int>? groups)
    {
        IReadOnlyList<double>? weights = _weights.Values;
        int rows = weights?.Count(w => w > 0) ?? _negativeLogLikelihoods.Count;
        if (rows == 0)
            throw new InvalidOperationException("No row was scored; add predictions before asking for the result.");
        return new Evaluation(
            rows,
            Mean(_negativeLogLikelihoods),
            Mean(_effectiveComponents).Mean,
            [.. targets.Select((name, d) => new TargetEvaluation(
                name, Mean(_crps[d]), RootOf(Mean(_squaredErrors[d])), _pit[d])
                {
                    Weights = weights,
                    Groups = groups,
                })]);

        Estimate Mean(List<double> values) => Estimate.From(values, weights, groups);
    }

    private void RequireFit(MixtureBatch predictions, IReadOnlyList<double[]> observed)
    {
        int rows = predictions.Count, D = targets.Count;
        if (predictions.Targets != D || observed.Count != D || observed.Any(values => values.Length != rows))
            throw new ArgumentException(
                $"observed has [{string.Join(", ", observed.Select(v => v.Length))}] values; {predictions} needs "
                    + $"{rows} for each of the targets {string.Join(", ", targets)}.", nameof(observed));
        for (int d = 0; d < D; d++)
        {
            if (Array.FindIndex(observed[d], double.IsNaN) is >= 0 and int row)
                throw new ArgumentException(
                    $"observed holds NaN in row {row} (counted from 0) of target '{targets[d]}'; leave the row out.",
                    nameof(observed));
        }
    }

    // Delta method: the standard error of √m is that of m divided by 2√m.
    private static Estimate RootOf(Estimate square) => square.Mean == 0
        ? square
        : new(Math.Sqrt(square.Mean), square.StandardError / (2 * Math.Sqrt(square.Mean)));
}
