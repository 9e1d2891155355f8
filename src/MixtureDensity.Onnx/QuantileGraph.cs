namespace MixtureDensity.Onnx;

/// <summary>
/// Quantiles of a mixture by Newton's method on the logarithm of the tail probability, with bisection where a step
/// leaves the bracket or is longer than half the last but one.
/// </summary>
/// <remarks>
/// All is in standard deviations from the mean, where Cantelli's inequality brackets the quantile of p between
/// −√((1−p)/p) and √(p/(1−p)). A quantile above the median is the mirrored one below. The search is in single
/// precision; a last step in double precision squares its error. The rows of a call wait for each other.
/// Source: W. H. Press et al., "Numerical recipes", 1986, rtsafe.
/// </remarks>
internal sealed class QuantileGraph
{
    // More than the halvings from the bracket of p = 1e-9 to the tolerance, with steps between them.
    private const int MaxSteps = 60;

    // All in standard deviations of the mixture. A step s by Newton's method leaves an error of about s²/2σ.
    private const double Tolerance = 1e-6;
    private const double MinStep = 2e-6; // what single precision resolves
    private const double MaxStep = 1e-3;

    // Smaller tails are searched for in double precision throughout.
    private const double MinTailOfFloat = 1e-4;

    // Of the tail probability, and as a part of it: what single precision can tell.
    private const double MaxError = 2e-7;
    private const double MaxRelativeError = 1e-4;

    // A smaller tail probability is far from the quantile.
    private const double MinPartOfTail = 0.1;

    // Of the steps that end the search. Where the density is next to 0 a longer one would lead astray.
    private const double MaxLastStep = 4;

    private static readonly double DensityFactor = 1 / Math.Sqrt(2 * Math.PI);

    private readonly GraphBuilder _graph;
    private readonly IReadOnlyList<double> _levels;
    private readonly GraphValue _rows; // the shape [N, D, 1]
    private readonly GraphValue _weights; // like all below [N, D, levels, K]
    private readonly GraphValue _means;
    private readonly GraphValue _precisions; // 1/σ
    private readonly GraphValue _shortSteps; // [N, D, 1]
    private readonly GraphValue _tails; // [1, 1, levels]

    /// <param name="graph">The graph.</param>
    /// <param name="mixture">The mixture.</param>
    /// <param name="levels">The probabilities.</param>
    public QuantileGraph(GraphBuilder graph, MixtureGraph mixture, IReadOnlyList<double> levels)
    {
        (_graph, _levels) = (graph, levels);
        GraphValue std = mixture.StandardDeviation.Unsqueeze(2), mean = mixture.Mean.Unsqueeze(2);
        GraphValue signs = Levels(p => p <= 0.5 ? 1 : -1);
        _rows = mean.Apply("Shape", ElementType.Int64);
        _tails = Levels(Tail);
        _means = ((mixture.Means.Transpose(0, 2, 1) - mean) / std).Unsqueeze(2) * signs.Unsqueeze(3);
        // Of equal shapes, which are multiplied several times as fast.
        GraphValue shape = _means.Apply("Shape", ElementType.Int64);
        GraphValue smallest = (mixture.Scales / mixture.StandardDeviation.Unsqueeze(1)).Min(1).Unsqueeze(2);
        _shortSteps = (smallest * (2 * Tolerance)).Apply("Sqrt").Clip(MinStep, MaxStep);
        _precisions = (std / mixture.Scales.Transpose(0, 2, 1)).Unsqueeze(2).Apply("Expand", shape);
        _weights = mixture.Weights.Unsqueeze(1, 2).Apply("Expand", shape);
        Quantiles = LastStep(Search([mixture.Targets, levels.Count])) * signs * std + mean;
    }

    /// <summary>The quantiles from the origins, [N, D, levels].</summary>
    public GraphValue Quantiles { get; }

    private GraphValue Search(ReadOnlySpan<long> dimensions)
    {
        ElementType type = _levels.Min(Tail) < MinTailOfFloat ? ElementType.Double : ElementType.Float;
        GraphValue low = Expand(p => -Math.Sqrt((1 - Tail(p)) / Tail(p)), type);
        GraphValue high = Expand(p => Math.Sqrt(Tail(p) / (1 - Tail(p))), type);
        GraphValue errors = Levels(p => Math.Min(MaxError, MaxRelativeError * Tail(p))).Cast(type);
        GraphValue means = _means.Cast(type), precisions = _precisions.Cast(type), tails = _tails.Cast(type);
        GraphValue weights = _weights.Cast(type), heights = (_weights * _precisions * DensityFactor).Cast(type);
        GraphValue shortSteps = _shortSteps.Cast(type), width = high - low;
        return _graph.Loop("quantiles", MaxSteps, dimensions, [low, high, (low + high) * 0.5, width, width], state =>
        {
            GraphValue a = state[0], b = state[1], x = state[2], moved = state[3], movedBefore = state[4];
            GraphValue z = (x.Unsqueeze(3) - means) * precisions, kernel = NormalGraph.Kernel(z);
            GraphValue below = (NormalGraph.Below(z, kernel) * weights).Sum(3), density = (kernel * heights).Sum(3);
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

    private GraphValue LastStep(GraphValue x)
    {
        GraphValue z = (x.Unsqueeze(3) - _means) * _precisions, kernel = NormalGraph.Kernel(z);
        GraphValue step = NewtonStep((NormalGraph.Below(z, kernel) * _weights).Sum(3),
            (kernel * _precisions * _weights).Sum(3) * DensityFactor, _tails);
        return (step.Apply("Abs") <= _shortSteps * MaxLastStep).Choose(x + step, x);
    }

    // To the root of log(P/p), whose slope is the density divided by P.
    private static GraphValue NewtonStep(GraphValue below, GraphValue density, GraphValue tails) =>
        -((below / tails).Apply("Log") * below / density);

    private static double Tail(double p) => Math.Min(p, 1 - p);

    private GraphValue Levels(Func<double, double> value) =>
        _graph.Constant([.. _levels.Select(value)], [1, 1, _levels.Count]);

    private GraphValue Expand(Func<double, double> value, ElementType type) =>
        Levels(value).Cast(type).Apply("Expand", _rows);
}
