namespace MixtureDensity.Onnx;

/// <summary>The distribution of a single target as it is recorded: rounded, within bounds, with point masses.</summary>
internal sealed class ObservationGraph
{
    // Of what is searched for; a probability that is 0 or 1 by rounding has no quantile.
    private const double MinPart = 1e-15;

    private readonly GraphBuilder _graph;
    private readonly MixtureGraph _mixture;
    private readonly TargetScaling _target;
    private readonly TargetObservation _observation;
    private readonly LatentGraph _latent;
    private readonly double[] _values; // of the point masses
    private readonly GraphValue? _masses; // their probabilities, [N, J]
    private readonly GraphValue _share; // of the rest, [N, 1]

    /// <param name="graph">The graph.</param>
    /// <param name="mixture">The mixture, of one target.</param>
    /// <param name="target">The target.</param>
    /// <exception cref="ArgumentException">The upper bound of the target is not a value of its grid.</exception>
    public ObservationGraph(GraphBuilder graph, MixtureGraph mixture, TargetScaling target)
    {
        (_graph, _mixture, _target, _observation) = (graph, mixture, target, target.Observation);
        double place = (_observation.Upper - _observation.GridOffset) / _observation.Spacing;
        if (_observation.Spacing > 0 && double.IsFinite(place) && Math.Abs(place - Math.Round(place)) > 1e-6)
            throw new ArgumentException(FormattableString.Invariant($"The upper bound {_observation.Upper} of ")
                + FormattableString.Invariant($"'{target.Name}' is not on its grid of {_observation.Spacing}."));
        _values = [.. _observation.PointMasses];
        _masses = mixture.LogMasses?.Apply("Exp");
        _share = mixture.LogWeights.LogSumExp(1).Unsqueeze(1).Apply("Exp");
        _latent = new LatentGraph(graph, mixture, target);
        (Mean, StandardDeviation) = Moments();
    }

    /// <summary>The mean from the origin, [N, 1].</summary>
    public GraphValue Mean { get; }

    /// <summary>The standard deviation, [N, 1].</summary>
    public GraphValue StandardDeviation { get; }

    /// <summary>The least values y with P(Y ≤ y) ≥ p, from the origin, [N, 1, levels].</summary>
    /// <param name="levels">The probabilities p.</param>
    public GraphValue Quantiles(IReadOnlyList<double> levels)
    {
        if (_masses is not { } masses)
            return Recorded(new QuantileGraph(_graph, _mixture, levels, _latent).Quantiles);
        int count = _values.Length;
        double half = 0.5 * _observation.Spacing;
        // Of the masses up to each, by a triangle of ones.
        double[] ones = [.. from row in Enumerable.Range(0, count) from column in Enumerable.Range(0, count)
            select row <= column ? 1.0 : 0];
        GraphValue upTo = masses.Apply("MatMul", _graph.Constant(ones, [count, count]));
        // P(Y < v) and P(Y ≤ v), [N, 1, J].
        GraphValue before = (upTo - masses + _share * _latent.Below(Edges(Math.Ceiling, -1e-6, -half))).Unsqueeze(1);
        GraphValue atMost = (upTo + _share * _latent.Below(Edges(Math.Floor, 1e-6, half))).Unsqueeze(1);
        GraphValue p = _graph.Constant([.. levels], [1, levels.Count, 1]);
        GraphValue isPast = p > atMost, isAt = (p > before) & (p <= atMost); // [N, levels, J]
        GraphValue isMass = isAt.Cast(ElementType.Double).Sum(2) > 0.5;
        GraphValue past = isPast.Choose(masses.Unsqueeze(1), 0).Sum(2);
        GraphValue parts = ((_graph.Constant([.. levels], [1, levels.Count]) - past) / _share.AtLeast(1e-300))
            .Clip(MinPart, 1 - MinPart);
        // Where a point mass is the quantile, that of the mixture is not used; its median is a placeholder.
        GraphValue rest = Recorded(new QuantileGraph(_graph, _mixture, isMass.Choose(0.5, parts).Unsqueeze(1),
            levels.Count, _latent).Quantiles);
        GraphValue values = _graph.Constant([.. _values.Select(v => v - _target.Origin)], [1, 1, count]);
        return isMass.Unsqueeze(1).Choose(isAt.Choose(values, 0).Sum(2).Unsqueeze(1), rest);

        // The latent values of the edges of the cells that values of the grid from or up to each mass have.
        double[] Edges(Func<double, double> round, double tolerance, double shift) => [.. _values.Select(v =>
            _latent.Latent(_observation.Spacing == 0 ? v : _observation.GridOffset + _observation.Spacing
                * round((v - _observation.GridOffset) / _observation.Spacing + tolerance), shift))];
    }

    /// <summary>
    /// log p(y), [N, 1], of targets [N, 1]: on a grid that of the cell over its width, at a point mass that of its
    /// probability. −∞ where y is impossible, NaN where it is NaN.
    /// </summary>
    public GraphValue LogDensity(GraphValue y)
    {
        double half = 0.5 * _observation.Spacing;
        GraphValue low = _latent.Latent(y, -half), high = _latent.Latent(y, half), isPossible, log;
        if (half == 0)
        {
            double least = Math.BitDecrement(_observation.Lower);
            isPossible = (y > (_observation.IsLogarithmic ? Math.Max(0, least) : least))
                & (y < Math.BitIncrement(_observation.Upper));
            log = _latent.LogDensity(low);
            if (_observation.IsLogarithmic)
                log -= low; // dy = y ds
        }
        else
        {
            if (_latent.IsBounded)
                (low, high) = (low.AtLeast(_latent.Lower), high.AtMost(_latent.Upper));
            isPossible = low < high;
            log = _latent.LogProbability(low, high);
        }
        GraphValue impossible = _graph.Scalar(ElementType.Double, double.NegativeInfinity);
        log = isPossible.Choose(log, impossible);
        double perUnit = half == 0 ? 0 : Math.Log(_observation.Spacing);
        if (_mixture.LogMasses is { } logMasses)
        {
            GraphValue isAt = y.Is(_graph.Constant(_values, [1, _values.Length])); // [N, J]
            GraphValue mass = isAt.Choose(logMasses, impossible).Max(1).Unsqueeze(1);
            GraphValue isMass = isAt.Cast(ElementType.Double).Sum(1, keep: true) > 0.5;
            GraphValue atMass = half == 0 ? mass : GraphValue.Concat(1, [mass, log]).LogSumExp(1).Unsqueeze(1);
            log = isMass.Choose(atMass, log - perUnit);
        }
        else
            log -= perUnit;
        // NaN is neither possible nor impossible, and a row that the model refuses has no answer.
        return (y.IsNaN() | _share.IsNaN()).Choose(double.NaN, log);
    }

    private (GraphValue Mean, GraphValue StandardDeviation) Moments()
    {
        bool isLinear = !_observation.IsBounded && !_observation.IsLogarithmic;
        GraphValue mean = _mixture.Mean, variance = _mixture.StandardDeviation * _mixture.StandardDeviation;
        if (isLinear && _observation.Spacing > 0)
        {
            var rounded = new RoundedMomentGraph(_graph, _latent, _target);
            (mean, variance) = (rounded.Mean, rounded.Variance);
        }
        else if (!isLinear)
        {
            var smooth = new MomentGraph(_graph, _latent, _target);
            (mean, variance) = (smooth.Mean, smooth.Variance);
        }
        if (_masses is not { } masses)
            return (mean, variance.Apply("Sqrt"));
        GraphValue values = _graph.Constant([.. _values.Select(v => v - _target.Origin)], [1, _values.Length]);
        GraphValue total = _share * mean + (masses * values).Sum(1, keep: true);
        GraphValue distance = mean - total, distances = values - total;
        GraphValue all = _share * (variance + distance * distance)
            + (masses * distances * distances).Sum(1, keep: true);
        return (total, all.Apply("Sqrt"));
    }

    /// <summary>The recorded values of latent ones, both counted from the origin.</summary>
    private GraphValue Recorded(GraphValue s)
    {
        GraphValue y = _observation.IsLogarithmic ? s.Apply("Exp") : s;
        if (_observation.Spacing > 0)
        {
            double offset = _observation.GridOffset - _target.Origin;
            y = ((y - offset) / _observation.Spacing).Apply("Round") * _observation.Spacing + offset;
        }
        return _observation.IsBounded
            ? y.AtLeast(_observation.Lower - _target.Origin).AtMost(_observation.Upper - _target.Origin) : y;
    }
}
