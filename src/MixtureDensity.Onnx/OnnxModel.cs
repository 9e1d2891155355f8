using Onnx;
using TorchSharp;

namespace MixtureDensity.Onnx;

/// <summary>Models as ONNX: one graph from the columns of a table to the distribution of the targets.</summary>
public static class OnnxModel
{
    internal const string MachineLearning = "ai.onnx.ml";

    // Old enough for the ONNX Runtime of Debian 12; no newer operator is needed.
    private const int IrVersion = 8, OperatorSet = 17, MachineLearningSet = 3;

    // A protobuf message holds 2 GB; 16 MB are kept for all that is not weights.
    private const long MaxWeights = (int.MaxValue - (1 << 24)) / sizeof(float);

    private static readonly string[] Outputs =
        ["weights", "means", "scales", "factors", "masses", "mean", "std", "quantiles", "log_density"];

    /// <summary>The model as an ONNX graph of standard operators.</summary>
    /// <remarks>
    /// <para>
    /// Inputs, each [N, 1], are named as the columns: numbers as double with NaN where a cell is missing, times as days
    /// since 1970-01-01, texts as string with "" where a cell is missing.
    /// </para>
    /// <para>
    /// Outputs, all double, in the units of the targets: <c>weights</c> [N, K]; <c>means</c> [N, K, D]; <c>scales</c>
    /// [N, K, D], or <c>factors</c> L of the covariances L Lᵀ, [N, K, D, D], where targets depend on each other;
    /// <c>masses</c> [N, J], where a target has point masses; <c>mean</c> and <c>std</c> [N, D]; <c>quantiles</c>
    /// [N, D, levels]; <c>log_density</c> [N, 1]. They are NaN in a row whose inputs are too far from those of the
    /// training rows.
    /// </para>
    /// <para>
    /// Where a single target is rounded, has bounds or point masses, or is modelled by its logarithm, the components
    /// are those of the latent value, and the rest is that of the value as it is recorded, as with
    /// <see cref="ObservedMixture"/>. The metadata <c>targets</c> say how one follows from the other.
    /// </para>
    /// </remarks>
    /// <param name="model">The model; its networks are alike and in single precision, as those of a model file.</param>
    /// <param name="options">What the graph computes; the defaults if null.</param>
    /// <returns>The message, which <c>ToByteArray</c> or <c>WriteTo</c> makes a file of.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or no ONNX graph expresses the model.</exception>
    public static ModelProto ToOnnx(this DensityModel model, OnnxOptions? options = null)
    {
        options ??= new OnnxOptions();
        OptionRange.Validate(options);
        Validate(model);
        TableSchema schema = model.Schema;
        string[] columns = [.. schema.Inputs.Select(i => i.Name).Distinct(),
            .. options.LogDensity ? schema.Targets.Select(t => t.Name) : []];
        Dictionary<string, string> names = InputNames(columns);
        var graph = new GraphBuilder("mixture_density", [.. names.Values, .. Outputs]);

        NetworkWeights[] members = [.. model.Networks.Select(n => new NetworkWeights(n))];
        var inputs = new InputGraph(graph, schema, names);
        GraphValue outputs = new EnsembleGraph(graph, model.Networks[0], members).Run(inputs);
        var mixture = new MixtureGraph(graph, outputs, schema.Targets, model.Networks[0], members);
        AddOutputs(graph, mixture, model, options, names);

        var proto = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "MixtureDensity.Onnx",
            ProducerVersion = typeof(OnnxModel).Assembly.GetName().Version!.ToString(3),
            DocString = $"{model}: p({string.Join(", ", schema.Targets.Select(t => t.Name))} | "
                + $"{string.Join(", ", schema.Inputs.Select(i => i.Name).Distinct())})",
            Graph = graph.Graph,
        };
        proto.OpsetImport.Add(new OperatorSetIdProto { Version = OperatorSet });
        proto.OpsetImport.Add(new OperatorSetIdProto { Domain = MachineLearning, Version = MachineLearningSet });
        proto.MetadataProps.AddRange(OnnxMetadata.Describe(model, options, names));
        return proto;
    }

    private static void AddOutputs(GraphBuilder graph, MixtureGraph mixture, DensityModel model, OnnxOptions options,
        Dictionary<string, string> names)
    {
        IReadOnlyList<TargetScaling> targets = model.Schema.Targets;
        int k = mixture.Components, d = targets.Count;
        // Of several targets the rounding only bounds the scales.
        ObservationGraph? observed = d > 1 || targets[0].Observation.IsExact ? null : new(graph, mixture, targets[0]);
        GraphValue origins = mixture.Origins;
        graph.AddOutput("weights", mixture.Weights, [k], "the weights of the components");
        graph.AddOutput("means", mixture.Means + origins, [k, d], "the means of the components");
        if (mixture.HasFactors)
            graph.AddOutput("factors", mixture.Factors, [k, d, d],
                "lower triangles L of the components' covariances L Lᵀ");
        else
            graph.AddOutput("scales", mixture.Factors, [k, d], "the standard deviations of the components");
        if (mixture.LogMasses is { } logMasses)
            graph.AddOutput("masses", logMasses.Apply("Exp"), [mixture.MassCount],
                "the probabilities of the point masses in the metadata");
        graph.AddOutput("mean", (observed?.Mean ?? mixture.Mean) + origins, [d], "the means of the targets");
        graph.AddOutput("std", observed?.StandardDeviation ?? mixture.StandardDeviation, [d],
            "the standard deviations of the targets");
        if (options.Quantiles.Count > 0)
        {
            GraphValue quantiles = observed?.Quantiles(options.Quantiles)
                ?? new QuantileGraph(graph, mixture, options.Quantiles).Quantiles;
            graph.AddOutput("quantiles", quantiles + origins.Unsqueeze(2),
                [d, options.Quantiles.Count], "the quantiles of the targets at the probabilities in the metadata");
        }
        if (options.LogDensity)
        {
            GraphValue y = GraphValue.Concat(1, [.. targets.Select(t =>
                graph.AddInput(names[t.Name], ElementType.Double, $"the target {t.Name}"))]);
            graph.AddOutput("log_density", observed?.LogDensity(y) ?? mixture.LogDensity(y), [1],
                "the log density of the targets in nats");
        }
    }

    // A column with the name of an output gets a number after its name.
    private static Dictionary<string, string> InputNames(IReadOnlyList<string> columns)
    {
        HashSet<string> taken = [.. Outputs, .. columns];
        Dictionary<string, string> names = [];
        foreach (string column in columns)
        {
            string own = column;
            for (int number = 2; Outputs.Contains(column) && !taken.Add(own); number++)
                own = $"{column}_{number}";
            names[column] = own;
        }
        return names;
    }

    private static void Validate(DensityModel model)
    {
        MixtureDensityNetwork first = model.Networks[0];
        if (!model.Networks.All(n => n.Inputs == model.Schema.Width && n.Targets == model.Schema.Targets.Count))
            throw new ArgumentException("The networks of an ONNX model must match its schema.", nameof(model));
        if (!model.Networks.All(n => (n.Components, n.Covariance, n.Activation, n.LogScaleBounds)
            == (first.Components, first.Covariance, first.Activation, first.LogScaleBounds)
            && n.Hidden.SequenceEqual(first.Hidden)))
            throw new ArgumentException("The networks of an ONNX model must have the same architecture.",
                nameof(model));
        if (model.Networks.Any(n => n.Dtype != torch.ScalarType.Float32))
            throw new ArgumentException("The networks of an ONNX model must be in single precision.", nameof(model));
        if (model.Schema.Targets.Any(t => t.Observation.IsLogarithmic && t.Origin != 0))
            throw new ArgumentException("The origin of a logarithmic target of an ONNX model must be 0.",
                nameof(model));
        long weights = model.Networks.Sum(n => n.parameters().Sum(p => p.numel()));
        if (weights > MaxWeights)
            throw new ArgumentException(
                $"The model has {weights:N0} weights; an ONNX file of 2 GB holds {MaxWeights:N0}.", nameof(model));
    }
}
