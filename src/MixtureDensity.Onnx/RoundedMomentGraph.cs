namespace MixtureDensity.Onnx;

/// <summary>Mean and standard deviation of a value that was rounded and no more, point masses apart.</summary>
/// <remarks>
/// Of a component with σ ≥ h/2 the rounding error e is a Fourier series whose second term is below 1e-8: with d the
/// distance of the mean from a value of the grid, θ = 2πd/h and ω = exp(−2π²σ²/h²), E[e] = −h/π ω sin θ, E[e²] = h²/12
/// − h²/π² ω cos θ and Cov(X, e) = −2σ² ω cos θ. A narrower one is a sum over nine cells: E[n] and E[n²] are sums of
/// the tails that their edges cut off.
/// Source: the Fourier series of x − round(x), and E[exp(iωX)] of a normal X.
/// </remarks>
internal sealed class RoundedMomentGraph
{
    private const int EdgesOnASide = 4;

    /// <param name="graph">The graph.</param>
    /// <param name="latent">The latent mixture, without bounds.</param>
    /// <param name="target">The target.</param>
    public RoundedMomentGraph(GraphBuilder graph, LatentGraph latent, TargetScaling target)
    {
        double h = target.Observation.Spacing, offset = target.Observation.GridOffset - target.Origin;
        GraphValue scales = latent.Scales / h, square = scales * scales; // all below in units of h
        GraphValue places = (latent.Means - offset) / h, nearest = places.Apply("Round"), distance = places - nearest;

        GraphValue wave = (square * (-2 * Math.PI * Math.PI)).Apply("Exp"), angle = distance * (2 * Math.PI);
        GraphValue error = wave * angle.Apply("Sin") * (-1 / Math.PI);
        // The runtimes have Cos in single precision only.
        GraphValue cosine = wave * (angle + Math.PI / 2).Apply("Sin");
        GraphValue wide = square * (cosine * -4 + 1) + (cosine * (-1 / (Math.PI * Math.PI)) + 1.0 / 12) - error * error;

        // Four edges above the mean, then four below it.
        double[] edges = [.. Enumerable.Range(0, EdgesOnASide).Select(i => i + 0.5)];
        double[] signs = [.. edges.Select(_ => 1.0), .. edges.Select(_ => -1.0)];
        GraphValue z = (Row([.. edges, .. edges]) - distance.Unsqueeze(2) * Row(signs)) / scales.Unsqueeze(2);
        GraphValue tails = NormalGraph.Kernel(z) * NormalGraph.ScaledTail(z);
        GraphValue first = (tails * Row(signs)).Sum(2);
        // Beyond the edge at n + ½, n² grows by 2n + 1.
        GraphValue second = (tails * Row([.. edges.Concat(edges).Select(e => 2 * e)])).Sum(2);

        GraphValue isNarrow = scales < 0.5;
        GraphValue means = nearest + isNarrow.Choose(first, distance + error);
        GraphValue variances = isNarrow.Choose(second - first * first, wide);
        GraphValue mean = (latent.Weights * means).Sum(1, keep: true), apart = means - mean;
        Mean = mean * h + offset;
        Variance = (latent.Weights * (variances + apart * apart)).Sum(1, keep: true) * (h * h);

        GraphValue Row(double[] values) => graph.Constant(values, [1, 1, values.Length]);
    }

    /// <summary>The mean from the origin, [N, 1].</summary>
    public GraphValue Mean { get; }

    /// <summary>The variance, [N, 1].</summary>
    public GraphValue Variance { get; }
}
