using System.Globalization;
using System.Text.Json.Nodes;
using MdnDemo.Plots;
using MdnDemo.Tables;
using MdnDemo.Reports;
using MdnDemo.Tests.Support;
using MixtureDensity;
using ScottPlot;
using ScottPlot.Plottables;

namespace MdnDemo.Tests;

/// <summary>What the inputs of a model are worth.</summary>
[Collection(nameof(Libtorch))]
public sealed class ExplainSpecs(SmallModel model)
{
    [Fact]
    public void The_json_object_has_the_importances_of_the_library()
    {
        using DensityModel read = DensityModel.Load(model.Path);
        var (loss, expected) = PermutationImportance.Compute(read, Rows(), [["x", "colour"]], 4, 7);
        Outcome outcome = Explain("--json", "--shuffles", "4", "--seed", "7", "--group-inputs", "x,colour");
        JsonNode json = JsonNode.Parse(outcome.Output)!;
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(60, json["rows"]!.GetValue<int>());
        Assert.Equal(loss.Mean, json["nll"]!.GetValue<double>(), 1e-9);
        JsonNode input = Assert.Single(json["inputs"]!.AsArray())!;
        Assert.Equal(["x", "colour"], input["columns"]!.AsArray().Select(c => c!.GetValue<string>()));
        Assert.Equal(expected[0].Rise.Mean, input["rise"]!.GetValue<double>(), 1e-9);
        Assert.Equal(expected[0].Rise.StandardError, input["rise_se"]!.GetValue<double>(), 1e-9);
    }

    [Fact]
    public void A_person_reads_a_table_and_finds_the_pictures_beside_it()
    {
        using var folder = new TempDir();
        Outcome outcome = Explain("--plots", folder.At("p"), "--top", "1");
        JsonNode json = JsonNode.Parse(Explain("--json").Output)!;
        Assert.Equal(0, outcome.ExitCode);
        double last = double.PositiveInfinity;
        foreach (JsonNode? input in json["inputs"]!.AsArray())
        {
            double rise = input!["rise"]!.GetValue<double>();
            var (value, error) =
                SignificantDigits.Format(new Estimate(rise, input["rise_se"]!.GetValue<double>()));
            Assert.Matches($@"(?m)^{input["columns"]![0]} +{value} +\+/- +{error} *$", outcome.Output);
            Assert.InRange(rise, double.NegativeInfinity, last);
            last = rise;
        }
        Assert.DoesNotContain("Caution", outcome.Output);
        Assert.Equal(["dependence-1.png", "importance.png"],
            Directory.EnumerateFiles(folder.At("p")).Select(path => Path.GetFileName(path)).Order());
        Explain("--plots", folder.At("p")).IsOneLine("importance.png exists");
    }

    [Fact]
    public void I_am_warned_of_inputs_that_depend_on_each_other()
    {
        using var folder = new TempDir();
        string[] lines = TestTables.Small.TrimEnd('\n').Split('\n');
        File.WriteAllText(folder.At("t.csv"), TestTables.Csv(lines.Select((line, i) =>
            line + (i == 0 ? ",double" : string.Create(CultureInfo.InvariantCulture, $",{2 * (i - 1)}")))));
        Assert.Equal(0, InProcess.Run(["fit", "--data", folder.At("t.csv"), "--target", "y", "--model",
            folder.At("m.mdn"), "--no-plots", "--no-report", .. SmallModel.Quick]).ExitCode);
        string[] explain = ["explain", "--model", folder.At("m.mdn"), "--data", folder.At("t.csv"), "--shuffles", "1",
            "--json"];
        Assert.Contains("'x' and 'double' depend on each other (association 1.00 of 1)",
            JsonNode.Parse(InProcess.Run(explain).Output)!["caution"]!.GetValue<string>());
        Assert.Null(JsonNode.Parse(
            InProcess.Run([.. explain, "--group-inputs", "x,double"]).Output)!["caution"]);
    }

    [Theory]
    [InlineData("--group-inputs: the model has no input 'color'; the nearest are 'colour'", "--group-inputs",
        "x,color")]
    [InlineData("--group-inputs names an input twice", "--group-inputs", "x,colour", "x")]
    [InlineData("--group-inputs: 'colour' is alone; write a group with commas, such as x,colour.", "--group-inputs",
        "colour", "x")]
    [InlineData("--shuffles is 0; it must be from 1 to 1,000", "--shuffles", "0")]
    public void I_am_told_in_one_line_what_is_wrong(string message, params string[] arguments) =>
        Explain(["--json", .. arguments]).IsOneLine(message);

    [Fact]
    public void The_picture_has_a_bar_of_each_importance_with_its_standard_error()
    {
        using Plot plot = ImportanceFigure.Draw([
            new InputImportance(["a", "b"], new Estimate(2, 0.25)),
            new InputImportance(["c"], new Estimate(0.5, 0.1)),
        ]);
        plot.RenderInMemory();
        Bar[] bars = [.. plot.GetPlottables<BarPlot>().SelectMany(b => b.Bars)];
        Assert.Equal([2, 0.5], bars.Select(b => b.Value));
        Assert.Equal([1, 0], bars.Select(b => b.Position));
        Assert.Equal([(1.75, 2.25), (0.4, 0.6)], plot.GetPlottables<LinePlot>().Select(l => (l.Start.X, l.End.X)));
        Assert.Equal(["a, b", "c"], plot.Axes.Left.TickGenerator is ScottPlot.TickGenerators.NumericManual ticks
            ? ticks.Ticks.OrderByDescending(t => t.Position).Select(t => t.Label) : []);
    }

    [Fact]
    public void The_picture_of_one_row_has_bars_without_errors()
    {
        using Plot plot = ImportanceFigure.Draw([new InputImportance(["a"], new Estimate(2, double.NaN))]);
        AxisLimits limits = plot.Axes.GetLimits();
        Assert.Equal((0, 2.08), (limits.Left, limits.Right));
    }

    [Theory]
    [InlineData("x,colour,y\n2.5,red,1.5\n")]
    [InlineData("x,colour,y\n,red,1.5\n,blue,2.5\n,red,2\n")]
    [InlineData("x,colour,y\n2.5,red,1000\n2.5,blue,1000\n")]
    public void Columns_of_one_number_or_none_have_pictures_too(string csv)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("few.csv"), csv);
        Outcome outcome = InProcess.Run(["explain", "--model", model.Path, "--data", folder.At("few.csv"), "--plots",
            folder.At("p")]);
        Assert.Equal((0, 3), (outcome.ExitCode, Directory.GetFiles(folder.At("p")).Length));
        Assert.Matches(@"is -?[\d.,]+(E[+-]\d+)?( \+/- [\d.,]+(E[+-]\d+)?)? without shuffling\.", outcome.Output);
    }

    // Counted on the mean of the rows' distribution functions, with no grid of the figure's.
    [Theory]
    [InlineData("x", false)]
    [InlineData("colour", false)]
    [InlineData("x", true)]
    public void A_region_of_the_picture_holds_its_part_of_the_mean_distribution(string input, bool isWeighted)
    {
        using DensityModel read = DensityModel.Load(model.Path);
        Table rows = Rows();
        // Red weighs more than blue, and has other y.
        rows = new([.. rows.Columns, new NumericColumn("w",
            [.. Enumerable.Range(0, rows.Rows).Select(row => isWeighted && row % 2 == 0 ? 9.0 : 1)])]);
        using Plot plot = DependenceFigure.Draw(rows, read, input, 0, isWeighted ? "w" : null);
        var scale = AxisScale.For(rows, "y");
        RegionBand[] bands = [.. plot.GetPlottables<RegionBand>()];
        Assert.Equal(3, bands.Length);
        foreach (var (band, level) in bands.Zip([0.95, 0.8, 0.5]))
        {
            foreach (var (left, right, regions) in new[] { band.Slabs[0], band.Slabs[^1] })
            {
                double place = (left + right) / 2;
                TableColumn own = input == "x"
                    ? new NumericColumn("x", [.. Enumerable.Repeat(place, rows.Rows)])
                    : new TextColumn("colour", [.. Enumerable.Repeat(place < 0.5 ? "blue" : "red", rows.Rows)]);
                MixtureBatch batch = read.Predict(
                    new Table([.. rows.Columns.Select(c => c.Name == input ? own : c)]));
                double[] weights = rows.Numbers("w");
                double Below(double y) =>
                    weights.Select((w, row) => w * batch.Marginal(row).Cdf(y)).Sum() / weights.Sum();
                double shown = Below(scale.Value(scale.High)) - Below(scale.Value(scale.Low));
                double inside = regions.Sum(r => Below(scale.Value(r.Upper)) - Below(scale.Value(r.Lower)));
                Assert.InRange(inside, Math.Min(level, shown) - 0.02, level + 0.02);
            }
        }
    }

    private Outcome Explain(params string[] arguments) =>
        InProcess.Run(["explain", "--model", model.Path, "--data", model.Data, .. arguments]);

    private Table Rows()
    {
        using TableFile file = TableFile.Open(model.Data);
        using DensityModel fitted = DensityModel.Load(model.Path);
        using TableReader reader = TableReader.For(fitted.Schema, file, withTargets: true, new ReadOptions());
        return reader.Read(1000)!.Table;
    }
}
