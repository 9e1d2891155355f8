namespace MixtureDensity.Onnx;

/// <summary>Standard normal variables between two ends a and b: their probabilities without cancellation.</summary>
/// <remarks>
/// Probabilities are differences of the tail that is the smaller one at a: of the upper tail if a is above 0. All are
/// in units of exp(−r²/2), where r is the distance of [a, b] from 0, so that they are numbers however far away it is.
/// </remarks>
internal sealed class TruncatedTails
{
    private readonly GraphValue _sign; // of the tail's direction
    private readonly GraphValue _logUnit; // r²/2
    private readonly GraphValue _belowEnd; // the tail at a

    /// <param name="a">The lower ends.</param>
    /// <param name="b">The upper ends.</param>
    public TruncatedTails(GraphValue a, GraphValue b)
    {
        GraphValue isRight = a > 0;
        _sign = isRight.Choose(1, a.Graph.Scalar(ElementType.Double, -1));
        GraphValue r = isRight.Choose(a, (-b).AtLeast(0));
        _logUnit = r * r * 0.5;
        _belowEnd = Tail(a, Kernel(a));
        Whole = Below(b, Kernel(b));
    }

    /// <summary>P(a ≤ Z ≤ b) in these units.</summary>
    public GraphValue Whole { get; }

    /// <summary>exp(−z²/2) in these units.</summary>
    public GraphValue Kernel(GraphValue z) => (_logUnit - z * z * 0.5).Apply("Exp");

    /// <summary>P(a ≤ Z ≤ z) in these units.</summary>
    /// <param name="z">A value between the ends.</param>
    /// <param name="kernel">Its kernel.</param>
    public GraphValue Below(GraphValue z, GraphValue kernel) => (Tail(z, kernel) - _belowEnd).Apply("Abs");

    private GraphValue Tail(GraphValue z, GraphValue kernel)
    {
        GraphValue tail = kernel * NormalGraph.ScaledTail(z.Apply("Abs"));
        return (z * _sign < 0).Choose(-tail + 1, tail);
    }
}
