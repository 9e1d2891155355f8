using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using MdnDemo.Plots;
using MdnDemo.Reports;
using MdnDemo.Tests.Support;
using MixtureDensity;
using ScottPlot;
using ScottPlot.Panels;
using ScottPlot.Plottables;

namespace MdnDemo.Tests;

/// <summary>What the pictures of a fit show, read from what is drawn.</summary>
[Collection(nameof(Libtorch))]
public sealed class FitPictureSpecs(GeyserFit geyser)
{
    private const double BandInErrors = 1.96;

    private TargetEvaluation Scores => geyser.Fit.OutOfFold!.Targets[0];

    private double Rows => geyser.Waiting.Length;

    [Fact]
    public async Task I_can_fit_the_table_that_comes_with_the_program_as_it_is()
    {
        using var folder = new TempDir();
        Outcome outcome = await Demo.RunAsync("fit", "--data", TestTables.Geyser, "--target", "duration", "--model",
            folder.At("m.mdn"), "--steps", $"{GeyserFit.Steps}");

        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith("duration given waiting (1 number); 299 rows.\n", outcome.Output);
        Assert.DoesNotContain("scored better", outcome.Output);
        Assert.Equal(["m-pictures", "m.html", "m.mdn"], folder.Names);
        Assert.Equal(FitPictures.Names(geyser.Table).Order(),
            Directory.EnumerateFiles(folder.At("m-pictures")).Select(path => Path.GetFileName(path)).Order());
        Assert.All(FitReport.Rows(geyser.Fit), row => Assert.Matches(
            $@"(?m)^{Regex.Escape(row.Name)} +{row.Value}( +\+/- +{row.Error})?( +{row.Difference})?"
                + $@"( +\+/- +{row.DifferenceError})? *$", outcome.Output));
        Assert.Contains("cross-validated score (5 folds)", outcome.Output);
        Assert.Contains("predictions average 10 networks.\n", outcome.Output);
        Assert.Contains($"Selected architecture: {geyser.Fit.Architecture}.\n", outcome.Output);
        // The model whose pictures the other tests look at.
        Assert.Equal(ModelFile.Write(geyser.Fit.Model), File.ReadAllBytes(folder.At("m.mdn")));
    }

    [Fact]
    public void Its_pictures_are_drawn_under_the_names_that_were_announced()
    {
        MdnDemo.Files.Picture[] pictures = geyser.Pictures;

        Assert.Equal(["loss.png", "density.png", "regions.png", "pit.png", "coverage.png"],
            pictures.Select(picture => picture.Name));
        Assert.Equal(FitPictures.Names(geyser.Table), pictures.Select(picture => picture.Name));
        Assert.Equal(5, pictures.Select(picture => Convert.ToBase64String(picture.Content)).Distinct().Count());
        Assert.All(pictures, picture =>
        {
            using var image = new Support.Image(picture.Content);
            Assert.Equal((Style.Width, Style.Height), (image.Width, image.Height));
        });
    }

    [Fact]
    public void The_losses_are_those_of_every_fold_with_the_best_checkpoint_of_each()
    {
        using Plot plot = FitLossFigure.Draw(geyser.Fit);
        HasText(plot, "Training: each network's loss", "step", "mean negative log-likelihood, nats");
        HasLegend(plot, "training", "validation", "best checkpoint");

        // Without the loss of the untrained network.
        TrainingProgress[][] curves = [.. geyser.Fit.Curves.Select(curve => curve.Skip(1).ToArray())];
        Assert.Equal(5, curves.Length);
        Coordinates[][] expected = [.. curves.SelectMany(curve => new[]
        {
            curve.Select(p => new Coordinates(p.Step, p.TrainingLoss)).ToArray(),
            curve.Select(p => new Coordinates(p.Step, p.ValidationLoss)).ToArray(),
        })];
        Scatter[] lines = [.. plot.GetPlottables<Scatter>()];
        Assert.Equal(expected, lines.Select(line => line.Data.GetScatterPoints().ToArray()));
        Assert.All(lines, (line, i) => Assert.Equal(i % 2 == 0 ? Style.Blue : Style.Red, line.Color.WithAlpha(1.0)));

        Coordinates[] best = [.. curves.Select(curve => curve.MinBy(p => p.ValidationLoss))
            .Select(p => new Coordinates(p.Step, p.ValidationLoss))];
        Assert.Equal(best, plot.GetPlottables<Marker>().Select(marker => marker.Coordinates));
        AxisLimits limits = plot.Axes.GetLimits();
        Assert.All(best, point => Assert.InRange(point.Y, limits.Bottom, limits.Top));
        Assert.All(curves.SelectMany(curve => curve), p => Assert.InRange(p.TrainingLoss, limits.Bottom, limits.Top));
    }

    [Fact]
    public void The_density_is_that_of_the_model_at_every_place_with_the_data_upon_it()
    {
        using Plot plot = TableDensityFigure.Draw(geyser.Table, geyser.Fit.Model, target: 0);
        HasText(plot, "The density of duration given waiting", "waiting", "duration");
        HasLegend(plot, "data", "linear regression");
        Assert.Equal(Data, Points(Assert.Single(plot.GetPlottables<Markers>())));

        Heatmap map = Assert.Single(plot.GetPlottables<Heatmap>());
        AxisLimits limits = plot.Axes.GetLimits();
        Assert.True(limits.Left < geyser.Waiting.Min() && geyser.Waiting.Max() < limits.Right);
        Assert.True(limits.Bottom < geyser.Duration.Min() && geyser.Duration.Max() < limits.Top);
        Assert.Equal((limits.Left, limits.Right, limits.Bottom, limits.Top),
            (map.Extent!.Value.Left, map.Extent.Value.Right, map.Extent.Value.Bottom, map.Extent.Value.Top));
        // A place is within a cell of what is drawn there; where the density is even that changes little.
        foreach (double waiting in new[] { 45.0, 60, 75, 90, 105 })
        {
            ScalarDistribution after = geyser.DurationAfter(waiting);
            foreach (double duration in new[] { 1.2, 1.9, 3.0, 4.2, 5.2 })
            {
                double density = Math.Exp(after.LogDensity(duration));
                Assert.Equal(density, Shown(map, new Coordinates(waiting, duration)), 0.03 + 0.1 * density);
            }
        }
    }

    [Fact]
    public void The_ridges_of_the_density_lie_where_the_data_do()
    {
        using Plot plot = TableDensityFigure.Draw(geyser.Table, geyser.Fit.Model, target: 0);
        Heatmap map = Assert.Single(plot.GetPlottables<Heatmap>());
        double mean = map.Intensities.Cast<double>().Average();
        Assert.True(Data.Average(point => Shown(map, point)) > 2 * mean);
        // After a short wait long eruptions; after a long one short or long, and hardly any between.
        double[] shortWait = [.. new[] { 1.9, 3.0, 4.3 }.Select(d => Shown(map, new Coordinates(52, d)))];
        double[] longWait = [.. new[] { 1.9, 3.0, 4.0 }.Select(d => Shown(map, new Coordinates(85, d)))];
        Assert.True(shortWait[2] > 5 * shortWait[0]);
        Assert.True(longWait[0] > 2 * longWait[1] && longWait[2] > 2 * longWait[1]);
        // The colours end where the densest tenth of the probability begins, values with one of their own apart.
        double brightest = map.ManualRange!.Value.Max, cell = map.Extent!.Value.Height / map.Intensities.GetLength(0);
        double[] masses = [.. geyser.Fit.Model.Schema.Targets[0].Observation.PointMasses];
        double[] others = [.. Enumerable.Range(0, map.Intensities.GetLength(0))
            .Where(row => masses.All(mass => Math.Abs(map.Extent.Value.Bottom + (row + 0.5) * cell - mass) > 0.01301))
            .SelectMany(row => Enumerable.Range(0, map.Intensities.GetLength(1)).Select(c => map.Intensities[row, c]))];
        Assert.Equal([2.0, 4.0], masses);
        Assert.Equal(0, map.ManualRange.Value.Min);
        Assert.Equal(0.1 * others.Sum(), others.Where(d => d > brightest).Sum(), 0.002 * others.Sum());
        Assert.StartsWith("density per unit; brightest: ",
            Assert.Single(plot.Axes.GetPanels().OfType<ColorBar>()).Label);
    }

    [Fact]
    public void The_line_through_the_density_has_the_least_squares()
    {
        using Plot plot = TableDensityFigure.Draw(geyser.Table, geyser.Fit.Model, target: 0);
        Coordinates[] line = [.. Assert.Single(plot.GetPlottables<Scatter>()).Data.GetScatterPoints()];
        double slope = (line[^1].Y - line[0].Y) / (line[^1].X - line[0].X);
        // Residuals of least squares add up to nothing, and so do their products with the input.
        double[] residuals =
            [.. Data.Select(point => point.Y - line[0].Y - slope * (point.X - line[0].X))];
        Assert.Equal(0, residuals.Average(), 1e-9);
        Assert.Equal(0, residuals.Zip(geyser.Waiting, (r, x) => r * x).Average(), 1e-7);
        AxisLimits limits = plot.Axes.GetLimits();
        Assert.Equal((limits.Left, limits.Right), (line[0].X, line[^1].X));
    }

    [Fact]
    public void The_regions_are_those_of_the_model_at_every_place()
    {
        using Plot plot = RegionsFigure.Draw(geyser.Table, geyser.Fit.Model, target: 0);
        HasText(plot, "Highest-density regions of duration given waiting", "waiting", "duration");
        HasLegend(plot, "data", "95 %", "80 %", "50 %");
        Assert.Equal(Data, Points(Assert.Single(plot.GetPlottables<Markers>())));

        RegionBand[] bands = [.. plot.GetPlottables<RegionBand>()];
        AxisLimits limits = plot.Axes.GetLimits();
        // The model's regions end at values of the grid, those drawn at the ends of their cells.
        double cell = (limits.Top - limits.Bottom) / 600,
            spacing = geyser.Fit.Model.Schema.Targets[0].Observation.Spacing;
        Assert.Equal(3, bands.Length);
        foreach (int i in new[] { 0, 200, 400, 599 })
        {
            (double left, double right, _) = bands[0].Slabs[i];
            ScalarDistribution there = geyser.DurationAfter((left + right) / 2);
            Assert.All(new[] { 0.95, 0.8, 0.5 }, (level, b) =>
            {
                // A cell that is partly in a region is in it or not.
                double drawn = bands[b].Slabs[i].Regions.Sum(r => there.Cdf(r.Upper) - there.Cdf(r.Lower));
                Assert.Equal(level, drawn, 0.02);
                Assert.Equal(there.HighestDensityRegion(level).Sum(r => r.Upper - r.Lower),
                    bands[b].Slabs[i].Regions.Sum(r => r.Upper - r.Lower),
                    3 * cell + spacing * bands[b].Slabs[i].Regions.Length);
            });
        }
        // The eruptions of exactly four minutes are an interval of their own, and so nowhere is a median drawn.
        Assert.All(bands[1].Slabs, slab =>
        {
            Assert.True(slab.Regions.Length > 1);
            Assert.Single(slab.Regions, r => r.Lower <= 4 && 4 <= r.Upper);
        });
        Assert.Empty(plot.GetPlottables<Scatter>());
    }

    [Fact]
    public void The_histogram_of_the_transform_counts_every_row_within_the_band_of_chance()
    {
        using Plot plot = CalibrationFigure.DrawPit(Scores);
        HasText(plot, "PIT histogram of duration", "P(Y ≤ y), out-of-fold rows", "frequency, relative to calibrated");
        HasLegend(plot, "out-of-fold rows", "calibrated", "95 % band");

        List<Bar> bars = Assert.Single(plot.GetPlottables<BarPlot>()).Bars;
        Assert.Equal(19, bars.Count);
        Assert.All(bars, bar =>
        {
            Assert.Equal(1.0 / bars.Count, bar.Size, 1e-12);
            double from = bar.Position - bar.Size / 2, to = bar.Position + bar.Size / 2;
            Assert.Equal(Scores.Pit.Count(p => p >= from && p < to) / Rows, bar.Value * bar.Size, 1e-12);
        });
        // A row falls into a bar with the probability s of its share: √(s (1 − s)/n)/s.
        double error = Math.Sqrt((bars.Count - 1) / Rows);
        Rectangle band = Assert.Single(plot.GetPlottables<Rectangle>());
        Assert.Equal((0.0, 1.0), (band.X1, band.X2));
        Assert.Equal(1 - BandInErrors * error, band.Y1, 1e-12);
        Assert.Equal(1 + BandInErrors * error, band.Y2, 1e-12);
        Assert.Equal(1, Assert.Single(plot.GetPlottables<HorizontalLine>()).Y);
        AxisLimits limits = plot.Axes.GetLimits();
        Assert.Equal((0.0, 1.0, 0.0), (limits.Left, limits.Right, limits.Bottom));
        Assert.True(limits.Top > bars.Max(bar => bar.Value) && limits.Top > band.Y2);
    }

    [Theory]
    [InlineData(1.0, 1.0), InlineData(0.5, 0.0), InlineData(0.95, 0.95)]
    public void Bars_of_the_transform_are_in_their_band_where_it_is_flat(double filled, double inside)
    {
        // 20 bars for 2,000 rows, in the first of which they are spread evenly.
        double[] pit = [.. Enumerable.Range(0, 2000).Select(i => filled * (i + 0.5) / 2000)];
        var target = new TargetEvaluation("y", new Estimate(0, 0), new Estimate(0, 0), pit);
        Assert.Equal(inside, PitHistogram.From(target).Inside, 1e-12);
    }

    [Fact]
    public void Of_a_calibrated_model_95_percent_of_the_bars_are_in_their_band()
    {
        var random = new Random(1);
        double inside = Enumerable.Range(0, 500).Average(_ => PitHistogram.From(new TargetEvaluation("y",
            new Estimate(0, 0), new Estimate(0, 0), [.. Enumerable.Range(0, 2000).Select(_ => random.NextDouble())]))
            .Inside);
        // 10,000 bars, that are a little less certain than as many draws.
        Assert.InRange(inside, 0.94, 0.96);
    }

    [Fact]
    public void The_band_of_the_bars_is_as_wide_as_groups_of_equal_rows_make_it()
    {
        const int GroupSize = 4;
        var random = new Random(1);
        double[] pit = [.. Enumerable.Range(0, 1000).Select(_ => random.NextDouble())
            .SelectMany(p => Enumerable.Repeat(p, GroupSize))];
        var target = new TargetEvaluation("y", new Estimate(0, 0), new Estimate(0, 0), pit);
        // As of a quarter of the rows.
        Assert.Equal(Math.Sqrt(GroupSize), PitHistogram.From(target with
        {
            Groups = [.. Enumerable.Range(0, pit.Length).Select(row => row / GroupSize)],
        }).Band / PitHistogram.From(target).Band, 0.01);
    }

    [Fact]
    public void The_coverage_is_the_share_of_rows_in_their_intervals_beside_the_band_of_chance()
    {
        using Plot plot = CalibrationFigure.DrawCoverage(Scores);
        HasText(plot, "Coverage of the intervals of duration", "nominal level",
            "fraction of the out-of-fold rows inside");
        HasLegend(plot, "out-of-fold rows", "calibrated", "95 % band");

        LinePlot diagonal = Assert.Single(plot.GetPlottables<LinePlot>());
        Assert.Equal((new Coordinates(0, 0), new Coordinates(1, 1)), (diagonal.Start, diagonal.End));
        Coordinates[] curve = [.. Assert.Single(plot.GetPlottables<Scatter>()).Data.GetScatterPoints()];
        (double X, double Low, double High)[] band = Band(Assert.Single(plot.GetPlottables<FillY>()));
        Assert.Equal(99, curve.Length);
        Assert.All(curve, (point, i) =>
        {
            double level = (i + 1) / 100.0, error = Math.Sqrt(level * (1 - level) / Rows);
            Assert.Equal(level, point.X, 1e-12);
            // From 0.5 (1 − level) to 0.5 (1 + level) of the predicted probability.
            Assert.Equal(Scores.Pit.Count(p => Math.Abs(p - 0.5) <= level / 2) / Rows, point.Y, 1 / Rows);
            Assert.Equal(level - BandInErrors * error, band[i].Low, 1e-12);
            Assert.Equal(level + BandInErrors * error, band[i].High, 1e-12);
        });
        AxisLimits limits = plot.Axes.GetLimits();
        Assert.Equal((0.0, 1.0, 0.0, 1.0), (limits.Left, limits.Right, limits.Bottom, limits.Top));
    }

    /// <summary>The density in the cell of a place; that of the first row is at the bottom.</summary>
    private static double Shown(Heatmap map, Coordinates place)
    {
        Assert.True(map.FlipVertically && !map.FlipHorizontally);
        CoordinateRect extent = map.Extent!.Value;
        int row = (int)((place.Y - extent.Bottom) / (extent.Top - extent.Bottom) * map.Intensities.GetLength(0));
        int column = (int)((place.X - extent.Left) / (extent.Right - extent.Left) * map.Intensities.GetLength(1));
        return map.Intensities[row, column];
    }

    private Coordinates[] Data =>
        [.. geyser.Waiting.Zip(geyser.Duration, (waiting, duration) => new Coordinates(waiting, duration))];

    private static Coordinates[] Points(Markers markers) => [.. markers.Data.GetScatterPoints()];

    private static void HasText(Plot plot, string title, string x, string y) => Assert.Equal((title, x, y),
        (plot.Axes.Title.Label.Text, plot.Axes.Bottom.Label.Text, plot.Axes.Left.Label.Text));

    private static void HasLegend(Plot plot, params string[] names) =>
        Assert.Equal(names, plot.Legend.ManualItems.Select(item => item.LabelText));

    /// <summary>The lower and the upper edge at each place, from the left.</summary>
    private static (double X, double Low, double High)[] Band(FillY band) =>
        [.. Outline(band).Coordinates.GroupBy(point => point.X).OrderBy(place => place.Key)
            .Select(place => (place.Key, place.Min(point => point.Y), place.Max(point => point.Y)))];

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Poly")]
    private static extern Polygon Outline(FillY band);
}
