namespace MixtureDensity.Onnx;

/// <summary>
/// Quantiles of a mixture by Newton's method on the logarithm of the tail probability, with bisection where a step
/// leaves the bracket or is longer than half the last but one.
/// </summary>
/// <remarks>
/// All is in standard deviations from the mean, where Cantelli's inequality brackets the quantile of p between
/// −√((1−p)/p) and √(p/(1−p)), and between bounds those of the components do. A quantile above the median is the
/// mirrored one below. Without bounds and small tails the search is in single precision; a last step in double
/// precision squares its error. The rows of a call wait for each other.
/// Source: W. H. Press et al., "Numerical recipes", 1986, rtsafe.
/// </remarks>
internal sealed class QuantileGraph
{
    // Enough to bisect the bracket of p = 1e-9 down to the tolerance, with Newton steps between.
    private const int MaxSteps = 60;

    // All in standard deviations of the mixture. A step s by Newton's method leaves an error of about s²/2σ.
    private const double Tolerance = 1e-6;
    private const double MinStep = 2e-6; // what single precision resolves
    private const double MaxStep = 1e-3;

    // The tail probability falls to 0 at a bound, however near that is.
    private const double BoundedStep = 1e-9;

    // Smaller tails are searched for in double precision throughout.
    private const double MinTailOfFloat = 1e-4;

    // The error of a tail probability in single precision, absolute and relative.
    private const double MaxError = 2e-7;
    private const double MaxRelativeError = 1e-4;

    // A smaller tail probability is far from the quantile.
    private const double MinPartOfTail = 0.1;

    // Of the steps that end the search. Where the density is next to 0 a longer one would lead astray.
    private const double MaxLastStep = 4;

    private static readonly double DensityFactor = 1 / Math.Sqrt(2 * Math.PI);

    private readonly GraphBuilder _graph;
    private readonly ElementType _type; // of the search's numbers
    private readonly GraphValue _weights; // like all below [N, D, levels, K]
    private readonly GraphValue _means;
    private readonly GraphValue _precisions; // 1/σ
    private readonly TruncatedTails? _truncated; // null without bounds
    private readonly GraphValue _shortSteps; // [N, D, 1]
    private readonly GraphValue _tails; // [N, D, levels]
    private readonly GraphValue _low;
    private readonly GraphValue _high;

    /// <summary>The same probabilities for all rows and targets.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="mixture">The mixture.</param>
    /// <param name="levels">The probabilities.</param>
    /// <param name="latent">The mixture within its bounds; null for none.</param>
    public QuantileGraph(GraphBuilder graph, MixtureGraph mixture, IReadOnlyList<double> levels,
        LatentGraph? latent = null)
        : this(graph, mixture, graph.Constant([.. levels], [1, 1, levels.Count]), levels.Count, latent,
            levels.Min(p => Math.Min(p, 1 - p)) < MinTailOfFloat)
    {
    }

    /// <summary>Probabilities of their own for each row.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="mixture">The mixture.</param>
    /// <param name="levels">The probabilities of a value that is no point mass, [N, D, levels].</param>
    /// <param name="count">How many levels there are.</param>
    /// <param name="latent">The mixture within its bounds; null for none.</param>
    /// <param name="hasSmallTails">Whether single precision is too coarse.</param>
    public QuantileGraph(GraphBuilder graph, MixtureGraph mixture, GraphValue levels, long count, LatentGraph? latent,
        bool hasSmallTails = true)
    {
        _graph = graph;
        LatentGraph? bounded = latent is { IsBounded: true } ? latent : null;
        _type = hasSmallTails || bounded is not null ? ElementType.Double : ElementType.Float;
        GraphValue std = mixture.StandardDeviation.Unsqueeze(2), mean = mixture.Mean.Unsqueeze(2);
        GraphValue isLower = levels <= levels.Graph.Scalar(ElementType.Double, 0.5);
        GraphValue signs = isLower.Choose(1, graph.Scalar(ElementType.Double, -1)), signsOfAll = signs.Unsqueeze(3);
        _tails = isLower.Choose(levels, -levels + 1);
        GraphValue means = bounded?.Means.Unsqueeze(2) ?? mixture.Means;
        _means = ((means.Transpose(0, 2, 1) - mean) / std).Unsqueeze(2) * signsOfAll;
        // Of equal shapes, which are multiplied several times as fast.
        GraphValue shape = _means.Apply("Shape", ElementType.Int64);
        GraphValue smallest = (mixture.Scales / mixture.StandardDeviation.Unsqueeze(1)).Min(1).Unsqueeze(2);
        _shortSteps = (smallest * (2 * Tolerance)).Apply("Sqrt").Clip(MinStep, MaxStep);
        _precisions = (std / mixture.Scales.Transpose(0, 2, 1)).Unsqueeze(2).Apply("Expand", shape);
        _weights = mixture.LatentWeights.Unsqueeze(1, 2).Apply("Expand", shape);
        if (bounded is null)
        {
            (_low, _high) = Bracket(mean);
        }
        else
        {
            GraphValue a = Mirrored(bounded.LowerEnds.Unsqueeze(1, 2), -bounded.UpperEnds.Unsqueeze(1, 2), signsOfAll);
            GraphValue b = Mirrored(bounded.UpperEnds.Unsqueeze(1, 2), -bounded.LowerEnds.Unsqueeze(1, 2), signsOfAll);
            _truncated = new TruncatedTails(a, b);
            _weights /= _truncated.Whole;
            GraphValue lower = Bound(bounded.Lower), upper = Bound(bounded.Upper);
            (_low, _high) = Bracket(Mirrored(lower, -upper, signs), Mirrored(upper, -lower, signs));
        }
        Quantiles = LastStep(Search([mixture.Targets, count])) * signs * std + mean;

        GraphValue Bound(double bound) => (-mean + bound) / std;
    }

    /// <summary>The quantiles from the origins, [N, D, levels].</summary>
    public GraphValue Quantiles { get; }

    private (GraphValue Low, GraphValue High) Bracket(GraphValue mean)
    {
        GraphValue odds = _tails / (-_tails + 1);
        GraphValue rows = mean.Apply("Shape", ElementType.Int64), high = odds.Apply("Sqrt").Apply("Expand", rows);
        GraphValue low = (odds.Graph.Scalar(ElementType.Double, -1) / odds.Apply("Sqrt")).Apply("Expand", rows);
        GraphValue reach = (_tails.Apply("Log") * -2).Apply("Sqrt").Unsqueeze(3);
        return (low.AtLeast((_means - reach / _precisions).Min(3)), high);
    }

    private (GraphValue Low, GraphValue High) Bracket(GraphValue least, GraphValue most)
    {
        // What is left of a normal tail falls at least as fast as exp(−z²/2), and so does a whole one.
        GraphValue reach = (_tails.Apply("Log") * -2).Apply("Sqrt").Unsqueeze(3) / _precisions;
        return ((_means.AtMost(most.Unsqueeze(3)) - reach).Min(3).AtLeast(least).AtMost(most),
            (_means.AtLeast(least.Unsqueeze(3)) + reach).Max(3).AtLeast(least).AtMost(most));
    }

    private GraphValue Search(ReadOnlySpan<long> dimensions)
    {
        GraphValue low = _low.Cast(_type), high = _high.Cast(_type), tails = _tails.Cast(_type);
        GraphValue errors = (_tails * MaxRelativeError).AtMost(MaxError).Cast(_type);
        GraphValue means = _means.Cast(_type), precisions = _precisions.Cast(_type);
        GraphValue weights = _weights.Cast(_type), heights = (_weights * _precisions * DensityFactor).Cast(_type);
        GraphValue width = high - low, shortSteps = _truncated is null ? _shortSteps.Cast(_type)
            : _graph.Scalar(_type, BoundedStep);
        return _graph.Loop("quantiles", MaxSteps, dimensions, [low, high, (low + high) * 0.5, width, width], state =>
        {
            GraphValue a = state[0], b = state[1], x = state[2], moved = state[3], movedBefore = state[4];
            var (below, density) = At((x.Unsqueeze(3) - means) * precisions, weights, heights);
            GraphValue isLow = below < tails;
            (a, b) = (isLow.Choose(x, a), isLow.Choose(b, x));
            GraphValue step = NewtonStep(below, density, tails), newton = x + step, length = step.Apply("Abs");
            // Where the tail is 0, a step is nothing: NaN by the standard, and by fast logarithms 0.
            GraphValue isDone = ((length <= shortSteps) & (below > tails * MinPartOfTail))
                | ((below - tails).Apply("Abs") <= errors) | below.IsNaN();
            GraphValue isGood = (newton >= a) & (newton <= b) & (length * 2 <= movedBefore);
            GraphValue next = isDone.Choose(x, isGood.Choose(newton, (a + b) * 0.5));
            return (isDone.Apply("Not").Count() > 0, [a, b, next, (next - x).Apply("Abs"), moved]);
        })[2].Cast(ElementType.Double);
    }

    /// <summary>The tail probability and the density at standardised values.</summary>
    private (GraphValue Below, GraphValue Density) At(GraphValue z, GraphValue weights, GraphValue heights)
    {
        GraphValue kernel = _truncated?.Kernel(z) ?? NormalGraph.Kernel(z);
        GraphValue below = _truncated?.Below(z, kernel) ?? NormalGraph.Below(z, kernel);
        return ((below * weights).Sum(3), (kernel * heights).Sum(3));
    }

    private GraphValue LastStep(GraphValue x)
    {
        var (below, density) =
            At((x.Unsqueeze(3) - _means) * _precisions, _weights, _weights * _precisions * DensityFactor);
        GraphValue step = NewtonStep(below, density, _tails);
        return (step.Apply("Abs") <= _shortSteps * MaxLastStep).Choose(x + step, x);
    }

    // To the root of log(P/p), whose slope is the density divided by P.
    private static GraphValue NewtonStep(GraphValue below, GraphValue density, GraphValue tails) =>
        -((below / tails).Apply("Log") * below / density);

    // Of a bound and its mirror image.
    private static GraphValue Mirrored(GraphValue bound, GraphValue mirrored, GraphValue signs) =>
        (signs > 0).Choose(bound, mirrored);
}
