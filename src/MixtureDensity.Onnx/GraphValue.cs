namespace MixtureDensity.Onnx;

/// <summary>A tensor in a graph; what is computed of it adds nodes, so that formulas read as formulas.</summary>
/// <param name="Graph">The graph that gets the nodes.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its entries.</param>
internal readonly record struct GraphValue(GraphBuilder Graph, string Name, ElementType Type)
{
    public static GraphValue operator +(GraphValue a, GraphValue b) => a.Apply("Add", b);

    public static GraphValue operator -(GraphValue a, GraphValue b) => a.Apply("Sub", b);

    public static GraphValue operator *(GraphValue a, GraphValue b) => a.Apply("Mul", b);

    public static GraphValue operator /(GraphValue a, GraphValue b) => a.Apply("Div", b);

    public static GraphValue operator +(GraphValue a, double b) => a + a.Scalar(b);

    public static GraphValue operator -(GraphValue a, double b) => a - a.Scalar(b);

    public static GraphValue operator *(GraphValue a, double b) => a * a.Scalar(b);

    public static GraphValue operator /(GraphValue a, double b) => a / a.Scalar(b);

    public static GraphValue operator -(GraphValue a) => a.Apply("Neg");

    public static GraphValue operator <(GraphValue a, GraphValue b) => a.Compare("Less", b);

    public static GraphValue operator >(GraphValue a, GraphValue b) => a.Compare("Greater", b);

    public static GraphValue operator <=(GraphValue a, GraphValue b) => a.Compare("LessOrEqual", b);

    public static GraphValue operator >=(GraphValue a, GraphValue b) => a.Compare("GreaterOrEqual", b);

    public static GraphValue operator <(GraphValue a, double b) => a < a.Scalar(b);

    public static GraphValue operator >(GraphValue a, double b) => a > a.Scalar(b);

    public static GraphValue operator &(GraphValue a, GraphValue b) => a.Compare("And", b);

    public static GraphValue operator |(GraphValue a, GraphValue b) => a.Compare("Or", b);

    /// <summary>An operator that keeps the type.</summary>
    public GraphValue Apply(string op) => Graph.Add(op, Type, [this]);

    /// <summary>An operator whose result has another type.</summary>
    public GraphValue Apply(string op, ElementType type) => Graph.Add(op, type, [this]);

    /// <summary>An operator on pairs of entries, with broadcasting.</summary>
    public GraphValue Apply(string op, GraphValue other) => Inner(other).Add(op, Type, [this, other]);

    /// <summary>The larger of each pair of entries.</summary>
    public GraphValue AtLeast(GraphValue other) => Apply("Max", other);

    /// <inheritdoc cref="AtLeast(GraphValue)"/>
    public GraphValue AtLeast(double other) => AtLeast(Scalar(other));

    /// <summary>The smaller of each pair of entries.</summary>
    public GraphValue AtMost(GraphValue other) => Apply("Min", other);

    /// <inheritdoc cref="AtMost(GraphValue)"/>
    public GraphValue AtMost(double other) => AtMost(Scalar(other));

    /// <summary>Where entries are equal.</summary>
    public GraphValue Is(GraphValue other) => Compare("Equal", other);

    /// <summary>Where an entry is NaN.</summary>
    public GraphValue IsNaN() => Graph.Add("IsNaN", ElementType.Bool, [this]);

    /// <summary>One value where this condition holds, another elsewhere.</summary>
    public GraphValue Choose(GraphValue met, GraphValue otherwise) =>
        Inner(met).Add("Where", met.Type, [this, met, otherwise]);

    /// <inheritdoc cref="Choose(GraphValue, GraphValue)"/>
    public GraphValue Choose(GraphValue met, double otherwise) => Choose(met, met.Scalar(otherwise));

    /// <inheritdoc cref="Choose(GraphValue, GraphValue)"/>
    public GraphValue Choose(double met, GraphValue otherwise) => Choose(otherwise.Scalar(met), otherwise);

    /// <summary>The same entries as another type.</summary>
    public GraphValue Cast(ElementType type) =>
        type == Type ? this : Graph.Add("Cast", type, [this], NodeAttribute.From("to", (long)type));

    /// <summary>The entries clipped to bounds.</summary>
    public GraphValue Clip(double low, double high) => Graph.Add("Clip", Type, [this, Scalar(low), Scalar(high)]);

    /// <summary>The same entries in another shape; 0 keeps a dimension and −1 is what remains.</summary>
    public GraphValue Reshape(params ReadOnlySpan<long> shape) => Graph.Add("Reshape", Type, [this, Ints(shape)]);

    /// <summary>With new dimensions of length 1.</summary>
    public GraphValue Unsqueeze(params ReadOnlySpan<long> axes) => Graph.Add("Unsqueeze", Type, [this, Ints(axes)]);

    /// <summary>Without a dimension of length 1.</summary>
    public GraphValue Squeeze(long axis) => Graph.Add("Squeeze", Type, [this, Ints(axis)]);

    /// <summary>With the dimensions in another order.</summary>
    public GraphValue Transpose(params ReadOnlySpan<long> order) =>
        Graph.Add("Transpose", Type, [this], NodeAttribute.From("perm", order));

    /// <summary>A slice of a dimension.</summary>
    public GraphValue Slice(long axis, long from, long to) =>
        Graph.Add("Slice", Type, [this, Ints(from), Ints(to), Ints(axis)]);

    /// <summary>The entries of a dimension at some indices.</summary>
    public GraphValue Gather(GraphValue places, long axis) =>
        Graph.Add("Gather", Type, [this, places], NodeAttribute.From("axis", axis));

    /// <summary>The sum over a dimension.</summary>
    public GraphValue Sum(long axis, bool keep = false) =>
        Graph.Add("ReduceSum", Type, [this, Ints(axis)], NodeAttribute.From("keepdims", keep ? 1 : 0));

    /// <summary>The least entry of a dimension.</summary>
    public GraphValue Min(long axis) =>
        Graph.Add("ReduceMin", Type, [this], NodeAttribute.From("axes", [axis]), NodeAttribute.From("keepdims", 0));

    /// <summary>The largest entry of a dimension.</summary>
    public GraphValue Max(long axis) =>
        Graph.Add("ReduceMax", Type, [this], NodeAttribute.From("axes", [axis]), NodeAttribute.From("keepdims", 0));

    /// <summary>log Σ exp over a dimension.</summary>
    public GraphValue LogSumExp(long axis) => Graph.Add(
        "ReduceLogSumExp", Type, [this], NodeAttribute.From("axes", [axis]), NodeAttribute.From("keepdims", 0));

    /// <summary>log softmax over the last dimension.</summary>
    public GraphValue LogSoftmax() => Graph.Add("LogSoftmax", Type, [this], NodeAttribute.From("axis", -1));

    /// <summary>How many entries of this condition are true.</summary>
    public GraphValue Count() =>
        Graph.Add("ReduceSum", ElementType.Int64, [Cast(ElementType.Int64)], NodeAttribute.From("keepdims", 0));

    /// <summary>Tensors, concatenated along a dimension.</summary>
    public static GraphValue Concat(long axis, IReadOnlyList<GraphValue> values) => values.Count == 1 ? values[0]
        : values[0].Graph.Add("Concat", values[0].Type, [.. values], NodeAttribute.From("axis", axis));

    private GraphValue Compare(string op, GraphValue other) => Inner(other).Add(op, ElementType.Bool, [this, other]);

    // A loop's body may use values of the graph around it; the graph cannot use values of the body.
    private GraphBuilder Inner(GraphValue other) => Graph.IsBody ? Graph : other.Graph;

    private GraphValue Scalar(double value) => Graph.Scalar(Type, value);

    private GraphValue Ints(params ReadOnlySpan<long> values) => Graph.Constant(values, [values.Length]);
}
