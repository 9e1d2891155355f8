namespace MixtureDensity.Onnx;

/// <summary>
/// All networks of a model at once: their weights are stacked along a new first dimension, so that an ensemble has as
/// many nodes as one network.
/// </summary>
internal sealed class EnsembleGraph
{
    private readonly MixtureDensityNetwork _shape;
    private readonly NetworkWeights[] _members;
    private readonly GraphBuilder _graph;

    /// <param name="graph">The graph.</param>
    /// <param name="shape">A network; all have its sizes.</param>
    /// <param name="members">The weights of each.</param>
    public EnsembleGraph(GraphBuilder graph, MixtureDensityNetwork shape, NetworkWeights[] members) =>
        (_graph, _shape, _members) = (graph, shape, members);

    /// <summary>The outputs of the heads, float [N, networks, outputs].</summary>
    public GraphValue Run(InputGraph inputs)
    {
        int networks = _members.Length;
        // [N, networks · units] to [networks, N, units].
        GraphValue h = Activate(FirstLayer(inputs).Reshape(0, networks, _shape.Hidden[0]).Transpose(1, 0, 2));
        for (int layer = 1; layer <= _shape.Hidden.Count; layer++)
        {
            int from = _shape.Hidden[layer - 1], to = _members[0].Biases[layer].Length;
            GraphValue weights = Stacked(member => Transposed(member.Weights[layer], to, from), [networks, from, to]);
            GraphValue biases = Stacked(member => member.Biases[layer], [networks, 1, to]);
            h = h.Apply("MatMul", weights) + biases;
            if (layer < _shape.Hidden.Count)
                h = Activate(h);
        }
        return h.Transpose(1, 0, 2);
    }

    // A product with the numbers, and for each column of texts the weights of its category: [N, networks · units].
    private GraphValue FirstLayer(InputGraph inputs)
    {
        int units = _shape.Hidden[0], all = _members.Length * units;
        GraphValue sum = Stacked(member => member.Biases[0], [1, all]);
        if (inputs.Numbers is { } numbers)
            sum = numbers.Apply("MatMul", _graph.Constant(Rows(inputs.Order), [inputs.Order.Count, all])) + sum;
        foreach (var (places, from, width) in inputs.Categories)
        {
            float[] rows = Rows([.. Enumerable.Range(from, width)]);
            float[] mean = [.. Enumerable.Range(0, all).Select(unit =>
                (float)Enumerable.Range(0, width).Average(place => (double)rows[place * all + unit]))];
            sum = _graph.Constant([.. rows, .. mean], [width + 1, all]).Gather(places, axis: 0) + sum;
        }
        return sum;

        // The weights of some entries of an encoded row, [entries, networks · units].
        float[] Rows(IReadOnlyList<int> entries)
        {
            var rows = new float[entries.Count * all];
            for (int i = 0; i < entries.Count; i++)
            {
                for (int unit = 0; unit < all; unit++)
                    rows[i * all + unit] =
                        _members[unit / units].Weights[0][unit % units * _shape.Inputs + entries[i]];
            }
            return rows;
        }
    }

    private GraphValue Activate(GraphValue h) => _shape.Activation switch
    {
        Activation.Tanh => h.Apply("Tanh"),
        Activation.ReLU => h.Apply("Relu"),
        Activation.SiLU => h * h.Apply("Sigmoid"),
        _ => throw new ArgumentException($"ONNX has no activation {_shape.Activation}."),
    };

    private GraphValue Stacked(Func<NetworkWeights, float[]> part, ReadOnlySpan<long> shape) =>
        _graph.Constant([.. _members.SelectMany(part)], shape);

    private static float[] Transposed(float[] matrix, int rows, int columns)
    {
        var transposed = new float[matrix.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                transposed[column * rows + row] = matrix[row * columns + column];
        }
        return transposed;
    }
}
