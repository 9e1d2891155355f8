using System.Text.Json;
using System.Text.Json.Nodes;
using MdnDemo.Pages;
using MdnDemo.Tables;
using MdnDemo.Tests.Support;
using MixtureDensity;
using TorchSharp;

namespace MdnDemo.Tests;

/// <summary>A page computes what the library computes, but for the rounding of the weights.</summary>
[Collection(nameof(Libtorch))]
public sealed class PageArithmeticSpecs(GeyserFit geyser)
{
    private const double Tolerance = 1e-3;

    [Fact]
    public void The_explorer_of_a_fit_shows_the_models_densities_quantiles_and_regions()
    {
        // Two of its networks, which remain its own.
        DensityModel fit = geyser.Fit.Model, model = new(fit.Schema, [.. fit.Networks.Take(2)], fit.Training);
        using PageScript page = Load(geyser.Table, model);
        foreach (double waiting in new[] { 43, 71.5, 108 })
        {
            page.Predict([waiting]);
            page.TakeMarginal(0);
            AreSame(model.Predict(new { waiting }).Marginal(0), page, fit.Schema.Targets[0].Observation);
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
        // As if what lies beyond were outliers: rows 0 to 3 have the counts 0, 1, 4 and 9.
        schema = schema with
        {
            Inputs = [.. schema.Inputs.Select(input => input is NumericEncoding { Name: "count" } count
                ? count with { Min = 3, Max = 7 } : input)],
        };
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
            {
                page.TakeMarginal(target);
                // What follows from the densities of a row does so in all rows.
                if (row == 0)
                    AreSame(mixtures.Marginal(row, target), page, TargetObservation.Exact);
                else
                    HaveSameDensities(mixtures.Marginal(row, target), page);
            }
            double[] y = [mixtures.Marginal(row, 0).Mean + 0.3, mixtures.Marginal(row, 1).Mean - 0.2];
            double own = page.Number($"Mdn.densityOfTwo(Mdn.marginalOfTwo(mixture, 0, 1), {y[0]}, {y[1]})");
            double other = page.Number($"Mdn.densityOfTwo(Mdn.marginalOfTwo(mixture, 1, 0), {y[1]}, {y[0]})");
            double density = Math.Exp(mixtures.LogDensity(row, y));
            Assert.Equal(1, own / density, Tolerance);
            Assert.Equal(1, other / density, Tolerance);
            AreSameMoments(mixtures, row, page);
        }
    }

    [Fact]
    public void Its_regions_are_calibrated_as_those_of_the_model()
    {
        using PageScript page = LoadWithoutNetworks();
        JsonArray levels = page.Value($"model.targets[0].levels").AsArray();
        TargetCalibration calibration = geyser.Fit.Model.CalibrationOf(0);

        Assert.Equal([0.5, 0.8, 0.9, 0.95], levels.Select(l => (double)l![0]!));
        Assert.All(levels, l =>
            Assert.Equal(1 - calibration.Regions!.OutsideFor((double)l![0]!), (double)l[1]!, 1e-12));
    }

    public static TheoryData<string> Observations { get; } =
    [
        "{}",
        """{ "Lower": 0 }""",
        """{ "Lower": 0.5, "Upper": 2 }""",
        """{ "Spacing": 0.01 }""",
        """{ "Spacing": 1, "Lower": 0, "PointMasses": [0] }""",
        """{ "PointMasses": [0, 1.5], "Lower": 0 }""",
        """{ "IsLogarithmic": true }""",
        """{ "IsLogarithmic": true, "PointMasses": [0] }""",
        """{ "IsLogarithmic": true, "Spacing": 0.5, "GridOffset": 0.25 }""",
    ];

    [Theory]
    [MemberData(nameof(Observations))]
    public void A_value_has_its_distribution_however_it_was_observed(string json)
    {
        TargetObservation observation = JsonSerializer.Deserialize<TargetObservation>(json)!;
        double[] weights = [0.5, 0.3, 0.2], means = [0.2, 1.4, 3], scales = [0.7, 0.2, 0.4];
        double[] masses = [.. observation.PointMasses.Select((_, j) => 0.15 + 0.1 * j)];
        ObservedMixture expected = ObservedMixture.Create(weights, means, scales, observation, masses);
        using PageScript page = LoadWithoutNetworks();
        page.Take($"""
            Distribution.create({JsonSerializer.Serialize(weights.Select((w, k) =>
                new { weight = w, mean = means[k], scale = scales[k] }))},
            {JsonSerializer.Serialize(masses.Select((p, j) =>
                new { value = observation.PointMasses[j], probability = p }))},
            {ModelData.From(observation).ToJsonString()})
            """);
        AreSame(expected, page, observation);
    }

    [Fact]
    public void Along_a_logarithmic_axis_factors_are_lengths_and_areas_are_probabilities()
    {
        using PageScript page = LoadWithoutNetworks();
        double[] weights = [0.7, 0.3], means = [0.5, 2], scales = [0.8, 0.3];
        ObservedMixture expected = ObservedMixture.Create(
            weights, means, scales, new TargetObservation { IsLogarithmic = true }, []);
        page.Take($"""
            Distribution.create({JsonSerializer.Serialize(weights.Select((w, k) =>
                new { weight = w, mean = means[k], scale = scales[k] }))}, [],
            {ModelData.From(new TargetObservation { IsLogarithmic = true }).ToJsonString()})
            """);
        const string Axis = "Chart.scale(0.1, 100, 600, 0, true)";

        foreach (var (value, pixel) in new[] { (0.1, 600), (1, 400), (10, 200), (100, 0) })
        {
            Assert.Equal(pixel, page.Number($"{Axis}({value})"), 1e-9);
            Assert.Equal(value, page.Number($"{Axis}.invert({pixel})"), 1e-9);
        }
        // The density per decade in the middle of each of the pixels from 10 to 1.
        double area = page.Number($$"""
            (axis => Array.from({ length: 200 }, (_, i) => axis.invert(200.5 + i)).reduce((sum, y) =>
              sum + axis.stretch(y) * Distribution.density(one, y) * axis.extent / 600, 0))({{Axis}})
            """);
        Assert.Equal(expected.Cdf(10) - expected.Cdf(1), area, Tolerance);
    }

    [Theory]
    [InlineData(0.35, 40, 20, "[0.5,1,2,5,10,20]")]
    [InlineData(0.35, 40, 5, "[1,3,10,30]")]
    [InlineData(0.35, 40, 3, "[1,10]")]
    [InlineData(0.001, 20_000, 4, "[0.001,0.01,0.1,1,10,100,1000,10000]")]
    public void A_logarithmic_axis_has_round_numbers_no_more_than_fit(double low, double high, int count, string ticks)
    {
        using PageScript page = LoadWithoutNetworks();
        double[] shown = [.. page.Value($"Chart.ticksOf(Chart.scale({low}, {high}, 0, 1, true), {count})").AsArray()
            .Select(tick => (double)tick!["value"]!)];
        double[] all = JsonSerializer.Deserialize<double[]>(ticks)!;

        Assert.InRange(shown.Length, 2, count);
        Assert.All(shown, value => Assert.Contains(all, tick => Math.Abs(value / tick - 1) < 1e-9));
        Assert.Equal(all.Length <= count, shown.Length == all.Length);
    }

    [Theory]
    [InlineData("format(1700000123, 2e4)", "1,700,000,123")]
    [InlineData("format(1.7e12, 1e12)", "1.7000e+12")]
    [InlineData("format(50.00002, 2e-7)", "50.000020000")]
    [InlineData("format(12.3456, 7)", "12.35")]
    [InlineData("tickText(1700005000, 5000)", "1,700,005,000")]
    [InlineData("tickText(1.5e9, 5e8)", "1.5e9")]
    [InlineData("tickText(50.00002, 2e-5)", "50.00002")]
    [InlineData("tickText(2e-5, 1e-5)", "2e-5")]
    [InlineData("exactly(1700000123)", "1,700,000,123")]
    [InlineData("exactly(4 + 1 / 12)", "4.08333333")]
    [InlineData("exactly(0)", "0")]
    [InlineData("rounded(1000.3412, 0.1, 4)", "1000.341")]
    [InlineData("rounded(100000.1234, 0.6, 5)", "100000.123")]
    [InlineData("rounded(71.2345, 20, 4)", "71.23")]
    [InlineData("rounded(0, 20, 4)", "0")]
    public void A_number_keeps_the_digits_in_which_its_column_varies(string call, string text)
    {
        using PageScript page = LoadWithoutNetworks();
        Assert.Equal(text, page.Value($"String(Chart.{call})").GetValue<string>());
    }

    [Fact]
    public void A_curve_with_two_tops_has_two_peaks()
    {
        using PageScript page = LoadWithoutNetworks();
        foreach (var (distance, peaks) in new[] { (5, 2), (1, 1) })
        {
            page.Take("Distribution.create([{ weight: 0.5, mean: 0, scale: 1 }, "
                + $"{{ weight: 0.5, mean: {distance}, scale: 1 }}])");
            Assert.Equal(peaks, page.Number($"Distribution.peaks(one)"));
        }
    }

    [Theory]
    [InlineData("{ weight: 0.0005, mean: 4, scale: 0.001 }")]
    [InlineData("{ weight: 0.0005, mean: 4, scale: 1 }")]
    [InlineData("{ weight: 0.0012, mean: 0.2, scale: 0.05 }")]
    public void A_spike_of_next_to_no_probability_and_a_ripple_are_no_peaks(string component)
    {
        using PageScript page = LoadWithoutNetworks();
        page.Take($"Distribution.create([{{ weight: 0.998, mean: 0, scale: 1 }}, {component}])");
        Assert.Equal(1, page.Number($"Distribution.peaks(one)"));
    }

    // The table behind the heat map of two targets, against integrals of the library's joint density.
    private static void AreSameMoments(MixtureBatch mixtures, int row, PageScript page)
    {
        ScalarDistribution[] both = [mixtures.Marginal(row, 0), mixtures.Marginal(row, 1)];
        const int Steps = 120;
        double[][] z = [.. both.Select(one => (double[])[.. Enumerable.Range(0, Steps)
            .Select(i => one.Mean + one.StandardDeviation * 16 * ((i + 0.5) / Steps - 0.5))])];
        double total = 0, product = 0;
        foreach (double first in z[0])
        {
            foreach (double second in z[1])
            {
                double density = Math.Exp(mixtures.LogDensity(row, [first, second]));
                total += density;
                product += density * (first - both[0].Mean) * (second - both[1].Mean);
            }
        }
        const string Moments = "Mdn.momentsOfTwo(Mdn.marginalOfTwo(mixture, 0, 1))";
        Assert.Equal(product / total / both[0].StandardDeviation / both[1].StandardDeviation,
            page.Number($"{Moments}.correlation"), Tolerance);
        for (int d = 0; d < 2; d++)
        {
            Assert.Equal(0, (page.Number($"{Moments}.means[{d}]") - both[d].Mean) / both[d].StandardDeviation,
                Tolerance);
            Assert.Equal(1, page.Number($"{Moments}.deviations[{d}]") / both[d].StandardDeviation, Tolerance);
        }
    }

    private static double[] HaveSameDensities(ScalarDistribution expected, PageScript page)
    {
        double spread = expected.StandardDeviation;
        Assert.Equal(0, (page.Number($"Distribution.moments(one).mean") - expected.Mean) / spread, Tolerance);
        Assert.Equal(1, page.Number($"Distribution.moments(one).deviation") / spread, Tolerance);
        double[] places = [.. Enumerable.Range(-6, 13).Select(i => expected.Mean + (0.5 * i + 0.0137) * spread)];
        double[] densities = [.. places.Select(y => Math.Exp(expected.LogDensity(y)))];
        for (int i = 0; i < places.Length; i++)
        {
            Assert.Equal(0, (page.Number($"Distribution.density(one, {places[i]})") - densities[i]) / densities.Max(),
                Tolerance);
            Assert.Equal(expected.Cdf(places[i]), page.Number($"Distribution.cdf(one, {places[i]})"), Tolerance);
        }
        return densities;
    }

    private static void AreSame(ScalarDistribution expected, PageScript page, TargetObservation observation)
    {
        double[] densities = HaveSameDensities(expected, page);
        double spread = expected.StandardDeviation, cell = observation.Spacing;
        foreach (double p in new[] { 0.05, 0.25, 0.5, 0.75, 0.95 })
        {
            // Where there is hardly any density a quantile is as vague; its probability is not. At a jump it is in it.
            double quantile = page.Number($"Distribution.quantile(one, {p})");
            Assert.True(expected.Cdf(quantile) >= p - Tolerance, $"{quantile} is no {p} quantile");
            Assert.True(expected.Cdf(quantile - Math.Max(cell, 1e-6 * spread)) <= p + Tolerance,
                $"{quantile} is no {p} quantile");
        }
        foreach (double level in new[] { 0.5, 0.9 })
        {
            Interval[] region = [.. page.Value($"Distribution.region(one, {level})").AsArray()
                .Select(i => new Interval((double)i!["low"]!, (double)i["high"]!))];
            Interval[] shortest = expected.HighestDensityRegion(level);
            // On a grid, one value of about the same probability may be there instead of another.
            double step = cell > 0 ? densities.Max() * cell : 0;
            Assert.Equal(shortest.Sum(expected.Probability), region.Sum(expected.Probability), Tolerance + step);
            Assert.Equal(0, (Length(region) - Length(shortest)) / spread, 5 * Tolerance + 4 * cell / spread);
        }

        double Length(IEnumerable<Interval> intervals) => intervals.Sum(i => i.Upper - i.Lower + cell);
    }

    /// <summary>A page with nothing to predict: its distributions are given.</summary>
    private PageScript LoadWithoutNetworks()
    {
        JsonObject data = ModelData.From(geyser.Table, geyser.Fit.Model);
        data["networks"] = new JsonArray();
        return new PageScript(data);
    }

    private static PageScript Load(TrainingTable table, DensityModel model)
    {
        JsonObject data = ModelData.From(table, model);
        data["networks"] = new JsonArray(
            [.. model.Networks.Select(n => (JsonNode)PackedNetwork.Pack(DenseWeights.From(n)))]);
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
