using System.Globalization;
using MdnDemo.Plots;
using MdnDemo.Tables;
using MdnDemo.Tests.Support;
using MixtureDensity;
using ScottPlot;
using ScottPlot.Panels;
using ScottPlot.Plottables;

namespace MdnDemo.Tests;

/// <summary>Pictures of columns as real tables have them: long tails, many rows, two humps, categories, gaps.</summary>
[Collection(nameof(Libtorch))]
public sealed class RealColumnSpecs
{
    private static readonly (double, double, double)[] TwoHumps = [(0.5, -2, 0.3), (0.5, 2, 0.3)];
    private static readonly (double, double, double)[] OneHump = [(1, 0, 1)];

    [Fact]
    public void A_positive_target_with_a_long_tail_has_a_logarithmic_axis()
    {
        var random = new Random(1);
        double[] x = [.. Enumerable.Range(0, 1500).Select(_ => 10 * random.NextDouble())];
        double[] y = [.. x.Select(v => Math.Exp(0.3 * v + 0.8 * Normal(random)))];
        TrainingTable table = SameEverywhere.Table(new NumericColumn("x", x), new NumericColumn("income", y));
        using DensityModel model = SameEverywhere.Model(table, (1, 5, 1));
        using Plot plot = TableDensityFigure.Draw(table, model, target: 0);

        Coordinates[] points = [.. Assert.Single(plot.GetPlottables<Markers>()).Data.GetScatterPoints()];
        Assert.Equal(y.Select(Math.Log10), points.Select(p => p.Y));
        AxisLimits limits = plot.Axes.GetLimits();
        // Half of the rows lie along a quarter of the axis or more.
        double[] sorted = [.. points.Select(p => p.Y).Order()];
        Assert.InRange((sorted[1125] - sorted[375]) / (limits.Top - limits.Bottom), 0.2, 0.8);
        Assert.Contains(Ticks(plot, plot.Axes.Left), tick => tick.Label == "10" && tick.Position == 1);
        using Plot regions = RegionsFigure.Draw(table, model, target: 0);
        // They are those of the logarithm, and say so.
        Assert.Equal("Highest-density regions of log income given x", regions.Axes.Title.Label.Text);
        Assert.StartsWith("density per decade", Assert.Single(plot.Axes.GetPanels().OfType<ColorBar>()).Label);
        // The regression is one of the values, and has no place where it is below 0.
        var (slope, intercept) = table.RegressionLine(0);
        Assert.All(Assert.Single(plot.GetPlottables<Scatter>()).Data.GetScatterPoints(), p =>
            Assert.Equal(intercept + slope * p.X, Math.Pow(10, p.Y), 1e-6));
    }

    [Theory]
    [InlineData(4.7, 6.4)]
    [InlineData(2.5, 6.9)]
    [InlineData(-0.2, 0.9)]
    [InlineData(11.3, 13.8)]
    [InlineData(-90, 95)]
    public void The_numbers_along_a_logarithmic_axis_are_apart_whatever_their_size(double low, double high)
    {
        using Plot plot = Style.Figure("", "", "");
        plot.Axes.SetLimits(low, high, low, high);
        foreach (var (axis, pixels) in new (IAxis, double)[] { (plot.Axes.Bottom, 690), (plot.Axes.Left, 500) })
        {
            axis.LogarithmicTicks();
            Tick[] ticks = [.. Ticks(plot, axis)
                .Where(t => t.IsMajor && t.Position >= low && t.Position <= high).OrderBy(t => t.Position)];
            Assert.InRange(ticks.Length, 3, 20);
            Assert.All(ticks, t => Assert.Equal(t.Position,
                Math.Log10(double.Parse(t.Label, CultureInfo.InvariantCulture)), 1e-9));
            using Paint paint = Paint.NewDisposablePaint();
            double[] rooms = [.. ticks.Select(t => axis.TickLabelStyle.Measure(t.Label, paint))
                .Select(size => axis == plot.Axes.Bottom ? size.Width : size.Height)];
            for (int i = 1; i < ticks.Length; i++)
                Assert.True((ticks[i].Position - ticks[i - 1].Position) / (high - low) * pixels
                    > (rooms[i] + rooms[i - 1]) / 2, $"{ticks[i - 1].Label} and {ticks[i].Label} overlap");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_axis_leaves_out_what_would_squeeze_all_else_together_and_says_so(bool hasTails)
    {
        var random = new Random(2);
        // Normal values; divided by others they have tails without end.
        double[] y = [.. Enumerable.Range(0, 2000).Select(_ => Normal(random) / (hasTails ? Normal(random) : 1))];
        var scale = AxisScale.For(new Table([new NumericColumn("y", y)]), "y");

        Assert.Equal(hasTails ? "y (middle 95 % of the rows)" : "y", scale.Label("y"));
        Assert.InRange(y.Count(v => v >= scale.Low && v <= scale.High), hasTails ? 1900 : 2000, hasTails ? 1960 : 2000);
        double[] sorted = [.. y.Order()];
        Assert.InRange((sorted[1800] - sorted[200]) / (scale.High - scale.Low), 0.15, 1);
    }

    [Fact]
    public void An_axis_that_leaves_nothing_out_says_nothing_of_it()
    {
        // 4 % of the rows at either end, which is more than an axis may omit.
        double[] y = [.. Enumerable.Range(0, 1000).Select(i => i < 40 ? -100 : i >= 960 ? 100 : i % 7 / 10.0)];
        var scale = AxisScale.For(new Table([new NumericColumn("y", y)]), "y");
        Assert.True(scale.Low < -100 && scale.High > 100);
        Assert.Equal("y", scale.Label("y"));
    }

    [Fact]
    public void A_column_is_drawn_whole_whatever_values_it_has()
    {
        Assert.All<double[]>([[0, 1, 1, 1, 1], [1, 1, 1, 1, 1e9], [1e-300, 1e300], [-5, -5, double.NaN, -4], [0, 0, 7],
            [double.NaN, double.NaN], [3], [-1e20, -1e20]],
            values =>
        {
            var scale = AxisScale.For(new Table([new NumericColumn("y", values)]), "y");
            Assert.True(double.IsFinite(scale.High) && scale.Low < scale.High);
            Assert.All(values.Where(double.IsFinite), v => Assert.InRange(scale.Place(v), scale.Low, scale.High));
            Assert.All(values.Where(double.IsFinite), v =>
                Assert.Equal(v, scale.Value(scale.Place(v)), 1e-9 * Math.Abs(v)));
        });
    }

    [Fact]
    public void Of_many_rows_some_are_drawn_and_the_legend_says_how_many()
    {
        TrainingTable table = Line(20_000);
        using DensityModel model = SameEverywhere.Model(table, OneHump);
        using Plot density = TableDensityFigure.Draw(table, model, target: 0),
            regions = RegionsFigure.Draw(table, model, target: 0);
        Assert.All([density, regions], plot =>
        {
            Markers points = Assert.Single(plot.GetPlottables<Markers>());
            Assert.Equal(1500, points.Data.GetScatterPoints().Count);
            Assert.Contains("1,500 of 20,000 rows", plot.Legend.ManualItems.Select(item => item.LabelText));
            // From all over the table.
            Assert.Equal(table.Rows.Numbers("x").Average(), points.Data.GetScatterPoints().Average(p => p.X), 0.5);
        });
    }

    [Fact]
    public void Each_cell_of_a_density_has_its_probability_however_narrow_the_ridge_is()
    {
        TrainingTable table = Line(500);
        using DensityModel model = SameEverywhere.Model(table, (0.5, 0.123, 1e-4), (0.5, 2, 0.5));
        using Plot plot = TableDensityFigure.Draw(table, model, target: 0);
        Heatmap map = Assert.Single(plot.GetPlottables<Heatmap>());
        double cell = (map.Extent!.Value.Top - map.Extent.Value.Bottom) / map.Intensities.GetLength(0);
        double[] column = [.. Enumerable.Range(0, map.Intensities.GetLength(0)).Select(i => map.Intensities[i, 7])];
        Assert.Equal(1, column.Sum() * cell, 1e-6);
        Assert.Equal(0.5, column.Max() * cell, 1e-3);
        Assert.True(map.ManualRange!.Value.Max > 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void Values_with_a_probability_of_their_own_and_bounds_are_drawn_as_they_are(double spacing)
    {
        // Half of it is 0, and the other half even between 0 and 10; on a grid, of what is rounded to its values.
        var scale = new AxisScale(-1, 11, IsLogarithmic: false, IsTime: false, Shown: 1);
        var observation = new TargetObservation { Spacing = spacing, PointMasses = [0], Lower = 0, Upper = 10 };
        var axis = new AxisCells(scale, observation);
        var cells = new DensityCells(axis, Cdf);
        double size = 12.0 / AxisCells.Count;

        Assert.Equal(1, cells.Densities.Sum() * size, 1e-9);
        double[] places = [.. scale.Centers(AxisCells.Count)];
        Assert.All(places.Zip(cells.Densities).Where(c => c.First < -size || c.First > 10 + size), c =>
            Assert.Equal(0, c.Second));
        Assert.All(places.Zip(cells.Densities).Where(c => c.First > 1 && c.First < 9), c =>
            Assert.Equal(0.05, c.Second, 0.006));
        Assert.True(cells.Densities.Max() > 1);
        Assert.All(places.Zip(axis.HoldMasses), c =>
            Assert.True(!c.Second || Math.Abs(c.First) <= spacing / 2 + size));
        // Its spike is cut off, for the rest to be seen.
        Assert.All(cells.Outline().Where(c => c.Place > 1 && c.Place < 9), c => Assert.InRange(c.Height, 0.8, 1));

        double Cdf(double y)
        {
            double up = spacing > 0 ? Math.Floor(y / spacing) * spacing + spacing / 2 : y;
            return y < 0 ? 0 : 0.5 + 0.05 * Math.Clamp(up, 0, 10);
        }
    }

    [Fact]
    public void What_lies_beyond_an_axis_is_not_drawn_on_it()
    {
        // With a tail on the axis, and with none that a number can hold.
        var axis = new AxisCells(new AxisScale(-1, 1, IsLogarithmic: false, IsTime: false, Shown: 1), new());
        foreach (double mean in new[] { -20, -1000 })
        {
            var cells = new DensityCells(
                axis, ObservedMixture.Create([1], [mean], [1], TargetObservation.Exact, []).Cdf);
            Assert.All(cells.Outline(), c => Assert.Equal(0, c.Height));
            Assert.All(cells.Regions(), Assert.Empty);
        }
        TrainingTable table = Line(100);
        using DensityModel model = SameEverywhere.Model(table, (1, -1000, 1));
        using Plot plot = RegionsFigure.Draw(table, model, target: 0);
        plot.RenderInMemory();
        Assert.Empty(plot.GetPlottables<Scatter>());
    }

    [Fact]
    public void Two_humps_are_two_bands_with_no_median_between_them()
    {
        TrainingTable table = Line(500);
        using DensityModel model = SameEverywhere.Model(table, TwoHumps);
        using Plot plot = RegionsFigure.Draw(table, model, target: 0);
        ScalarDistribution answer = model.Predict(table.Rows.Select([0])).Marginal(0);
        AxisLimits limits = plot.Axes.GetLimits();
        Assert.All(plot.GetPlottables<RegionBand>(), (band, b) => Assert.All(band.Slabs, slab =>
        {
            Interval[] expected = answer.HighestDensityRegion(new[] { 0.95, 0.8, 0.5 }[b]);
            Assert.Equal(2, expected.Length);
            Assert.Equal(2, slab.Regions.Length);
            Assert.All(slab.Regions, (region, i) =>
            {
                Assert.Equal(expected[i].Lower, region.Lower, 2 * (limits.Top - limits.Bottom) / 600);
                Assert.Equal(expected[i].Upper, region.Upper, 2 * (limits.Top - limits.Bottom) / 600);
            });
        }));
        Assert.Empty(plot.GetPlottables<Scatter>());
        Assert.DoesNotContain("median", plot.Legend.ManualItems.Select(item => item.LabelText));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void How_a_distribution_moves_with_an_input_has_medians_and_their_name_only_without_humps(bool hasHumps)
    {
        TrainingTable line = Line(500);
        TrainingTable table = SameEverywhere.Table(
            [new NumericColumn("other", line.Rows.Numbers("y")), .. line.Rows.Columns]);
        using DensityModel model = SameEverywhere.Model(table, hasHumps ? TwoHumps : OneHump);
        using Plot plot = DependenceFigure.Draw(table.Rows, model, "x", target: 0);
        Assert.Equal(hasHumps, !plot.GetPlottables<Scatter>().Any());
        Assert.Equal(hasHumps, !plot.Legend.ManualItems.Any(item => item.LabelText == "medians of single rows"));
    }

    [Fact]
    public void One_hump_is_a_band_around_its_median()
    {
        TrainingTable table = Line(500);
        using DensityModel model = SameEverywhere.Model(table, OneHump);
        using Plot plot = RegionsFigure.Draw(table, model, target: 0);
        Assert.All(plot.GetPlottables<RegionBand>(), band =>
            Assert.All(band.Slabs, slab => Assert.Single(slab.Regions)));
        Scatter median = Assert.Single(plot.GetPlottables<Scatter>());
        Assert.All(median.Data.GetScatterPoints(), p => Assert.Equal(0, p.Y, 1e-5));
        Assert.Equal(600, median.Data.GetScatterPoints().Count);
    }

    [Fact]
    public void One_category_has_a_violin_and_a_name_for_each_of_its_values()
    {
        string?[] kinds = ["oak", "a rather long name of a tree that nobody knows", null];
        var random = new Random(3);
        TrainingTable table = SameEverywhere.Table(
            new TextColumn("tree", [.. Enumerable.Range(0, 300).Select(i => kinds[i % 3])]),
            new NumericColumn("height", [.. Enumerable.Range(0, 300).Select(_ => 3 * Normal(random))]));
        using DensityModel model = SameEverywhere.Model(table, TwoHumps);
        using Plot plot = ViolinsFigure.Draw(table, model, target: 0), regions = RegionsFigure.Draw(table, model, 0);

        Polygon[] violins = [.. plot.GetPlottables<Polygon>()];
        Assert.Equal(3, violins.Length);
        Assert.All(violins, (violin, i) =>
        {
            double middle = (violin.Coordinates.Min(c => c.X) + violin.Coordinates.Max(c => c.X)) / 2;
            Assert.Equal(i, middle, 1e-9);
            // As wide in both humps, and narrow between them.
            Assert.Equal(0.42, Width(violin, -2), 0.01);
            Assert.Equal(0.42, Width(violin, 2), 0.01);
            Assert.True(Width(violin, 0) < 0.01);
        });
        Assert.All([plot, regions], figure =>
        {
            Tick[] ticks = Ticks(figure, figure.Axes.Bottom);
            Assert.Equal([0, 1, 2], ticks.Select(t => t.Position));
            Assert.Equal(["missing", "a rather long name of a tree\nthat nobody knows", "oak"],
                ticks.Select(t => t.Label));
        });
        Assert.Equal(3, regions.GetPlottables<RegionBand>().First().Slabs.Count);

        static double Width(Polygon violin, double y) => violin.Coordinates.Where(c => Math.Abs(c.Y - y) < 0.1)
            .Select(c => Math.Abs(c.X - Math.Round(c.X))).DefaultIfEmpty().Max();
    }

    [Fact]
    public void Several_inputs_have_the_densities_of_rows_beside_their_inputs()
    {
        var random = new Random(4);
        TrainingTable table = SameEverywhere.Table(
            new NumericColumn("age", [.. Enumerable.Range(0, 200).Select(i => i % 7 == 0 ? double.NaN : i)]),
            new TextColumn("colour", [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? "red" : "blue")]),
            new NumericColumn("y", [.. Enumerable.Range(0, 200).Select(_ => 3 * Normal(random))]));
        using DensityModel model = SameEverywhere.Model(table, TwoHumps);
        using Plot plot = TypicalRowsFigure.Draw(table, model, target: 0);

        Assert.Equal(6, plot.GetPlottables<Polygon>().Count());
        Tick[] ticks = Ticks(plot, plot.Axes.Left);
        Coordinates[] observed = [.. plot.GetPlottables<Markers>().SelectMany(m => m.Data.GetScatterPoints())];
        Assert.All(ticks, (tick, i) =>
        {
            string[] parts = tick.Label.Split('\n');
            int row = Enumerable.Range(0, 200).First(r => table.Rows.Numbers("y")[r] == observed[i].X);
            Assert.Equal(row % 7 == 0 ? "age: missing" : $"age: {row}", parts[0]);
            Assert.Equal(row % 2 == 0 ? "colour: red" : "colour: blue", parts[1]);
        });
        Assert.Equal(6, ticks.Length);
    }

    [Theory, InlineData(6), InlineData(40)]
    public void All_of_six_inputs_stand_beside_a_row_and_of_more_it_is_said_how_many_there_are(int inputs)
    {
        var random = new Random(4);
        TrainingTable table = SameEverywhere.Table(
        [
            .. Enumerable.Range(0, inputs).Select(c =>
                new NumericColumn($"size {c}", [.. Enumerable.Range(0, 90).Select(i => 10.0 * i + c)])),
            new NumericColumn("y", [.. Enumerable.Range(0, 90).Select(_ => 3 * Normal(random))]),
        ]);
        using DensityModel model = SameEverywhere.Model(table, TwoHumps);
        using Plot plot = TypicalRowsFigure.Draw(table, model, target: 0);
        using Paint paint = Paint.NewDisposablePaint();
        Assert.All(Ticks(plot, plot.Axes.Left), tick =>
        {
            string[] lines = tick.Label.Split('\n'), parts = tick.Label.Split([", ", "\n"], StringSplitOptions.None);
            Assert.InRange(lines.Length, 1, 4);
            Assert.All(lines, line => Assert.InRange(plot.Axes.Left.TickLabelStyle.Measure(line, paint).Width, 1, 260));
            string[] shown = [.. parts.TakeWhile(part => part.StartsWith("size", StringComparison.Ordinal))];
            Assert.All(shown, (part, c) => Assert.Matches($@"^size {c}: \d+$", part));
            Assert.True(shown.Length >= 6);
            Assert.Equal(
                inputs > 6 ? [$"and {inputs - shown.Length} more"] : Array.Empty<string>(), parts[shown.Length..]);
        });
    }

    [Fact]
    public void A_missing_input_has_no_place_and_spoils_nothing()
    {
        TrainingTable whole = Line(300);
        double[] x = [.. whole.Rows.Numbers("x").Select((v, i) => i % 5 == 0 ? double.NaN : v)];
        TrainingTable table = SameEverywhere.Table(new NumericColumn("x", x), whole.Rows["y"]);
        using DensityModel model = SameEverywhere.Model(table, OneHump);
        using Plot density = TableDensityFigure.Draw(table, model, target: 0),
            regions = RegionsFigure.Draw(table, model, target: 0);
        Assert.All([density, regions], plot =>
        {
            Assert.Equal(240, Assert.Single(plot.GetPlottables<Markers>()).Data.GetScatterPoints().Count);
            AxisLimits limits = plot.Axes.GetLimits();
            Assert.All([limits.Left, limits.Right, limits.Bottom, limits.Top], v => Assert.True(double.IsFinite(v)));
        });
    }

    [Theory]
    [InlineData(1.23456, 40, "1.2346")]
    [InlineData(123456, 1e6, "123456")]
    [InlineData(0, 40, "0")]
    [InlineData(1700000123, 20, "1700000123")]
    [InlineData(1000.3412, 0.1, "1000.3412")]
    [InlineData(1234567, 0, "1234567")]
    [InlineData(1e-7, 1e-6, "1E-07")]
    public void A_cell_has_the_digits_in_which_its_column_varies(double value, double range, string text) =>
        Assert.Equal(text, TypicalRowsFigure.Text(new NumericColumn("x", [value, value + range]), 0));

    [Theory]
    [InlineData(2.2, 4.6, "3 4")]
    [InlineData(0.9, 12, "1 2 5 10")]
    public void A_logarithmic_axis_has_at_least_two_numbers(double low, double high, string numbers)
    {
        using Plot plot = Style.Figure("title", "x", "y");
        (plot.Axes.Left.Min, plot.Axes.Left.Max) = (Math.Log10(low), Math.Log10(high));
        plot.Axes.Left.LogarithmicTicks();
        Assert.Equal(numbers, string.Join(' ', Ticks(plot, plot.Axes.Left)
            .Where(t => t.IsMajor && t.Position >= plot.Axes.Left.Min && t.Position <= plot.Axes.Left.Max)
            .Select(t => t.Label)));
    }

    [Fact]
    public void Times_along_an_axis_are_dates()
    {
        var random = new Random(5);
        TrainingTable table = SameEverywhere.Table(
            new NumericColumn("day", [.. Enumerable.Range(0, 700).Select(i => 18262.0 + i)]) { IsTime = true },
            new NumericColumn("y", [.. Enumerable.Range(0, 700).Select(_ => Normal(random))]));
        using DensityModel model = SameEverywhere.Model(table, OneHump);
        using Plot plot = RegionsFigure.Draw(table, model, target: 0);
        // 18,262 days after 1970 began 2020.
        Assert.Equal(new DateTime(2020, 1, 1).ToOADate(),
            Assert.Single(plot.GetPlottables<Markers>()).Data.GetScatterPoints()[0].X);
        Assert.Contains(Ticks(plot, plot.Axes.Bottom), tick => tick.Label.Contains("2020"));
    }

    /// <summary>Rows whose target has nothing to do with the input.</summary>
    private static TrainingTable Line(int rows)
    {
        var random = new Random(6);
        return SameEverywhere.Table(
            new NumericColumn("x", [.. Enumerable.Range(0, rows).Select(i => 10.0 * i / rows)]),
            new NumericColumn("y", [.. Enumerable.Range(0, rows).Select(_ => 2 * Normal(random))]));
    }

    // They are chosen as the picture is drawn.
    private static Tick[] Ticks(Plot plot, IAxis axis)
    {
        plot.RenderInMemory(Style.Width, Style.Height);
        return axis.TickGenerator.Ticks;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
