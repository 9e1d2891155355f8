using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime.Tensors;
using MixtureDensity.Onnx;
using MixtureDensity.Tests.Support;
using Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Onnx;

/// <summary>What ONNX Runtime says of a row is what the library says.</summary>
public sealed class OnnxModelTests(ITestOutputHelper output)
{
    private const int Rows = 10_000;
    private const double Tolerance = 1e-5;

    private static readonly OnnxOptions Options = new() { Quantiles = [0.5, 0.001, 0.3, 0.95], LogDensity = true };

    public static TheoryData<string> Cases => OnnxCase.Names;

    // The sums of the others would cancel.
    public static TheoryData<string> RecordedCases =>
        [.. OnnxCase.RecordedNames.Select(row => row.Data).Where(name => !name.StartsWith("far"))];

    // The second are searched for in double precision throughout.
    public static MatrixTheoryData<string, double[]> CasesAndLevels =>
        new(OnnxCase.ExactNames, [[0.0002, 0.01, 0.4, 0.6, 0.999], [1e-9, 0.5, 1 - 1e-6]]);

    [Theory, MemberData(nameof(Cases))]
    public void It_says_of_every_row_what_the_model_says(string name)
    {
        Random random = Seeded();
        using DensityModel model = OnnxCase.Of(name, random);
        Table table = OnnxCase.Rows(model, Rows, random, withTargets: true);
        MixtureBatch expected = model.Predict(table, out IReadOnlyList<int> far);
        HashSet<int> refused = [.. far];
        double[][] y = model.Schema.TargetColumns(table);
        using var onnx = new OnnxRun(model, Options);
        Dictionary<string, DenseTensor<double>> actual = onnx.Run(table);

        for (int row = 0; row < Rows; row++)
        {
            Assert.Equal(refused.Contains(row), double.IsNaN(actual["mean"][row, 0]));
            if (refused.Contains(row))
                continue;
            double[] own = [.. y.Select(values => values[row])];
            double logDensity = expected.LogDensity(row, own);
            Check(logDensity, actual["log_density"][row, 0], Tolerance * (1 + Math.Abs(logDensity)),
                () => expected.LogDensity(row, own));
            for (int d = 0; d < expected.Targets; d++)
            {
                ScalarDistribution p = expected.Marginal(row, d);
                TargetObservation observation = model.Schema.Targets[d].Observation;
                double spread = actual["std"][row, d], spacing = expected.Targets == 1 ? observation.Spacing : 0;
                // The library's sums over cells take long.
                if (spacing == 0 || row % 10 == 0)
                {
                    // Of a value that is nearly certain, to a part of its grid's spacing.
                    Check(p.Mean, actual["mean"][row, d],
                        1e-15 * Math.Abs(p.Mean) + Tolerance * spread + 1e-8 * spacing,
                        () => expected.Marginal(row, d).Mean);
                    Check(p.StandardDeviation, spread, Tolerance * spread + 1e-7 * spacing,
                        () => expected.Marginal(row, d).StandardDeviation);
                }
                for (int i = 0; i < Options.Quantiles.Count; i++)
                {
                    double level = Options.Quantiles[i], quantile = actual["quantiles"][row, d, i];
                    if (!IsAsProbable(p, level, quantile, spacing))
                        Check(p.Quantile(level), quantile, Tolerance * spread + 1e-15 * Math.Abs(quantile),
                            () => expected.Marginal(row, d).Quantile(level));
                }
            }

            void Check(double ofLibrary, double ofOnnx, double allowed, Func<double> ask)
            {
                // It takes long, and most rows do without.
                if (Math.Abs(ofOnnx - ofLibrary) > allowed)
                    allowed += SinglePrecision.Uncertainty(expected, row, model.Schema.Targets, ask);
                Close.To(ofLibrary, ofOnnx, 0, allowed, $"row {row}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(CasesAndLevels))]
    public void Its_answers_follow_from_its_own_components(string name, double[] levels)
    {
        Random random = Seeded();
        using DensityModel model = OnnxCase.Of(name, random);
        Table table = OnnxCase.Rows(model, 200, random, withTargets: true);
        using var onnx = new OnnxRun(model, Options with { Quantiles = levels });
        Dictionary<string, DenseTensor<double>> actual = onnx.Run(table);
        int k = actual["weights"].Dimensions[1], targets = model.Schema.Targets.Count;

        for (int row = 0; row < table.Rows; row++)
        {
            if (double.IsNaN(actual["mean"][row, 0]))
                continue;
            double[] weights = [.. Range(k).Select(i => actual["weights"][row, i])];
            Close.To(1, weights.Sum(), 1e-12);
            for (int d = 0; d < targets; d++)
            {
                // From the origin, so that the reference keeps its digits too.
                double origin = model.Schema.Targets[d].Origin;
                PlainMixture p = new(weights, [.. Range(k).Select(i => actual["means"][row, i, d] - origin)],
                    [.. Range(k).Select(i => Scale(actual, row, i, d))]);
                double variance = Range(k).Sum(i =>
                    p.Weights[i] * (p.Scales[i] * p.Scales[i] + Math.Pow(p.Means[i] - p.Mean, 2)));
                double std = Math.Sqrt(variance), digits = 1e-12 * std + 1e-15 * Math.Abs(origin);
                Close.To(p.Mean, actual["mean"][row, d] - origin, 1e-12, digits);
                Close.To(std, actual["std"][row, d], 1e-12, digits);
                for (int i = 0; i < levels.Length; i++)
                {
                    double q = actual["quantiles"][row, d, i] - origin, slack = 3e-6 * std + 1e-15 * Math.Abs(origin);
                    // Between distant components single precision does not tell one place from another.
                    double part = 3e-7 * Math.Min(1, 1e4 * Math.Min(levels[i], 1 - levels[i]));
                    if (p.Cdf(q - slack) > levels[i] + part || p.Cdf(q + slack) < levels[i] - part)
                        Assert.Fail($"row {row}: P(y ≤ {q}) = {p.Cdf(q)}, not {levels[i]} {p}");
                }
            }
        }
    }

    [Theory, MemberData(nameof(RecordedCases))]
    public void The_answers_about_a_recorded_target_follow_from_its_components_too(string name)
    {
        Random random = Seeded();
        using DensityModel model = OnnxCase.Of(name, random);
        TargetObservation observation = model.Schema.Targets[0].Observation;
        Table table = OnnxCase.Rows(model, 4, random, withTargets: true);
        using var onnx = new OnnxRun(model, Options);
        Dictionary<string, DenseTensor<double>> actual = onnx.Run(table);
        double[] y = table.Numbers("y");
        var (lower, upper) = observation.LatentBounds();

        foreach (int row in Range(table.Rows).Where(row => !double.IsNaN(actual["mean"][row, 0])))
        {
            int masses = observation.PointMasses.Count;
            double[] a = [.. Range(masses).Select(j => actual["masses"][row, j])];
            PlainMixture latent = new([.. Range(15).Select(k => actual["weights"][row, k] / (1 - a.Sum()))],
                [.. Range(15).Select(k => Math.Clamp(actual["means"][row, k, 0], lower - Reach(k), upper + Reach(k)))],
                [.. Range(15).Select(k => actual["scales"][row, k, 0])]);
            // A mean that is farther beyond a bound is moved there.
            double Reach(int k) => 30 * actual["scales"][row, k, 0];
            var p = new ObservedCase(latent, observation, a);
            Close.To(1, latent.Weights.Sum(), 1e-12);
            if (p.IsRounded)
            {
                var (mean, std) = p.Moments();
                Close.To(mean, actual["mean"][row, 0], 0, 3e-6 * std, $"row {row}");
                Close.To(std, actual["std"][row, 0], 1e-5, 0, $"row {row}");
            }
            for (int i = 0; i < Options.Quantiles.Count; i++)
            {
                double level = Options.Quantiles[i], q = actual["quantiles"][row, 0, i];
                double slack = 3e-6 * actual["std"][row, 0];
                Assert.True(!p.IsRounded || p.IsOnGrid(q) || observation.PointMasses.Contains(q),
                    $"{q} is off the grid");
                Assert.InRange(level, p.Cdf(q - slack) - 3e-7 * level, p.Cdf(q + slack) + 3e-7 * level);
            }
            double jump = p.Jump(y[row]), width = observation.Spacing, step = 1e-5 * Math.Abs(y[row]) + 1e-6;
            double density = observation.PointMasses.Contains(y[row]) ? jump : p.IsRounded ? jump / width
                : (1 - a.Sum()) * (p.ContinuousCdf(y[row] + step) - p.ContinuousCdf(y[row] - step)) / (2 * step);
            bool isAtBound = y[row] - step <= observation.Lower || y[row] + step >= observation.Upper;
            if (density > 1e-6 && (p.IsRounded || jump > 0 || !isAtBound))
                Close.To(Math.Log(density), actual["log_density"][row, 0], 1e-5, 1e-5, $"row {row}");
        }
    }

    [Fact]
    public void A_target_that_is_impossible_has_no_density_and_one_that_is_missing_none_that_is_known()
    {
        using DensityModel model = OnnxCase.Of("logarithmic, from 1 to 9", Seeded());
        double[] y = [0.5, 1, 9, 9.5, 0, -3, double.PositiveInfinity, double.NegativeInfinity, double.NaN];
        using var onnx = new OnnxRun(model, Options);

        double[] actual = [.. onnx.Run(new Table([new NumericColumn("a", [.. y.Select(_ => 3.0)]),
            new NumericColumn("y", y)]))["log_density"]];

        Assert.Equal([false, true, true, false, false, false, false, false, false], actual.Select(double.IsFinite));
        Assert.Equal([true, false, false, true, true, true, true, true, false],
            actual.Select(double.IsNegativeInfinity));
    }

    [Theory]
    [InlineData("texts beside numbers")]
    [InlineData("three targets, full")]
    [InlineData("logarithmic with zeros and a cap")]
    [InlineData("counts with many zeros")]
    public void A_row_has_one_answer_in_batches_of_any_size(string name)
    {
        Random random = Seeded();
        using DensityModel model = OnnxCase.Of(name, random);
        Table table = OnnxCase.Rows(model, Rows, random, withTargets: true);
        using var onnx = new OnnxRun(model, Options);
        Dictionary<string, DenseTensor<double>> all = onnx.Run(table);

        foreach (int size in new[] { 1, 7, 1000 })
        {
            int from = random.Next(Rows - size);
            foreach (var (output, part) in onnx.Run(table.Select([.. Enumerable.Range(from, size)])))
            {
                int width = (int)(part.Length / size);
                Close.To(all[output].Buffer.Span.Slice(from * width, size * width).ToArray(), part.ToArray(), 1e-5,
                    1e-5, $"{output} of {size}");
            }
        }
    }

    [Fact]
    public void Rows_that_the_model_refuses_are_NaN_and_leave_the_others_alone()
    {
        using DensityModel model = OnnxCase.Of("numbers in bins, with missing cells", Seeded());
        double[] far = [1, 1e30, double.PositiveInfinity, 2, double.MaxValue];
        Table table = new([.. new[] { "a", "b", "c", "y" }.Select(c => new NumericColumn(c, far))]);
        MixtureBatch expected = model.Predict(table, out IReadOnlyList<int> refused);
        using var onnx = new OnnxRun(model, Options);

        Dictionary<string, DenseTensor<double>> actual = onnx.Run(table);

        Assert.Contains(2, refused);
        foreach (DenseTensor<double> values in actual.Values)
        {
            int width = (int)(values.Length / far.Length);
            Assert.Equal(Range(far.Length).SelectMany(row => Enumerable.Repeat(refused.Contains(row), width)),
                values.Select(double.IsNaN));
        }
        Close.To(expected.Marginal(3).Mean, actual["mean"][3, 0], 1e-6);
    }

    [Fact]
    public void Columns_that_are_called_as_an_output_or_a_node_get_names_of_their_own()
    {
        var schema = new TableSchema([new NumericEncoding("mean", 0, 1, []), new NumericEncoding("mean_2", 0, 1, []),
            new NumericEncoding("Mul_9", 0, 1, [])], [new TargetScaling("std", 0, 1)]);
        using var model = new DensityModel(schema, [new MixtureDensityNetwork(3, [4], 2)], Summary);
        using var onnx = new OnnxRun(model, Options);

        Assert.Equal(["mean_3", "mean_2", "Mul_9", "std_2"], onnx.Inputs);
        Assert.Equal(["mean", "mean_2", "Mul_9"],
            JsonNode.Parse(onnx.Metadata["inputs"])!.AsArray().Select(c => (string?)c!["column"]));
    }

    [Fact]
    public void It_carries_its_columns_its_units_and_how_it_was_trained()
    {
        using DensityModel model = OnnxCase.Of("times", Seeded());
        using var onnx = new OnnxRun(model, Options);
        JsonNode inputs = JsonNode.Parse(onnx.Metadata["inputs"])!;
        JsonNode training = JsonNode.Parse(onnx.Metadata["training"])!;

        Assert.Equal(["a", "t"], inputs.AsArray().Select(c => (string?)c!["input"]));
        Assert.Equal("days since 1970-01-01", (string?)inputs[1]!["unit"]);
        Assert.Equal("[0.5,0.001,0.3,0.95]", onnx.Metadata["quantiles"]);
        Assert.Equal((123, 0.5, 3), ((int)training["rows"]!, (double)training["nll"]!, (int)training["networks"]!));
    }

    [Fact]
    public void It_says_how_far_the_quantiles_of_a_calibrated_interval_are_out()
    {
        Random random = Seeded();
        using DensityModel model = OnnxCase.Of("one number", random);
        // Of 30 scores the k-th smallest leaves out k rows of 31; 99 % would need 99 rows.
        double[] scores = [.. Enumerable.Range(0, 30).Select(_ => random.NextDouble())];
        model.Calibration = new ConformalCalibration(CalibrationSource.HeldOut,
            [new TargetCalibration(ConformityScores.From(scores), null)]);
        using var onnx = new OnnxRun(model, Options);
        JsonNode calibration = JsonNode.Parse(onnx.Metadata["calibration"])!, target = calibration["targets"]![0]!;

        Assert.Equal((30, 30 / 31.0, "y"),
            ((int)calibration["rows"]!, (double)calibration["max_level"]!, (string?)target["column"]));
        double[] sorted = [.. scores.Order()];
        Assert.Equal([(0.5, sorted[14]), (0.8, sorted[5]), (0.9, sorted[2]), (0.95, sorted[0])],
            target["intervals"]!.AsArray().Select(i => ((double)i!["level"]!, (double)i["outside"]!)));
    }

    [Fact]
    public void It_says_how_a_recorded_target_follows_from_its_latent_value()
    {
        using DensityModel model = OnnxCase.Of("a percentage with many hundreds", Seeded());
        using var onnx = new OnnxRun(model, Options);
        JsonNode target = JsonNode.Parse(onnx.Metadata["targets"])![0]!;

        Assert.Equal("""{"spacing":0.25,"offset":0,"masses":[4],"lower":-4,"upper":4,"log":false}""",
            new JsonObject(target.AsObject().Skip(3).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())))
                .ToJsonString());
    }

    [Fact]
    public void A_component_far_below_all_rounded_amounts_is_at_zero()
    {
        var target = new TargetScaling("y", 0, 1)
        {
            Observation = new TargetObservation { IsLogarithmic = true, Spacing = 0.01 },
        };
        using var network = new MixtureDensityNetwork(1, [4], 2, logScaleBounds: (-9, 5));
        using (no_grad())
        {
            foreach (var (_, parameter) in network.named_parameters())
                parameter.zero_();
            network.get_parameter("means.bias")!.copy_(tensor([-400f, 1f]));
        }
        using var model = new DensityModel(new([new NumericEncoding("a", 0, 1, [])], [target]), [network], Summary);
        var table = new Table([new NumericColumn("a", [1]), new NumericColumn("y", [2.5])]);
        using var onnx = new OnnxRun(model, Options);
        Dictionary<string, DenseTensor<double>> actual = onnx.Run(table);

        // Half of exp(1 + σ²/2), with σ = 1.
        Close.To(0.5 * Math.Exp(1.5), actual["mean"][0, 0], 1e-3);
        Close.To(model.Predict(table).Marginal(0).StandardDeviation, actual["std"][0, 0], 1e-5);
    }

    [Fact]
    public void Only_what_is_asked_for_is_computed()
    {
        using DensityModel model = OnnxCase.Of("one number", Seeded());
        ModelProto proto = model.ToOnnx(new OnnxOptions { Quantiles = [] });

        Assert.Equal(["a"], proto.Graph.Input.Select(i => i.Name));
        Assert.Equal(["weights", "means", "scales", "mean", "std"], proto.Graph.Output.Select(o => o.Name));
        Assert.DoesNotContain(proto.Graph.Node, n => n.OpType == "Loop");
    }

    [Theory, MemberData(nameof(Cases))]
    public void It_needs_standard_operators_of_set_17_only(string name)
    {
        using DensityModel model = OnnxCase.Of(name, Seeded());
        ModelProto proto = model.ToOnnx(Options);

        Assert.Equal([("", 17), ("ai.onnx.ml", 3)], proto.OpsetImport.Select(o => (o.Domain, o.Version)));
        Assert.All(proto.Graph.Node, n =>
            Assert.True(n.Domain == "" || (n.Domain == "ai.onnx.ml" && n.OpType == "LabelEncoder")));
    }

    [Fact]
    public void What_no_graph_expresses_is_refused()
    {
        var target = new TargetScaling("y", 0, 1);
        var schema = new TableSchema([new NumericEncoding("a", 0, 1, [])], [target]);
        MixtureDensityNetwork network = new(1, [4], 2);
        AssertRefused("the same architecture", network, new MixtureDensityNetwork(1, [5], 2));
        AssertRefused("match its schema", new MixtureDensityNetwork(2, [4], 2));
        AssertRefused("single precision", new MixtureDensityNetwork(1, [4], 2, dtype: ScalarType.Float64));
        using (no_grad())
            network.parameters().First().fill_(float.PositiveInfinity);
        AssertRefused("finite weights", network);
        schema = schema with
        {
            Targets = [target with { Observation = new TargetObservation { Spacing = 1, Upper = 7.3 } }],
        };
        AssertRefused("The upper bound 7.3 of 'y' is not on its grid of 1", new MixtureDensityNetwork(1, [4], 2));
        schema = schema with
        {
            Targets = [target with { Origin = 5, Observation = new TargetObservation { IsLogarithmic = true } }],
        };
        AssertRefused("The origin of a logarithmic target", new MixtureDensityNetwork(1, [4], 2));
        using DensityModel whole = OnnxCase.Of("one number", Seeded());
        Assert.Throws<ArgumentOutOfRangeException>("Quantiles", () =>
            whole.ToOnnx(new OnnxOptions { Quantiles = [0.5, 1] }));

        void AssertRefused(string reason, params MixtureDensityNetwork[] networks) => Assert.Contains(reason,
            Assert.Throws<ArgumentException>(() => new DensityModel(schema, networks, Summary).ToOnnx()).Message);
    }

    private static TrainingSummary Summary => new(1, 1, new Estimate(0, 0), false, new Dictionary<string, string>());

    // Between distant components, and from a value of a grid to the next, a rounding error moves a quantile far.
    private static bool IsAsProbable(ScalarDistribution p, double level, double quantile, double spacing)
    {
        double part = 5 * Tolerance * Math.Min(level, 1 - level);
        return p.Cdf(quantile - spacing) <= level + part && p.Cdf(quantile) >= level - part;
    }

    private static double Scale(Dictionary<string, DenseTensor<double>> outputs, int row, int component, int target) =>
        outputs.TryGetValue("scales", out DenseTensor<double>? scales) ? scales[row, component, target]
            : Math.Sqrt(Range(target + 1).Sum(e => Math.Pow(outputs["factors"][row, component, target, e], 2)));

    private static IEnumerable<int> Range(int count) => Enumerable.Range(0, count);

    private Random Seeded()
    {
        // ONNX_SEED=… runs a failure again.
        int seed = int.TryParse(Environment.GetEnvironmentVariable("ONNX_SEED"), out int again)
            ? again : Environment.TickCount;
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }
}
