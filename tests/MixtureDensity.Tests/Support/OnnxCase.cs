using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Support;

/// <summary>Models of every kind with random networks, and random rows for them.</summary>
internal static class OnnxCase
{
    /// <summary>The kinds of columns and targets.</summary>
    public static TheoryData<string> Names => [.. Makers.Keys.Concat(Recorded.Keys)];

    /// <summary>Those whose target is the mixture itself.</summary>
    public static IEnumerable<string> ExactNames => Makers.Keys;

    /// <summary>Those whose target is rounded, bounded, has point masses or a logarithm.</summary>
    public static TheoryData<string> RecordedNames => [.. Recorded.Keys];

    private static readonly Dictionary<string, Func<Random, DensityModel>> Makers = new()
    {
        ["one number"] = r => Model(r, [Number("a")]),
        ["numbers in bins, with missing cells"] = r => Model(r, [Number("a", 8, true), Number("b", 5), Number("c")]),
        ["numbers with outliers"] = r => Model(r,
            [Number("a", 4, true) with { Min = 1.5 }, Number("b") with { Min = -1, Max = 4.5 }]),
        ["large numbers close together"] = r => Model(r,
            [new NumericEncoding("a", 1.7e12, 0.01, Bins(1.7e12, 0.01, 6))],
            targets: [new TargetScaling("y", 3, 2, 4e9)]),
        ["texts alone"] = r => Model(r, [new OneHotEncoding("a", ["x", "y", "z"]),
            new OneHotEncoding("b", ["o", "p", "q"], HasOther: true),
            new OneHotEncoding("c", ["p", "ü"], HasMissing: true, HasOther: true)]),
        ["texts beside numbers"] = r => Model(r, [Number("a", 4), new OneHotEncoding("b", ["x", "y"], HasMissing: true),
            Number("c", 0, true)]),
        ["times"] = r => Model(r, [Number("a"), .. Time("t")], Activation.SiLU),
        ["rectified units"] = r => Model(r, [Number("a", 6)], Activation.ReLU),
        ["narrow components"] = r => Model(r, [Number("a", 6)], bounds: (-9, -4)),
        ["two targets, diagonal"] = r => Several(r, Covariance.Diagonal, 2),
        ["two targets, spherical"] = r => Several(r, Covariance.Spherical, 2),
        ["three targets, full"] = r => Several(r, Covariance.Full, 3),
        ["three targets, tied"] = r => Several(r, Covariance.Tied, 3),
        ["networks that standardise by themselves"] = r =>
        {
            DensityModel model = Several(r, Covariance.Full, 2);
            using var scope = NewDisposeScope();
            Generator generator = Make.Seed(5);
            model.Networks[1].Standardize(randn([50, model.Schema.Width], generator: generator) * 2 + 1,
                randn([50, 2], generator: generator) * 3 + 1);
            return model;
        },
    };

    // A latent value has the mean 1 and the deviation 2, from the origin.
    private static readonly Dictionary<string, TargetObservation> Recorded = new()
    {
        ["coarsely rounded"] = new() { Spacing = 3, GridOffset = 0.5 },
        ["rounded"] = new() { Spacing = 0.5, GridOffset = 0.25 },
        ["finely rounded"] = new() { Spacing = 0.01 },
        ["point masses"] = new() { PointMasses = [-1, 0, 2.5] },
        ["at least 0"] = new() { Lower = 0 },
        ["at most 2"] = new() { Upper = 2 },
        ["between 0 and 3"] = new() { Lower = 0, Upper = 3 },
        ["far above the components"] = new() { Lower = 30 },
        ["far from 0 and rounded to the last digit"] = new() { Spacing = 0.25, GridOffset = 1L << 50 },
        ["far below the components"] = new() { Upper = -40, Spacing = 1 },
        ["logarithmic"] = new() { IsLogarithmic = true },
        ["logarithmic with zeros and a cap"] =
            new() { IsLogarithmic = true, PointMasses = [0, 20], Lower = 0, Upper = 20 },
        ["logarithmic, from 1 to 9"] = new() { IsLogarithmic = true, Lower = 1, Upper = 9 },
        ["counts with many zeros"] = new() { Spacing = 1, Lower = 0, PointMasses = [0] },
        ["cents with many zeros"] = new() { Spacing = 0.01, Lower = 0, PointMasses = [0, 1] },
        ["a percentage with many hundreds"] = new() { Spacing = 0.25, Lower = -4, Upper = 4, PointMasses = [4] },
        ["whole amounts by their logarithm"] = new() { Spacing = 1, IsLogarithmic = true, Lower = 0 },
        ["cents by their logarithm"] =
            new() { Spacing = 0.01, IsLogarithmic = true, Upper = 50, PointMasses = [5, 50] },
    };

    /// <summary>The model of a kind.</summary>
    public static DensityModel Of(string name, Random random) => Makers.TryGetValue(name, out var make) ? make(random)
        : Observed(random, Recorded[name]);

    /// <summary>Rows as they may come: missing cells, texts that no training row had, numbers far out.</summary>
    public static Table Rows(DensityModel model, int count, Random random, bool withTargets = false) => new([
        .. model.Schema.Inputs.GroupBy(i => i.Name).Select(c => Column(c.First(), c.Count() > 1, count, random)),
        .. withTargets ? model.Schema.Targets.Select(t => new NumericColumn(t.Name,
            Draw(count, () => TargetOf(t, random)))) : []]);

    // As it is recorded, now and then a point mass, and now and then what is none beside it.
    private static double TargetOf(TargetScaling target, Random random)
    {
        TargetObservation o = target.Observation;
        double s = target.Origin + target.Mean + target.Deviation * Normal(random), y = o.Observed(s);
        if (o.PointMasses.Count > 0 && random.Next(3) == 0)
            return o.PointMasses[random.Next(o.PointMasses.Count)];
        return Math.Clamp(new ValueGrid(o.Spacing, o.GridOffset).Round(y), o.Lower, o.Upper);
    }

    private static TableColumn Column(InputEncoding encoding, bool isTime, int count, Random random)
    {
        if (encoding is OneHotEncoding texts)
            return new TextColumn(encoding.Name, Draw(count, () => random.Next(10) switch
            {
                0 => null,
                1 => "unseen",
                _ => texts.Categories[random.Next(texts.Categories.Count)],
            }));
        var number = (NumericEncoding)encoding;
        // Times from the year 1 on; beyond them there is no calendar.
        return new NumericColumn(encoding.Name, Draw(count, () => random.Next(12) switch
        {
            0 => double.NaN,
            1 => isTime ? random.NextDouble() * 3.652e6 - 719_162 : number.Mean + 4 * number.Deviation * Normal(random),
            2 when isTime => 4e6,
            3 when isTime => random.Next(-30_000, 30_000),
            _ => number.Mean + number.Deviation * Normal(random),
        })) { IsTime = isTime };
    }

    // From a twentieth of a deviation, or of a cell, to one and a half. A heavier tail than half a deviation of rounded
    // amounts is beyond what a sum reaches.
    private static DensityModel Observed(Random random, TargetObservation observation) => Model(random,
        [Number("a", 6)], bounds: (Math.Log(Math.Min(0.05, 0.05 * Math.Max(observation.Spacing, 0.02))),
            observation is { IsLogarithmic: true, Spacing: > 0 } ? Math.Log(0.5) : 0.4),
        targets: [new TargetScaling("y", 1, 2, observation.IsLogarithmic ? 0 : observation.GridOffset - 3)
            { Observation = observation }]);

    private static DensityModel Several(Random random, Covariance covariance, int targets) =>
        Model(random, [Number("a", 4), new OneHotEncoding("b", ["x", "y"])], Activation.SiLU, covariance,
            [.. Enumerable.Range(0, targets).Select(d => new TargetScaling($"y{d}", 10 * d, 1 + d, -5 * d))]);

    private static DensityModel Model(Random random, InputEncoding[] inputs, Activation activation = Activation.Tanh,
        Covariance covariance = Covariance.Diagonal, TargetScaling[]? targets = null, (double, double)? bounds = null)
    {
        var schema = new TableSchema(inputs, targets ?? [new TargetScaling("y", 2, 3, 100)]);
        Generator generator = Make.Seed((ulong)random.Next());
        MixtureDensityNetwork[] networks = [.. Enumerable.Range(0, 3).Select(_ => new MixtureDensityNetwork(
            schema.Width, [16, 12], 5 + schema.Targets[0].Observation.PointMasses.Count, schema.Targets.Count,
            covariance, activation, bounds ?? (-1.5, 0.5), generator: generator))];
        using var scope = NewDisposeScope();
        using (no_grad())
        {
            foreach (MixtureDensityNetwork network in networks)
            {
                network.SpreadComponents(randn([40, schema.Targets.Count], generator: generator), generator);
                // Untrained networks say nearly the same of all rows.
                foreach (var (_, parameter) in network.named_parameters().Where(p => p.name.EndsWith("weight")))
                    parameter.mul_(2);
            }
        }
        return new DensityModel(schema, networks, new TrainingSummary(123, 1, new Estimate(0.5, 0.1), false,
            new Dictionary<string, string> { ["MixtureDensity"] = "1.2.3" }));
    }

    private static NumericEncoding Number(string name, int bins = 0, bool hasMissing = false) =>
        new(name, 3, 2, Bins(3, 2, bins), hasMissing);

    private static NumericEncoding[] Time(string name) =>
    [
        new(name, 1e6, 8e5, Bins(1e6, 8e5, 5), HasMissing: true),
        new(name, 6.5, 3.4, [], Part: CalendarPart.Month),
        new(name, 3, 2, Bins(3, 2, 6), Part: CalendarPart.Weekday),
        new(name, 12, 7, [], Part: CalendarPart.Hour),
    ];

    private static PleBin[] Bins(double mean, double deviation, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new PleBin(mean + deviation * (4.0 * i / count - 2),
            mean + deviation * (4.0 * (i + 1) / count - 2), 0.7 - 0.5 * i / count))];

    private static T[] Draw<T>(int count, Func<T> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
