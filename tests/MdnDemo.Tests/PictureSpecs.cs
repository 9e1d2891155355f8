using MdnDemo.Experiments;
using MdnDemo.Plots;
using MdnDemo.Tests.Support;
using ScottPlot.Plottables;
using SkiaSharp;

namespace MdnDemo.Tests;

[Collection(nameof(Libtorch))]
public class PictureSpecs
{
    private const int TitleHeight = 32;

    private static readonly Lazy<Dictionary<string, byte[]>> Pictures = new(() =>
        RegressPictures.Draw(RegressExperiment.Run(new RegressOptions { Epochs = 100 }, null, default))
            .Concat(MdnPictures.Draw(MdnExperiment.Run(new MdnOptions { Epochs = 100 }, null, default)))
            .ToDictionary(picture => picture.Name, picture => picture.Content));

    [Fact]
    public void I_get_the_notebooks_pictures_and_three_more() => Assert.Equal(
        ["mdn-1.png", "mdn-2.png", "mdn-3.png", "mdn-4.png", "mdn-5.png", "mdn-6.png", "mdn-7.png", "mdn-loss.png",
            "regress-loss.png"],
        Pictures.Value.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("mdn-1.png", nameof(Image.IsRed))]
    [InlineData("mdn-2.png", nameof(Image.IsRed), nameof(Image.IsBlue))]
    [InlineData("mdn-3.png", nameof(Image.IsRed), nameof(Image.IsBlue))]
    [InlineData("mdn-4.png", nameof(Image.IsGreen))]
    [InlineData("mdn-5.png", nameof(Image.IsGreen))]
    [InlineData("mdn-6.png", nameof(Image.IsRed))]
    [InlineData("mdn-7.png", nameof(Image.IsRed))]
    [InlineData("regress-loss.png", nameof(Image.IsBlue), nameof(Image.IsRed), nameof(Image.IsGreen))]
    [InlineData("mdn-loss.png", nameof(Image.IsBlue), nameof(Image.IsRed), nameof(Image.IsGreen))]
    public void A_picture_has_its_colours_and_a_title(string name, params string[] colours)
    {
        using var image = new Image(Pictures.Value[name]);

        Assert.Equal((1000, 700), (image.Width, image.Height));
        // Letters, on a white ground.
        Assert.InRange(image.Count(0, TitleHeight, Image.IsDark), 500, 5000);
        Assert.True(image.Count(0, TitleHeight, c => c == SKColors.White) > 20_000);
        // The smallest of what is looked for is the loss picture's diamond, of over 100 pixels.
        foreach (string colour in colours)
            Assert.True(image.Count(Colours[colour]) > 100,
                $"{name}: only {image.Count(Colours[colour])} pixels are {colour}");
        foreach (string absent in Colours.Keys.Except(colours))
            Assert.True(name == "mdn-7.png" || image.Count(Colours[absent]) == 0,
                $"{name}: {image.Count(Colours[absent])} pixels are {absent}");
    }

    [Fact]
    public void The_density_is_dark_where_nothing_is_and_bright_on_its_ridges()
    {
        using var image = new Image(Pictures.Value["mdn-7.png"]);

        Assert.True(image.Count(Image.IsDark) > 200_000);
        Assert.True(image.Count(c => c.Red > 180 && c.Blue < 120) > 2_000);
    }

    [Fact]
    public void A_run_of_one_of_everything_has_its_pictures_too()
    {
        var least = new MdnOptions { Epochs = 1, Points = 1, Hidden = 1, Components = 1, Seed = 0 };
        MdnResult result = MdnExperiment.Run(least, null, TestContext.Current.CancellationToken);

        Assert.Equal(6, MdnPictures.Draw(result).Count());
    }

    [Fact]
    public void The_curve_of_the_losses_is_their_median_over_a_hundredth_of_the_run()
    {
        var random = new Random(1);
        // Rounded, so that many are the same.
        double[] losses = [.. Enumerable.Range(0, 700)
            .Select(epoch => Math.Round(5 * Math.Exp(-epoch / 200.0) + random.NextDouble(), 1))];
        ScottPlot.Plot plot =
            LossFigure.DrawLogLikelihood(new Training(losses, TimeSpan.Zero, 1, 1, "conditional entropy"));
        IReadOnlyList<double> curve = plot.GetPlottables<Signal>().Last().Data.GetYs();

        Assert.Equal(losses.Select((_, i) => Median(losses[Math.Max(0, i - 3)..Math.Min(700, i + 4)])), curve);

        static double Median(IEnumerable<double> values) =>
            values.Order().ToArray() is var sorted && sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    [Theory]
    [InlineData(false, "Training the mixture density network", "mean negative log-likelihood, nats")]
    [InlineData(true, "Training the regression network", "mean squared error")]
    public void The_losses_stand_beside_what_is_reached_on_new_points_and_what_is_possible(
        bool isSquaredError, string title, string axis)
    {
        double[] losses = [1000, 100, 10, 20];
        var training = new Training(losses, TimeSpan.Zero, TestLoss: 15, IrreducibleLoss: 5, "noise variance");
        using ScottPlot.Plot plot =
            isSquaredError ? LossFigure.DrawSquaredError(training) : LossFigure.DrawLogLikelihood(training);
        HasText(plot, title, "epoch", axis);
        HasLegend(plot, "every epoch", "running median", "noise variance 5.000", "test loss 15.000");

        double Place(double loss) => isSquaredError ? Math.Log10(loss) : loss;
        Assert.Equal(losses.Select(Place), plot.GetPlottables<Signal>().First().Data.GetYs());
        Assert.Equal(Place(5), Assert.Single(plot.GetPlottables<HorizontalLine>()).Y);
        Assert.Equal(new ScottPlot.Coordinates(3, Place(15)),
            Assert.Single(plot.GetPlottables<Marker>()).Coordinates);
        ScottPlot.AxisLimits limits = plot.Axes.GetLimits();
        Assert.True(limits.Bottom < Place(5) && Place(15) < limits.Top);
    }

    [Fact]
    public void Data_samples_and_predictions_are_drawn_where_they_are()
    {
        Points data = new([1, 2, 3], [4, 5, 6]), others = new([7, 8], [9, 10]);
        using ScottPlot.Plot one = PointsFigure.DrawData(data),
            samples = PointsFigure.DrawSamples(data, others),
            predictions = PointsFigure.DrawPredictions(data, others);
        Assert.Equal([data], Circles(one), SamePoints);
        Assert.Equal([data, others], Circles(samples), SamePoints);
        Assert.Equal([data, others], Circles(predictions), SamePoints);
        HasText(one, "The data: y = 7 sin(0.75 x) + 0.5 x + ε", "x", "y");
        HasText(samples, "The inverse, one x to many y: samples of p(y|x)", "x", "y");
        HasText(predictions, "Regression x ↦ y: one prediction for every x", "x", "y");
        HasLegend(samples, "data", "one sample at each new x");
        HasLegend(predictions, "data", "the network's prediction at new x");
    }

    [Fact]
    public void Every_parameter_of_a_mixture_is_drawn_over_its_input()
    {
        double[,] weights = { { 0.25, 0.75 }, { 0.5, 0.5 }, { 1, 0 } }, means = { { 1, 2 }, { 3, 4 }, { 5, 6 } },
            scales = { { 0.1, 1 }, { 10, 100 }, { 0.01, 1000 } };
        var mixtures = new Mixtures([-1, 0, 1], weights, means, scales);
        using ScottPlot.Plot ofMeans = ParametersFigure.DrawMeans(mixtures),
            ofScales = ParametersFigure.DrawScales(mixtures), ofWeights = ParametersFigure.DrawWeights(mixtures);
        Assert.Equal([new([-1, 0, 1], [1, 3, 5]), new([-1, 0, 1], [2, 4, 6])], Circles(ofMeans), SamePoints);
        Assert.Equal([new([-1, 0, 1], [-1, 1, -2]), new([-1, 0, 1], [0, 2, 3])], Circles(ofScales), SamePoints);
        Assert.Equal([new([-1, 0, 1], [0.25, 0.5, 1]), new([-1, 0, 1], [0.75, 0.5, 0])], Circles(ofWeights),
            SamePoints);
        HasText(ofMeans, "Where the 2 components are: every mean μₖ(x)", "x", "μ");
        HasText(ofScales, "How wide the 2 components are: every scale σₖ(x)", "x", "σ");
        HasText(ofWeights, "How much the 2 components count: every weight πₖ(x)", "x", "π");
    }

    private static Points[] Circles(ScottPlot.Plot plot) =>
        [.. plot.GetPlottables<Markers>().Select(markers => markers.Data.GetScatterPoints())
            .Select(points => new Points([.. points.Select(p => p.X)], [.. points.Select(p => p.Y)]))];

    private static bool SamePoints(Points a, Points b) => a.X.SequenceEqual(b.X) && a.Y.SequenceEqual(b.Y);

    private static void HasText(ScottPlot.Plot plot, string title, string x, string y) => Assert.Equal((title, x, y),
        (plot.Axes.Title.Label.Text, plot.Axes.Bottom.Label.Text, plot.Axes.Left.Label.Text));

    private static void HasLegend(ScottPlot.Plot plot, params string[] names) =>
        Assert.Equal(names, plot.Legend.ManualItems.Select(item => item.LabelText));

    private static readonly Dictionary<string, Func<SKColor, bool>> Colours = new()
    {
        [nameof(Image.IsRed)] = Image.IsRed,
        [nameof(Image.IsGreen)] = Image.IsGreen,
        [nameof(Image.IsBlue)] = Image.IsBlue,
    };
}
