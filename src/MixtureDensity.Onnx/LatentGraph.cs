namespace MixtureDensity.Onnx;

/// <summary>
/// The mixture of the latent value of a single target, whose components are each truncated to the bounds and
/// renormalised. All is counted from the origin.
/// </summary>
internal sealed class LatentGraph
{
    // A mean that is farther than this from a bound, in units of σ, is moved there, as the library does.
    private const double MaxDistance = 30;

    // Stands for a missing bound, in units of σ: farther than MaxDistance, and no probability is left beyond it.
    private const double Nowhere = 40;

    // Stands for −∞, with which a difference or a product would be NaN.
    private const double MinLogarithm = -1e30;

    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    private readonly GraphBuilder _graph;
    private readonly TargetObservation _observation;
    private readonly double _origin;
    private readonly GraphValue _logWeights; // log(πₖ/Zₖ), with the point masses apart

    /// <param name="graph">The graph.</param>
    /// <param name="mixture">The mixture, of one target.</param>
    /// <param name="target">The target.</param>
    public LatentGraph(GraphBuilder graph, MixtureGraph mixture, TargetScaling target)
    {
        (_graph, _observation, _origin) = (graph, target.Observation, target.Origin);
        // The outer ends of the outermost cells.
        double half = 0.5 * _observation.Spacing;
        (Lower, Upper) = (Latent(_observation.Lower, -half), Latent(_observation.Upper, half));
        Weights = mixture.LatentWeights;
        Scales = mixture.Scales.Squeeze(2);
        Means = mixture.Means.Squeeze(2);
        if (IsBounded)
        {
            GraphValue reach = Scales * MaxDistance;
            Means = Means.AtLeast(-reach + Lower).AtMost(reach + Upper);
        }
        LowerEnds = (Ends(Lower) / Scales).AtLeast(-Nowhere);
        UpperEnds = (Ends(Upper) / Scales).AtMost(Nowhere);
        _logWeights = IsBounded ? mixture.LogWeights - NormalGraph.LogInterval(LowerEnds, UpperEnds)
            : mixture.LogWeights;

        GraphValue Ends(double bound) => -Means + bound;
    }

    /// <summary>The lower bound; −∞ for none.</summary>
    public double Lower { get; }

    /// <summary>The upper bound; ∞ for none.</summary>
    public double Upper { get; }

    /// <summary>Whether there is a bound.</summary>
    public bool IsBounded => !double.IsNegativeInfinity(Lower) || !double.IsPositiveInfinity(Upper);

    /// <summary>πₖ, which sum to 1, [N, K].</summary>
    public GraphValue Weights { get; }

    /// <summary>μₖ, [N, K].</summary>
    public GraphValue Means { get; }

    /// <summary>σₖ, [N, K].</summary>
    public GraphValue Scales { get; }

    /// <summary>The lower bound in standard deviations from each mean, [N, K].</summary>
    public GraphValue LowerEnds { get; }

    /// <summary>The upper one.</summary>
    public GraphValue UpperEnds { get; }

    /// <summary>The latent value of an observed one before rounding; what has no logarithm is far below.</summary>
    /// <param name="y">The value itself; not counted from the origin.</param>
    /// <param name="shift">What is added to it; behind the origin, since it may be less than its last digit.</param>
    public GraphValue Latent(GraphValue y, double shift = 0)
    {
        GraphValue moved = _observation.IsLogarithmic ? y : y - _origin;
        if (shift != 0)
            moved += shift;
        return _observation.IsLogarithmic ? (moved > 0).Choose(moved.Apply("Log"), MinLogarithm) : moved;
    }

    /// <inheritdoc cref="Latent(GraphValue, double)"/>
    public double Latent(double y, double shift)
    {
        if (!_observation.IsLogarithmic)
            return y - _origin + shift;
        return y + shift > 0 ? Math.Log(y + shift) : double.NegativeInfinity;
    }

    /// <summary>P(S ≤ s) at some values, [N, values].</summary>
    public GraphValue Below(IReadOnlyList<double> values)
    {
        GraphValue low = LowerEnds.Unsqueeze(1), high = UpperEnds.Unsqueeze(1); // [N, 1, K]
        GraphValue z = ((_graph.Constant([.. values], [1, values.Count, 1]) - Means.Unsqueeze(1)) / Scales.Unsqueeze(1))
            .AtLeast(low).AtMost(high);
        var tails = new TruncatedTails(low, high);
        return (tails.Below(z, tails.Kernel(z)) / tails.Whole * Weights.Unsqueeze(1)).Sum(2);
    }

    /// <summary>log p(s) of a value between the bounds that is no point mass, [N, 1].</summary>
    public GraphValue LogDensity(GraphValue s)
    {
        GraphValue z = (s - Means) / Scales;
        return (_logWeights - z * z * 0.5 - Scales.Apply("Log") - HalfLogTwoPi).LogSumExp(1).Unsqueeze(1);
    }

    /// <summary>log P(lower ≤ S ≤ upper) of a value between the bounds that is no point mass, [N, 1].</summary>
    public GraphValue LogProbability(GraphValue lower, GraphValue upper) =>
        (_logWeights + NormalGraph.LogInterval((lower - Means) / Scales, (upper - Means) / Scales))
            .LogSumExp(1).Unsqueeze(1);
}
