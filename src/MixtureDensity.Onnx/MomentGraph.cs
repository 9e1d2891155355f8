namespace MixtureDensity.Onnx;

/// <summary>
/// Mean and standard deviation of a value that has bounds or is modelled by its logarithm, rounded or not, point masses
/// apart.
/// </summary>
/// <remarks>
/// Each component begins with its lowest cells, whose probabilities are summed. Where those end the density is smooth
/// beside a cell, and the rest is an integral with the corrections of Euler and Maclaurin at its ends: with e the
/// rounding error, ∫ e p = −h²/12 [p] + h⁴/720 [p″] and ∫ e² p = h²/12 ∫ p + h⁴/360 [p′]. Without a grid all is the
/// integral. It is that of Gauss and Legendre, over eight standard deviations and more on either side.
/// </remarks>
internal sealed class MomentGraph
{
    private const int CellCount = 16, NodeCount = 32;

    // Beyond it a component has 2e-15.
    private const double Reach = 8;

    // Of a logarithm, so that squares are numbers.
    private const double MaxLogarithm = 300;

    private static readonly double DensityFactor = 1 / Math.Sqrt(2 * Math.PI);

    private readonly GraphBuilder _graph;
    private readonly LatentGraph _latent;
    private readonly TargetObservation _observation;
    private readonly double _offset; // of the grid, from the origin
    private readonly TruncatedTails _tails;
    private readonly GraphValue _means; // like all below [N, K, 1]
    private readonly GraphValue _scales;
    private readonly GraphValue _low; // the essential part of a component, in standard deviations
    private readonly GraphValue _high;
    private readonly GraphValue _centre; // a value near the middle of a component; one of the grid if there is one

    /// <param name="graph">The graph.</param>
    /// <param name="latent">The latent mixture.</param>
    /// <param name="target">The target.</param>
    public MomentGraph(GraphBuilder graph, LatentGraph latent, TargetScaling target)
    {
        (_graph, _latent, _observation) = (graph, latent, target.Observation);
        _offset = _observation.GridOffset - target.Origin;
        (_means, _scales) = (latent.Means.Unsqueeze(2), latent.Scales.Unsqueeze(2));
        GraphValue a = latent.LowerEnds.Unsqueeze(2), b = latent.UpperEnds.Unsqueeze(2);
        _tails = new TruncatedTails(a, b);
        GraphValue peak = b.AtMost(0).AtLeast(a), reach = (peak * peak + Reach * Reach).Apply("Sqrt");
        _low = a.AtLeast(-reach);
        // y² exp(−z²/2) is largest at 2σ.
        _high = b.AtMost(_observation.IsLogarithmic ? reach + _scales * 2 : reach);
        _centre = Observed(peak);
        if (_observation.Spacing > 0)
            _centre = Place(_centre) * _observation.Spacing + _offset;

        GraphValue zero = _means * 0;
        var (whole, first, second, from) = _observation.Spacing > 0 ? Cells() : (zero, zero, zero, _low);
        var (restWhole, restFirst, restSecond) = Rest(from);
        whole += restWhole;
        GraphValue shift = (first + restFirst) / whole;
        GraphValue variance = ((second + restSecond) / whole - shift * shift).Apply("Relu");
        GraphValue weights = latent.Weights.Unsqueeze(2), means = _centre + shift;
        GraphValue mean = (weights * means).Sum(1, keep: true), distance = means - mean;
        Mean = mean.Squeeze(2);
        Variance = (weights * (variance + distance * distance)).Sum(1);
    }

    /// <summary>The mean from the origin, [N, 1].</summary>
    public GraphValue Mean { get; }

    /// <summary>The variance, [N, 1].</summary>
    public GraphValue Variance { get; }

    /// <summary>P, E[y − c] and E[(y − c)²] of the lowest cells of each component, and where they end.</summary>
    private (GraphValue Whole, GraphValue First, GraphValue Second, GraphValue End) Cells()
    {
        double h = _observation.Spacing;
        GraphValue first = Place(Observed(_low));
        GraphValue edges = (first + Row(Enumerable.Range(0, CellCount + 1).Select(i => i - 0.5))) * h + _offset;
        GraphValue z = ((Latent(edges) - _means) / _scales).AtLeast(_low).AtMost(_high);
        GraphValue below = _tails.Below(z, _tails.Kernel(z));
        GraphValue cells = below.Slice(2, 1, CellCount + 1) - below.Slice(2, 0, CellCount);
        GraphValue places = first + Row(Enumerable.Range(0, CellCount).Select(i => (double)i));
        if (double.IsFinite(_observation.Lower))
            places = places.AtLeast(Math.Round((_observation.Lower - _observation.GridOffset) / h));
        GraphValue distance = (places - Place(_centre)) * h, moment = cells * distance;
        return (cells.Sum(2, keep: true), moment.Sum(2, keep: true), (moment * distance).Sum(2, keep: true),
            z.Slice(2, CellCount, CellCount + 1));
    }

    /// <summary>The same sums of the part above the cells.</summary>
    private (GraphValue Whole, GraphValue First, GraphValue Second) Rest(GraphValue from)
    {
        var (nodes, weights) = GaussLegendreRule.Create(NodeCount);
        GraphValue half = (_high - from) * 0.5, z = from + half + half * Row(nodes);
        GraphValue density = _tails.Kernel(z) * (half * Row(weights.Select(w => w * DensityFactor)));
        GraphValue distance = Observed(z) - _centre, moment = density * distance;
        GraphValue whole = density.Sum(2, keep: true), first = moment.Sum(2, keep: true),
            second = (moment * distance).Sum(2, keep: true);
        if (_observation.Spacing == 0)
            return (whole, first, second);
        double square = _observation.Spacing * _observation.Spacing;
        var (lowFirst, lowSecond) = Correction(from);
        var (highFirst, highSecond) = Correction(_high);
        return (whole, first + highFirst - lowFirst, second + whole * (square / 12) + highSecond - lowSecond);
    }

    /// <summary>The correction of E[y − c] and E[(y − c)²] at an end of the rest.</summary>
    private (GraphValue First, GraphValue Second) Correction(GraphValue z)
    {
        double square = _observation.Spacing * _observation.Spacing;
        GraphValue y = Observed(z), distance = y - _centre, slope = z / _scales;
        // A component so far below has no rest; 1/y³ would be infinite.
        if (_observation.IsLogarithmic)
            y = y.AtLeast(_observation.Spacing);
        GraphValue density = _tails.Kernel(z) * DensityFactor / _scales;
        GraphValue precision = _graph.Scalar(ElementType.Double, 1) / (_scales * _scales);
        // p = φ(z)/(σy) on the logarithmic scale.
        GraphValue firstSlope = slope, secondSlope = slope;
        if (_observation.IsLogarithmic)
            (density, firstSlope, secondSlope) = (density / y, slope + 1, slope + 2);
        GraphValue derivative = -(density * firstSlope);
        GraphValue second = density * (firstSlope * secondSlope - precision);
        if (_observation.IsLogarithmic)
            (derivative, second) = (derivative / y, second / y / y);
        return (second * (square * square / 720) - density * (square / 12),
            (distance * second + derivative * 3) * (square * square / 360) - distance * density * (square / 6));
    }

    /// <summary>The observed value before rounding, from the origin.</summary>
    private GraphValue Observed(GraphValue z)
    {
        GraphValue s = _means + _scales * z;
        return _observation.IsLogarithmic ? s.AtMost(MaxLogarithm).Apply("Exp") : s;
    }

    // From the origin, which is 0 on the logarithmic scale.
    private GraphValue Latent(GraphValue y) => _observation.IsLogarithmic ? _latent.Latent(y) : y;

    private GraphValue Place(GraphValue y) => ((y - _offset) / _observation.Spacing).Apply("Round");

    private GraphValue Row(IEnumerable<double> values)
    {
        double[] row = [.. values];
        return _graph.Constant(row, [1, 1, row.Length]);
    }
}
