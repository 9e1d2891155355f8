using System.Text.Json.Nodes;
using MdnDemo.Pages;
using MdnDemo.Tables;
using MdnDemo.Tests.Support;
using MixtureDensity;
using TorchSharp;

namespace MdnDemo.Tests;

/// <summary>A page computes what the library computes, but for the rounding of the weights.</summary>
[Collection(nameof(Libtorch))]
public sealed class PageArithmeticSpecs(GeyserFit geyser) : IClassFixture<GeyserFit>
{
    private const double Tolerance = 1e-3;

    [Fact]
    public void The_explorer_of_a_fit_shows_the_models_densities_quantiles_and_regions()
    {
        using PageScript page = Load(geyser.Table, geyser.Fit.Model);
        foreach (double waiting in new[] { 43, 71.5, 108 })
        {
            page.Predict([waiting]);
            AreSame(geyser.DurationAfter(waiting), page, target: 0);
        }
    }

    [Theory]
    [InlineData(Covariance.Diagonal, Activation.Tanh)]
    [InlineData(Covariance.Spherical, Activation.ReLU)]
    [InlineData(Covariance.Full, Activation.SiLU)]
    [InlineData(Covariance.Tied, Activation.Tanh)]
    public void All_kinds_of_columns_and_networks_are_computed(Covariance covariance, Activation activation)
    {
        TrainingTable table = AllKinds();
        TableSchema schema = TableSchema.Fit(table.Rows, table.Inputs, table.Targets).WithBins(table.Rows, 8);
        using var generator = new torch.Generator(5);
        using var model = new DensityModel(
            schema,
            [.. Enumerable.Range(0, 3).Select(_ => new MixtureDensityNetwork(
                schema.Width, [12, 9], 4, table.Targets.Count, covariance, activation, generator: generator))],
            new TrainingSummary(table.Rows.Rows, 1, default, false, new Dictionary<string, string>()));
        using PageScript page = Load(table, model);
        MixtureBatch mixtures = model.Predict(table.Rows);
        foreach (int row in new[] { 0, 1, 2, 3 })
        {
            page.Predict(RowOf(table, schema, row));
            for (int target = 0; target < table.Targets.Count; target++)
                AreSame(mixtures.Marginal(row, target), page, target);
            double[] y = [mixtures.Marginal(row, 0).Mean + 0.3, mixtures.Marginal(row, 1).Mean - 0.2];
            double own = page.Number($"Mdn.densityOfTwo(Mdn.marginalOfTwo(mixture, 0, 1), {y[0]}, {y[1]})");
            double other = page.Number($"Mdn.densityOfTwo(Mdn.marginalOfTwo(mixture, 1, 0), {y[1]}, {y[0]})");
            double density = Math.Exp(mixtures.LogDensity(row, y));
            Assert.Equal(1, own / density, Tolerance);
            Assert.Equal(1, other / density, Tolerance);
        }
    }

    [Fact]
    public void Its_regions_are_calibrated_as_those_of_the_model()
    {
        using PageScript page = Load(geyser.Table, geyser.Fit.Model);
        ScalarDistribution distribution = geyser.DurationAfter(80);
        page.Predict([80]);
        page.TakeMarginal(0);
        double own = page.Number($"model.targets[0].levels.find(([level]) => level === 0.9)[1]");
        Interval[] calibrated = geyser.Fit.Model.CalibrationOf(0).HighestDensityRegion(distribution, 0.9);
        Assert.NotEqual(0.9, own, 3);
        Assert.Equal(calibrated.Sum(i => distribution.Probability(i.Lower, i.Upper)), own, Tolerance);
        double length = page.Number($"Mdn.region(one, {own}).reduce((sum, i) => sum + i.high - i.low, 0)");
        Assert.Equal(calibrated.Sum(i => i.Upper - i.Lower), length, 5 * Tolerance * distribution.StandardDeviation);
    }

    [Fact]
    public void A_curve_with_two_tops_has_two_peaks()
    {
        using PageScript page = Load(geyser.Table, geyser.Fit.Model);

        Assert.Equal(2, page.Number(
            $"Mdn.peaks([{{ weight: 0.5, mean: 0, scale: 1 }}, {{ weight: 0.5, mean: 5, scale: 1 }}])"));
        Assert.Equal(1, page.Number(
            $"Mdn.peaks([{{ weight: 0.5, mean: 0, scale: 1 }}, {{ weight: 0.5, mean: 1, scale: 1 }}])"));
    }

    private static void AreSame(ScalarDistribution expected, PageScript page, int target)
    {
        page.TakeMarginal(target);
        double spread = expected.StandardDeviation;
        Assert.Equal(0, (page.Number($"Mdn.mean(one)") - expected.Mean) / spread, Tolerance);
        Assert.Equal(1, page.Number($"Mdn.deviation(one)") / spread, Tolerance);
        double highest = Math.Exp(expected.Modes().Max(m => expected.LogDensity(m.Location[0])));
        for (double z = -3; z <= 3; z += 0.5)
        {
            double y = expected.Mean + z * spread;
            Assert.Equal(Math.Exp(expected.LogDensity(y)) / highest, page.Number($"Mdn.density(one, {y})") / highest,
                Tolerance);
            Assert.Equal(expected.Cdf(y), page.Number($"Mdn.cdf(one, {y})"), Tolerance);
        }
        foreach (double p in new[] { 0.05, 0.25, 0.5, 0.75, 0.95 })
            // Where there is hardly any density a quantile is as vague; its probability is not.
            Assert.Equal(p, expected.Cdf(page.Number($"Mdn.quantile(one, {p})")), Tolerance);
        foreach (double level in new[] { 0.5, 0.9 })
        {
            JsonArray region = page.Value($"Mdn.region(one, {level})").AsArray();
            double mass = region.Sum(i => expected.Cdf((double)i!["high"]!) - expected.Cdf((double)i["low"]!));
            Assert.Equal(level, mass, Tolerance);
            Assert.Equal(level, region.Sum(i => (double)i!["probability"]!), Tolerance);
            // The shortest set of its probability, as the library finds it.
            Interval[] shortest = expected.HighestDensityRegion(level);
            Assert.Equal(0, (region.Sum(i => (double)i!["high"]! - (double)i["low"]!)
                - shortest.Sum(i => i.Upper - i.Lower)) / spread, 5 * Tolerance);
        }
    }

    private static PageScript Load(TrainingTable table, DensityModel model)
    {
        JsonObject data = ModelData.From(table, model);
        data["networks"] = new JsonArray(
            [.. model.Networks.Select(n => (JsonNode)PackedNetwork.Pack(DenseWeights.Of(n)))]);
        return new PageScript(data);
    }

    // As the controls of a page have it.
    private static IEnumerable<double?> RowOf(TrainingTable table, TableSchema schema, int row) =>
        table.Inputs.Select(name => table.Rows[name] switch
        {
            NumericColumn numbers => double.IsNaN(numbers.Values[row]) ? null : numbers.Values[row],
            TextColumn texts => PlaceOf((OneHotEncoding)schema.Inputs.First(i => i.Name == name), texts.Values[row]),
            _ => throw new InvalidOperationException(name),
        });

    private static double? PlaceOf(OneHotEncoding encoding, string? text)
    {
        if (text is null)
            return encoding.Categories.Count;
        int place = encoding.Categories.ToList().IndexOf(text);
        return place >= 0 ? place : encoding.Width - 1;
    }

    private static TrainingTable AllKinds()
    {
        const int Rows = 60;
        int[] rows = [.. Enumerable.Range(0, Rows)];
        var table = new Table(
        [
            new NumericColumn("size", [.. rows.Select(i => i % 7 == 1 ? double.NaN : Math.Exp(0.1 * i))]),
            // From before 1970 to after it, with hours.
            new NumericColumn("when", [.. rows.Select(i => -40.25 + 13.37 * i)]) { IsTime = true },
            new TextColumn(
                "kind", [.. rows.Select(i => i % 11 == 2 ? null : i is 3 or 4 ? $"rare {i}" : $"kind {i % 3}")]),
            new NumericColumn("count", [.. rows.Select(i => (double)(i * i % 13))]),
            new NumericColumn("y", [.. rows.Select(i => 1000 + Math.Sin(i))]),
            new NumericColumn("z", [.. rows.Select(i => 0.01 * i * i)]),
        ]);
        return new TrainingTable("all kinds", table, ["size", "when", "kind", "count"], ["y", "z"]);
    }
}
