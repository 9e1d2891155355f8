namespace MixtureDensity.Onnx;

/// <summary>What becomes of a mixture whose values are rounded to a grid of spacing h.</summary>
/// <remarks>
/// The rounding error is a sawtooth, e = h Σₘ (−1)ᵐ sin(2πm t)/(πm) with t = (x − offset)/h. Under a Gaussian the
/// means of e, e² and of its product with x − μ are such series with a factor exp(−2π²m² σ²/h²), so that the moments of
/// the rounded value need no sum over cells.
/// </remarks>
internal sealed class RoundingGraph
{
    // exp of it is negligible beside 1.
    private const double MinExponent = -30;

    private const int MaxTerms = 256;

    private readonly GraphBuilder _graph;
    private readonly MixtureGraph _mixture;
    private readonly double _spacing;
    private readonly double _offset; // from the origin

    /// <param name="graph">The graph.</param>
    /// <param name="mixture">The mixture, of one target.</param>
    /// <param name="target">The target, which lies on a grid.</param>
    /// <param name="minScale">The least σ that a component can have.</param>
    /// <exception cref="ArgumentException">A component may be far narrower than a cell.</exception>
    public RoundingGraph(GraphBuilder graph, MixtureGraph mixture, TargetScaling target, double minScale)
    {
        (_graph, _mixture, _spacing) = (graph, mixture, target.Observation.Spacing);
        _offset = target.Observation.GridOffset - target.Origin;
        int terms = (int)Math.Ceiling(Math.Sqrt(-MinExponent / 2) / Math.PI * _spacing / minScale);
        if (terms > MaxTerms)
            throw new ArgumentException($"Components may be too narrow beside the grid of {_spacing} that "
                + $"'{target.Name}' lies on to be exported.");
        (Mean, StandardDeviation) = Moments(Math.Max(1, terms));
    }

    /// <summary>The mean from the origin, [N, 1].</summary>
    public GraphValue Mean { get; }

    /// <summary>The standard deviation, [N, 1].</summary>
    public GraphValue StandardDeviation { get; }

    /// <summary>The values of the grid at numbers, both counted from the origin.</summary>
    public GraphValue Round(GraphValue values) =>
        ((values - _offset) / _spacing).Apply("Round") * _spacing + _offset;

    /// <summary>log P(y − h/2 ≤ X ≤ y + h/2)/h, [N, 1], of targets [N, 1]; NaN where one is.</summary>
    public GraphValue LogDensity(GraphValue y)
    {
        GraphValue scales = _mixture.Scales.Squeeze(2); // [N, K]
        GraphValue z = (y - _mixture.Origins - _mixture.Means.Squeeze(2)) / scales;
        GraphValue half = _graph.Scalar(ElementType.Double, 0.5 * _spacing) / scales;
        return (_mixture.LogWeights + NormalGraph.LogInterval(z, half)).LogSumExp(1).Unsqueeze(1)
            - Math.Log(_spacing);
    }

    private (GraphValue Mean, GraphValue StandardDeviation) Moments(int terms)
    {
        double[] m = [.. Enumerable.Range(1, terms).Select(i => (double)i)];
        GraphValue Terms(Func<double, double> value) => _graph.Constant([.. m.Select(value)], [1, 1, terms]);
        GraphValue means = (_mixture.Means - _offset) / _spacing, scales = _mixture.Scales / _spacing; // [N, K, 1]
        GraphValue variances = scales * scales;
        GraphValue damping = (variances * Terms(i => -2 * Math.PI * Math.PI * i * i)).Apply("Exp");
        // Of the part of a cell, which has the same sine.
        GraphValue phase = (means - means.Apply("Round")) * Terms(i => 2 * Math.PI * i);
        GraphValue cosines = phase.Apply("Cos") * damping;
        GraphValue error = (phase.Apply("Sin") * damping * Terms(i => Sign(i) / (Math.PI * i))).Sum(2, keep: true);
        GraphValue square = (cosines * Terms(i => Sign(i) / (Math.PI * Math.PI * i * i))).Sum(2, keep: true) + 1.0 / 12;
        GraphValue product = variances * (cosines * Terms(i => 2 * Sign(i))).Sum(2, keep: true);

        GraphValue weights = _mixture.Weights.Unsqueeze(2), own = means + error;
        GraphValue mean = (weights * own).Sum(1, keep: true), distance = own - mean;
        GraphValue variance = variances + product * 2 + square - error * error + distance * distance;
        // 0 where all lies in one cell, up to the last digits.
        GraphValue std = (weights * variance).Sum(1).Apply("Relu").Apply("Sqrt") * _spacing;
        return (mean.Squeeze(1) * _spacing + _offset, std);

        static double Sign(double i) => i % 2 == 0 ? 1 : -1;
    }
}
