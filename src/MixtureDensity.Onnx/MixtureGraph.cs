namespace MixtureDensity.Onnx;

/// <summary>From the outputs of the networks to one mixture, in double precision and the targets' units.</summary>
/// <remarks>
/// Everything is counted from the origins of the targets, so that large numbers close together keep their digits. The
/// rows that a model refuses are NaN throughout: their inputs are too far from those of the training rows.
/// </remarks>
internal sealed class MixtureGraph
{
    // As DensityModel has it: in standard deviations and variances of the target.
    private const double MaxDistance = 1e9;

    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    private readonly GraphBuilder _graph;
    private readonly IReadOnlyList<TargetScaling> _targets;

    /// <param name="graph">The graph.</param>
    /// <param name="outputs">The outputs of the networks, [N, networks, outputs].</param>
    /// <param name="targets">The targets.</param>
    /// <param name="shape">A network; all have its sizes.</param>
    /// <param name="members">The networks' own standardisation of the targets.</param>
    public MixtureGraph(GraphBuilder graph, GraphValue outputs, IReadOnlyList<TargetScaling> targets,
        MixtureDensityNetwork shape, NetworkWeights[] members)
    {
        (_graph, _targets) = (graph, targets);
        // The last components stand for the point masses, which all networks share.
        int networks = members.Length, all = shape.Components, d = targets.Count;
        MassCount = d == 1 ? targets[0].Observation.PointMasses.Count : 0;
        int k = all - MassCount;
        Components = networks * k;
        HasFactors = shape.Layout.OffDiagonals > 0;
        GraphValue heads = outputs.Cast(ElementType.Double);
        GraphValue logShares = heads.Slice(2, 0, all).LogSoftmax() - Math.Log(networks);
        GraphValue logWeights = logShares.Slice(2, 0, k).Reshape(0, Components);
        GraphValue logLatent = MassCount == 0 ? logWeights : logWeights - logWeights.LogSumExp(1).Unsqueeze(1);

        GraphValue units = Constants((member, t) => targets[t].Deviation * member.TargetDeviations[t]);
        GraphValue shifts = Constants((member, t) =>
            targets[t].Mean + targets[t].Deviation * member.TargetMeans[t]);
        GraphValue means = (heads.Slice(2, all, all + k * d).Reshape(0, networks, k, d) * units + shifts)
            .Reshape(0, Components, d);

        GraphValue factors = FactorsOf(heads, units, shape, networks, k);
        GraphValue scales = !HasFactors ? factors : (factors * factors).Sum(3).Apply("Sqrt");

        var (mean, std) = Moments(logLatent.Apply("Exp"), means, scales);
        GraphValue isNear = IsNear(mean, std);
        LogWeights = OfNear(logWeights, isNear);
        LatentWeights = OfNear(logLatent, isNear).Apply("Exp");
        if (MassCount > 0)
            LogMasses = OfNear(logShares.Slice(2, k, all).LogSumExp(1), isNear);
        Weights = LogWeights.Apply("Exp");
        Means = OfNear(means, isNear.Unsqueeze(2));
        Scales = OfNear(scales, isNear.Unsqueeze(2));
        Factors = OfNear(factors, isNear.Unsqueeze(HasFactors ? [2, 3] : [2]));
        (Mean, StandardDeviation) = (OfNear(mean, isNear), OfNear(std, isNear));
        Origins = graph.Constant([.. targets.Select(t => t.Origin)], [1, d]);

        GraphValue Constants(Func<NetworkWeights, int, double> value) => graph.Constant(
            [.. from member in members from _ in Enumerable.Range(0, k) from t in Enumerable.Range(0, d)
                select value(member, t)],
            [1, networks, k, d]);
    }

    /// <summary>The number of components of all networks together, K.</summary>
    public int Components { get; }

    /// <summary>The number of point masses, J.</summary>
    public int MassCount { get; }

    /// <summary>The number of targets, D.</summary>
    public int Targets => _targets.Count;

    /// <summary>Whether the targets of a component depend on each other: it has a factor of D² entries.</summary>
    public bool HasFactors { get; }

    /// <summary>πₖ, [N, K]; with the point masses they sum to 1.</summary>
    public GraphValue Weights { get; }

    /// <summary>log πₖ, [N, K].</summary>
    public GraphValue LogWeights { get; }

    /// <summary>πₖ of a value that is no point mass, [N, K].</summary>
    public GraphValue LatentWeights { get; }

    /// <summary>log aⱼ of the point masses, [N, J]; null without any.</summary>
    public GraphValue? LogMasses { get; }

    /// <summary>μₖ from the origins, [N, K, D].</summary>
    public GraphValue Means { get; }

    /// <summary>σₖ of each target alone, [N, K, D].</summary>
    public GraphValue Scales { get; }

    /// <summary>The mean from the origins, [N, D].</summary>
    public GraphValue Mean { get; }

    /// <summary>The standard deviation, [N, D].</summary>
    public GraphValue StandardDeviation { get; }

    /// <summary>Where each target counts from, [1, D].</summary>
    public GraphValue Origins { get; }

    /// <summary>Lₖ with the covariance L Lᵀ, [N, K, D, D]; the scales, [N, K, D], where it is diagonal.</summary>
    public GraphValue Factors { get; }

    /// <summary>log p(y), [N, 1], of targets [N, D]; NaN where one is.</summary>
    public GraphValue LogDensity(GraphValue y)
    {
        int d = _targets.Count;
        GraphValue rest = (y - Origins).Unsqueeze(1) - Means; // [N, K, D]
        GraphValue z = HasFactors ? Solve(rest) : rest / Factors;
        GraphValue diagonal = !HasFactors ? Factors
            : Factors.Reshape(0, 0, d * d).Gather(_graph.Constant([.. Range(d).Select(i => i * (d + 1L))], [d]), 2);
        GraphValue terms = LogWeights - (z * z * 0.5 + diagonal.Apply("Log")).Sum(2) - d * HalfLogTwoPi;
        return terms.LogSumExp(1).Unsqueeze(1);
    }

    private GraphValue FactorsOf(
        GraphValue heads, GraphValue units, MixtureDensityNetwork shape, int networks, int k)
    {
        MixtureLayout layout = shape.Layout;
        int d = _targets.Count, from = layout.FirstScale, blocks = Math.Min(layout.Blocks, k), logs = layout.Logs;
        GraphValue entries = heads.Slice(2, from, from + blocks * layout.Entries)
            .Reshape(0, networks, blocks, layout.Entries);
        var (lower, upper) = shape.LogScaleBounds;
        GraphValue diagonal = entries.Slice(3, 0, logs).Clip(lower, upper).Apply("Exp");
        return !HasFactors ? (diagonal * units).Reshape(0, Components, d)
            : (Triangle(diagonal, entries.Slice(3, logs, layout.Entries), d) * units.Unsqueeze(4))
                .Reshape(0, Components, d, d);
    }

    // L z = rest, by forward substitution.
    private GraphValue Solve(GraphValue rest)
    {
        List<GraphValue> z = [];
        for (int d = 0; d < _targets.Count; d++)
        {
            GraphValue row = Factors.Slice(2, d, d + 1).Squeeze(2); // [N, K, D]
            GraphValue own = rest.Slice(2, d, d + 1);
            if (d > 0)
                own -= (row.Slice(2, 0, d) * GraphValue.Concat(2, z)).Sum(2, keep: true);
            z.Add(own / row.Slice(2, d, d + 1));
        }
        return GraphValue.Concat(2, z);
    }

    // L from its diagonal and the entries below it, row by row, [N, networks, blocks, D, D].
    private GraphValue Triangle(GraphValue diagonal, GraphValue below, int d)
    {
        GraphValue zero = diagonal.Slice(3, 0, 1) * 0;
        long none = d + d * (d - 1) / 2;
        long[] places = [.. from row in Range(d) from column in Range(d)
            select column == row ? row : column < row ? d + row * (row - 1) / 2 + column : none];
        return GraphValue.Concat(3, [diagonal, below, zero]).Gather(_graph.Constant(places, [d, d]), 3);
    }

    private static (GraphValue Mean, GraphValue StandardDeviation) Moments(GraphValue weights, GraphValue means,
        GraphValue scales)
    {
        GraphValue w = weights.Unsqueeze(2), mean = (w * means).Sum(1, keep: true), distance = means - mean;
        return (mean.Squeeze(1), (w * (scales * scales + distance * distance)).Sum(1).Apply("Sqrt"));
    }

    private GraphValue IsNear(GraphValue mean, GraphValue std)
    {
        int d = _targets.Count;
        GraphValue centres = _graph.Constant([.. _targets.Select(t => t.Mean)], [1, d]);
        GraphValue deviations = _graph.Constant([.. _targets.Select(t => t.Deviation)], [1, d]);
        GraphValue spread = std / deviations;
        GraphValue isNear = ((mean - centres) / deviations).Apply("Abs") + spread * spread < MaxDistance;
        // All targets are: [N, 1].
        return isNear.Cast(ElementType.Double).Sum(1, keep: true) > d - 0.5;
    }

    /// <summary>The value in rows that the model does not refuse, NaN elsewhere.</summary>
    private GraphValue OfNear(GraphValue value, GraphValue isNear) =>
        isNear.Choose(value, _graph.Scalar(ElementType.Double, double.NaN));

    private static IEnumerable<int> Range(int count) => Enumerable.Range(0, count);
}
