namespace MixtureDensity.Onnx;

/// <summary>
/// From the columns of a table to what the first layer takes: numbers as a matrix, texts as places of categories.
/// </summary>
internal sealed class InputGraph
{
    private readonly GraphBuilder _graph;
    private readonly Dictionary<string, GraphValue> _columns = [];
    private readonly Dictionary<string, CalendarGraph> _calendars = [];
    private readonly List<int> _order = [];

    /// <param name="graph">The graph, which gets an input for each column.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="names">The names of the inputs by column.</param>
    public InputGraph(GraphBuilder graph, TableSchema schema, IReadOnlyDictionary<string, string> names)
    {
        _graph = graph;
        foreach (InputEncoding input in schema.Inputs)
        {
            if (!_columns.ContainsKey(input.Name))
                _columns.Add(input.Name, graph.AddInput(names[input.Name],
                    input is OneHotEncoding ? ElementType.String : ElementType.Double,
                    input is OneHotEncoding ? $"{input.Name}; an empty text is missing"
                        : $"{input.Name}; NaN is missing"));
        }
        int place = 0;
        List<(NumericEncoding Encoding, int Place)> numbers = [];
        List<(OneHotEncoding Encoding, int Place)> texts = [];
        foreach (InputEncoding input in schema.Inputs)
        {
            if (input is NumericEncoding numeric)
                numbers.Add((numeric, place));
            else
                texts.Add(((OneHotEncoding)input, place));
            place += input.Width;
        }
        Categories = [.. texts.Select(t => (PlacesOf(t.Encoding), t.Place, t.Encoding.Width))];
        Numbers = numbers.Count == 0 ? null : Encode(numbers);
    }

    /// <summary>The encoded numbers, float [N, columns]; null where there are only texts.</summary>
    public GraphValue? Numbers { get; }

    /// <summary>Which entry of an encoded row each column of the numbers is.</summary>
    public IReadOnlyList<int> Order => _order;

    /// <summary>
    /// For each column of texts: the category of each cell, [N], as an index below the width, or the width itself for a
    /// text that is spread evenly over all categories; where the column begins in an encoded row; and its width.
    /// </summary>
    public IReadOnlyList<(GraphValue Places, int From, int Width)> Categories { get; }

    private GraphValue PlacesOf(OneHotEncoding encoding)
    {
        // As in EncodedTable: an unknown text without a category of its own is spread evenly over all.
        long none = encoding.Width, other = encoding.HasOther ? encoding.Width - 1 : none;
        List<string> keys = [.. encoding.Categories];
        List<long> values = [.. Enumerable.Range(0, keys.Count).Select(i => (long)i)];
        if (!keys.Contains(""))
        {
            keys.Add("");
            values.Add(encoding.HasMissing ? encoding.Categories.Count : none);
        }
        return _graph.Add("LabelEncoder", OnnxModel.MachineLearning, [ElementType.Int64], [_columns[encoding.Name]],
            NodeAttribute.From("keys_strings", keys), NodeAttribute.From("values_int64s", [.. values]),
            NodeAttribute.From("default_int64", other))[0].Squeeze(1);
    }

    private GraphValue NumberOf(NumericEncoding encoding)
    {
        GraphValue column = _columns[encoding.Name];
        // NaN is neither less nor greater, and stays.
        if (encoding.Min is { } min)
            column = (column < min).Choose(_graph.Scalar(ElementType.Double, min), column);
        if (encoding.Max is { } max)
            column = (column > max).Choose(_graph.Scalar(ElementType.Double, max), column);
        if (encoding.Part == CalendarPart.None)
            return column;
        if (!_calendars.TryGetValue(encoding.Name, out CalendarGraph? calendar))
            _calendars.Add(encoding.Name, calendar = new CalendarGraph(column));
        return calendar.Part(encoding.Part);
    }

    // In double precision up to the last step, so that large numbers close to each other keep their digits.
    private GraphValue Encode(List<(NumericEncoding Encoding, int Place)> numbers)
    {
        NumericEncoding[] encodings = [.. numbers.Select(n => n.Encoding)];
        GraphValue raw = GraphValue.Concat(1, [.. encodings.Select(NumberOf)]);
        GraphValue isMissing = raw.IsNaN();
        GraphValue means = Row(encodings.Select(e => e.Mean));
        GraphValue cells = isMissing.Choose(means, raw);
        List<GraphValue> parts = [((cells - means) / Row(encodings.Select(e => e.Deviation))).Cast(ElementType.Float)];
        _order.AddRange(numbers.Select(n => n.Place));

        (PleBin Bin, int Column, int Place)[] bins = [.. numbers.SelectMany((n, column) =>
            n.Encoding.Bins.Select((bin, i) => (bin, column, n.Place + 1 + i)))];
        if (bins.Length > 0)
        {
            GraphValue own = cells.Gather(Places(bins.Select(b => b.Column)), axis: 1);
            GraphValue position = ((own - Row(bins.Select(b => b.Bin.From)))
                / Row(bins.Select(b => b.Bin.To - b.Bin.From))).Clip(0, 1);
            parts.Add(((position - Row(bins.Select(b => b.Bin.Mean))) * 2).Cast(ElementType.Float));
            _order.AddRange(bins.Select(b => b.Place));
        }

        int[] flagged = [.. Enumerable.Range(0, numbers.Count).Where(column => encodings[column].HasMissing)];
        if (flagged.Length > 0)
        {
            parts.Add(isMissing.Cast(ElementType.Float).Gather(Places(flagged), axis: 1));
            _order.AddRange(flagged.Select(column => numbers[column].Place + encodings[column].Width - 1));
        }
        return GraphValue.Concat(1, parts);
    }

    private GraphValue Row(IEnumerable<double> values)
    {
        double[] row = [.. values];
        return _graph.Constant(row, [1, row.Length]);
    }

    private GraphValue Places(IEnumerable<int> values)
    {
        long[] places = [.. values.Select(v => (long)v)];
        return _graph.Constant(places, [places.Length]);
    }
}
