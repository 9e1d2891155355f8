using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Gathers the scores of predictions, some rows at a time.</summary>
/// <param name="targets">The names of the targets.</param>
public sealed class Evaluator(IReadOnlyList<string> targets)
{
    private readonly List<double> _negativeLogLikelihoods = [];
    private readonly List<double> _effectiveComponents = [];
    private readonly List<double>[] _crps = [.. targets.Select(_ => new List<double>())];
    private readonly List<double>[] _squaredErrors = [.. targets.Select(_ => new List<double>())];
    private readonly List<double>[] _pit = [.. targets.Select(_ => new List<double>())];

    /// <summary>Scores some rows.</summary>
    /// <param name="predictions">A mixture a row.</param>
    /// <param name="observed">What was observed of each target, a number a row.</param>
    /// <exception cref="ArgumentException">There are other numbers of targets or rows.</exception>
    public void Add(MixtureBatch predictions, IReadOnlyList<double[]> observed)
    {
        if (observed.Count != predictions.Targets || observed.Any(values => values.Length != predictions.Count))
            throw new ArgumentException($"observed does not fit {predictions}.", nameof(observed));
        using var scope = NewDisposeScope();
        // No score changes when both count from elsewhere, and there no digits are lost.
        Tensor values = stack([.. observed.Select((own, d) =>
            tensor(own.Select(v => v - predictions.Origins[d]).ToArray()))], 1);
        Add(predictions.ToTensorsFromOrigins(), values);
    }

    /// <summary>Scores some rows.</summary>
    /// <param name="predictions">A mixture a row, batch shape [N] and event shape [D].</param>
    /// <param name="observed">What was observed, [N, D], in the units of the predictions.</param>
    /// <exception cref="ArgumentException">The shapes are others.</exception>
    public void Add(GaussianMixture predictions, Tensor observed)
    {
        if (predictions.batch_shape is not [long rows] || predictions.Targets != targets.Count
            || !observed.shape.SequenceEqual([rows, targets.Count])
            || predictions.event_shape.Length != 1)
        {
            throw new ArgumentException(
                $"observed {Shapes.Text(observed)} does not fit {predictions}: expected a mixture and a row of "
                    + $"{targets.Count} numbers for each row.", nameof(observed));
        }
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _negativeLogLikelihoods.AddRange(Numbers(-predictions.log_prob(observed)));
        _effectiveComponents.AddRange(Numbers(predictions.EffectiveComponents()));
        Tensor errors = (observed - predictions.mean).square();
        for (int d = 0; d < targets.Count; d++)
        {
            GaussianMixture marginal = predictions.Marginal(d);
            Tensor y = observed.narrow(-1, d, 1);
            _crps[d].AddRange(Numbers(marginal.Crps(y)));
            _pit[d].AddRange(Numbers(marginal.cdf(y)));
            _squaredErrors[d].AddRange(Numbers(errors.select(-1, d)));
        }
    }

    /// <summary>The scores of all rows so far, at least one.</summary>
    public Evaluation Result() => new(
        _negativeLogLikelihoods.Count,
        Estimate.From(_negativeLogLikelihoods),
        _effectiveComponents.Average(),
        [.. targets.Select((name, d) =>
            new TargetEvaluation(name, Estimate.From(_crps[d]), RootOf(Estimate.From(_squaredErrors[d])), _pit[d]))]);

    // By the delta method, the error of √m is that of m over 2√m.
    private static Estimate RootOf(Estimate square) =>
        square.Mean == 0 ? square : new(Math.Sqrt(square.Mean), square.StandardError / (2 * Math.Sqrt(square.Mean)));

    private static double[] Numbers(Tensor values) =>
        values.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
}
