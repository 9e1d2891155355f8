using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace MixtureDensity.Onnx;

/// <summary>Builds a graph node by node. Every value has a name that no other has, whatever the columns are called.
/// </summary>
internal sealed class GraphBuilder
{
    // Its first dimension is the number of rows.
    private const string Rows = "N";

    private readonly GraphBuilder _root;
    private readonly HashSet<string> _taken = [];
    private readonly Dictionary<(ElementType, double), GraphValue> _scalars = [];
    private int _count;

    /// <param name="name">The graph's name.</param>
    /// <param name="reserved">Names of inputs and outputs, which no value between them may have.</param>
    public GraphBuilder(string name, IEnumerable<string> reserved)
    {
        _root = this;
        Graph = new GraphProto { Name = name };
        _taken.UnionWith(reserved);
    }

    private GraphBuilder(GraphBuilder root, string name)
    {
        _root = root;
        Graph = new GraphProto { Name = name };
    }

    /// <summary>The graph.</summary>
    public GraphProto Graph { get; }

    /// <summary>Whether it is the body of a loop.</summary>
    public bool IsBody => _root != this;

    /// <summary>Adds an input, [N, 1].</summary>
    public GraphValue AddInput(string name, ElementType type, string description)
    {
        Graph.Input.Add(Describe(name, type, ShapeOfRows([1]), description));
        return new GraphValue(this, name, type);
    }

    /// <summary>Adds an output, [N, …].</summary>
    public void AddOutput(string name, GraphValue value, ReadOnlySpan<long> dimensions, string description)
    {
        var node = new NodeProto { OpType = "Identity", Name = $"output {name}" };
        node.Input.Add(value.Name);
        node.Output.Add(name);
        Graph.Node.Add(node);
        Graph.Output.Add(Describe(name, value.Type, ShapeOfRows(dimensions), description));
    }

    /// <summary>Adds a node with one output.</summary>
    public GraphValue Add(string op, ElementType type, ReadOnlySpan<GraphValue> inputs,
        params ReadOnlySpan<AttributeProto> attributes) =>
        Add(op, "", [type], inputs, attributes)[0];

    /// <summary>Adds a node of some domain and with several outputs.</summary>
    public GraphValue[] Add(string op, string domain, ReadOnlySpan<ElementType> types,
        ReadOnlySpan<GraphValue> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = op, Domain = domain };
        foreach (GraphValue input in inputs)
            node.Input.Add(input.Name);
        foreach (AttributeProto attribute in attributes)
            node.Attribute.Add(attribute);
        var outputs = new GraphValue[types.Length];
        for (int i = 0; i < types.Length; i++)
        {
            outputs[i] = new GraphValue(this, NewName(op), types[i]);
            node.Output.Add(outputs[i].Name);
        }
        node.Name = outputs[0].Name;
        Graph.Node.Add(node);
        return outputs;
    }

    /// <summary>A constant that broadcasts to every shape.</summary>
    public GraphValue Scalar(ElementType type, double value)
    {
        if (!_root._scalars.TryGetValue((type, value), out GraphValue scalar))
        {
            scalar = type switch
            {
                ElementType.Float => Constant([(float)value], []),
                ElementType.Int64 => Constant([(long)value], []),
                ElementType.Bool => Constant<byte>(ElementType.Bool, [(byte)(value != 0 ? 1 : 0)], []),
                _ => Constant([value], []),
            };
            _root._scalars.Add((type, value), scalar);
        }
        return new GraphValue(this, scalar.Name, type);
    }

    /// <summary>A constant tensor.</summary>
    public GraphValue Constant(ReadOnlySpan<double> values, ReadOnlySpan<long> shape) =>
        Constant(ElementType.Double, values, shape);

    /// <inheritdoc cref="Constant(ReadOnlySpan{double}, ReadOnlySpan{long})"/>
    public GraphValue Constant(ReadOnlySpan<float> values, ReadOnlySpan<long> shape) =>
        Constant(ElementType.Float, values, shape);

    /// <inheritdoc cref="Constant(ReadOnlySpan{double}, ReadOnlySpan{long})"/>
    public GraphValue Constant(ReadOnlySpan<long> values, ReadOnlySpan<long> shape) =>
        Constant(ElementType.Int64, values, shape);

    /// <summary>
    /// Runs a body again and again: at most <paramref name="maxSteps"/> times, and until it says that it is done.
    /// </summary>
    /// <param name="name">The body's name.</param>
    /// <param name="maxSteps">How often at most.</param>
    /// <param name="dimensions">The dimensions of the state's tensors, [N, …].</param>
    /// <param name="state">What the first run begins with.</param>
    /// <param name="body">Makes the next state, and says whether another run is needed. It may use values of this
    /// graph.</param>
    /// <returns>The last state.</returns>
    public GraphValue[] Loop(string name, long maxSteps, ReadOnlySpan<long> dimensions, GraphValue[] state,
        Func<GraphValue[], (GraphValue GoOn, GraphValue[] Next)> body)
    {
        var inner = new GraphBuilder(_root, name);
        TensorShapeProto scalar = new(), rows = ShapeOfRows(dimensions);
        inner.AddBodyInput(ElementType.Int64, scalar);
        inner.AddBodyInput(ElementType.Bool, scalar);
        var (goOn, next) = body([.. state.Select(s => inner.AddBodyInput(s.Type, rows))]);
        inner.Graph.Output.Add(Describe(goOn.Name, goOn.Type, scalar));
        foreach (GraphValue value in next)
            inner.Graph.Output.Add(Describe(value.Name, value.Type, rows));
        return Add("Loop", "", [.. state.Select(s => s.Type)],
            [Scalar(ElementType.Int64, maxSteps), Scalar(ElementType.Bool, 1), .. state],
            NodeAttribute.From("body", inner.Graph));
    }

    private GraphValue Constant<T>(ElementType type, ReadOnlySpan<T> values, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var tensor = new TensorProto
        {
            Name = NewName("constant"),
            DataType = (int)type,
            // Little-endian, as this machine's memory is.
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
        };
        tensor.Dims.AddRange(shape.ToArray());
        _root.Graph.Initializer.Add(tensor);
        return new GraphValue(this, tensor.Name, type);
    }

    private GraphValue AddBodyInput(ElementType type, TensorShapeProto shape)
    {
        string name = NewName("state");
        Graph.Input.Add(Describe(name, type, shape));
        return new GraphValue(this, name, type);
    }

    private string NewName(string kind)
    {
        string name;
        do
            name = $"{kind}_{++_root._count}";
        while (!_root._taken.Add(name));
        return name;
    }

    private static ValueInfoProto Describe(string name, ElementType type, TensorShapeProto shape,
        string description = "") => new()
        {
            Name = name,
            DocString = description,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape },
            },
        };

    private static TensorShapeProto ShapeOfRows(ReadOnlySpan<long> dimensions)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = Rows });
        foreach (long size in dimensions)
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        return shape;
    }
}
