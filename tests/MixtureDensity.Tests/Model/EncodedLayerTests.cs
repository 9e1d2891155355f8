using MixtureDensity.Tests.Support;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Model;

public sealed class EncodedLayerTests
{
    private static readonly double[] Knots = [-3, -1, 0, 0.5, 2, 4];
    private static readonly string[] Kinds = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];

    [Theory, InlineData(true), InlineData(false)]
    public void Tables_give_what_encoded_rows_and_a_product_of_matrices_give(bool hasPlainColumn)
    {
        IReadOnlyList<PleBin> bins =
            [.. Knots.Zip(Knots.Skip(1), (from, to) => new PleBin(from, to, 0.1 + 0.05 * to * to / 16))];
        TableSchema schema = new(
            [
                new NumericEncoding("x", 0.3, 1.7, bins),
                new OneHotEncoding("kind", Kinds),
                .. hasPlainColumn ? [new NumericEncoding("plain", 2, 0.5, [])] : Array.Empty<InputEncoding>(),
            ],
            [new TargetScaling("y", 5, 2)]);
        // Before, on, between and behind the bins.
        double[] x = [-100, .. Knots, -0.999999, 0.25, 3.99999999, 1e6];
        Table table = new(
            [
                new NumericColumn("x", x), new TextColumn("kind", [.. x.Select((_, i) => Kinds[i % Kinds.Length])]),
                    new NumericColumn("plain", [.. x.Select(v => v / 2)]),
            ]);
        Assert.True(EncodedLayer.AppliesTo(schema));
        using var network = new MixtureDensityNetwork(schema.Width, [19], 3, activation: Activation.Tanh,
            generator: Make.Seed(1));
        using var model = new DensityModel(schema, [network],
            new TrainingSummary(1, 1, default, false, new Dictionary<string, string>()));
        GaussianMixture expected = model.PredictByModules(table);
        MixtureBatch rows = model.Predict(table);
        Close.To(expected.mean.Doubles(), [.. Enumerable.Range(0, x.Length).Select(row => rows.Marginal(row, 0).Mean)],
            1e-5, 1e-5);
        Close.To(expected.stddev.Doubles(),
            [.. Enumerable.Range(0, x.Length).Select(row => rows.Marginal(row, 0).StandardDeviation)], 1e-5, 1e-5);
    }

    [Fact]
    public void PLE_bins_with_gaps_between_them_are_encoded()
    {
        IReadOnlyList<PleBin> gaps = [.. Enumerable.Range(0, 8).Select(i => new PleBin(2 * i, 2 * i + 1, 0.5))];
        Assert.False(EncodedLayer.AppliesTo(new TableSchema([new NumericEncoding("x", 0, 1, gaps)], [])));
    }
}
