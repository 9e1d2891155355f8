using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MdnDemo.Files;
using MdnDemo.Pages;
using MdnDemo.Plots;
using MdnDemo.Reports;
using MdnDemo.Tables;
using MdnDemo.Tests.Support;
using MixtureDensity;
using SkiaSharp;

namespace MdnDemo.Tests;

/// <summary>The page that a fit writes.</summary>
[Collection(nameof(Libtorch))]
public sealed partial class PageSpecs(GeyserFit geyser)
{
    private static readonly string[] Evil =
        ["<script>alert(1)</script>", "</script><img src=x onerror=alert(2)>", "{{script}}", "\"' onload='alert(3)"];

    // Of the one fit.
    private static string? s_page;

    private string Page => s_page ??= Text(FitPage.Make(geyser.Table, geyser.Fit, geyser.Pictures));

    [Fact]
    public void It_says_what_the_terminal_says()
    {
        string[] cells = [.. Cell().Matches(Page).Select(m => m.Groups[1].Value)];
        Assert.All(FitReport.Rows(geyser.Fit), row => Assert.Contains(Html.Text(row.Value), cells));
        Assert.All(FitReport.Sentences(geyser.Fit), sentence => Assert.Contains(Html.Text(sentence), Page));
        Assert.Contains("<h1>duration given waiting</h1>", Page);
    }

    [Fact]
    public void It_shows_every_picture_with_its_numbers()
    {
        Assert.Equal(5, Regex.Count(Page, "<img src=\"data:image/webp;base64,"));
        Assert.Equal(5, Regex.Count(Page, "alt=\"[^\"]+\""));
        // How many of the out-of-fold rows are in the first tenth.
        int first = geyser.Fit.OutOfFold!.Targets[0].Pit.Count(p => p < 0.1);
        Assert.Contains($"0.0 to 0.1</th><td class=\"number\">{first}</td>", Page);
    }

    [Fact]
    public void It_needs_nothing_but_itself_and_runs_no_script_but_its_own()
    {
        Assert.DoesNotMatch("(src|href)=\"(?!data:)", Page);
        Assert.Equal(["http://www.w3.org/2000/svg"], Regex.Matches(Page, @"https?://[^""\s]+").Select(m => m.Value));
        string script = Regex.Match(Page, "(?s)<script>(.*)</script>").Groups[1].Value;
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        Assert.Contains($"default-src 'none'; img-src data:; style-src 'sha256-", Page);
        Assert.Contains($"script-src 'sha256-{hash}';", Page);
    }

    [Fact]
    public void Names_and_categories_are_texts_whatever_they_look_like()
    {
        const int Rows = 60;
        int[] rows = [.. Enumerable.Range(0, Rows)];
        var table = new TrainingTable(Evil[0], new Table(
        [
            new NumericColumn(Evil[0], [.. rows.Select(i => (double)i)]),
            new TextColumn(Evil[3], [.. rows.Select(i => Evil[i % 3])]),
            new NumericColumn(Evil[1], [.. rows.Select(i => Math.Sin(i) + i % 3)]),
        ]), [Evil[0], Evil[3]], [Evil[1]])
        {
            Notes = new TableNotes(Evil[1], [(Evil[2], Evil[3])], [Evil[0]]),
        };
        ModelFit fit = Fit(table, hidden: 8);
        using DensityModel model = fit.Model;
        string page = PageOf(table, fit);

        // The data, and the program.
        Assert.Equal(2, Regex.Count(page, "(?i)<script"));
        Assert.Equal(2, Regex.Count(page, "(?i)</script"));
        Assert.DoesNotContain("<img src=x", page);
        Assert.DoesNotContain("\"' onload", page);
        Assert.Equal(1, Regex.Count(page, "const Mdn ="));
        Assert.Contains(Html.Text(Evil[0]), page);
        Assert.Contains(@"\u003C/script\u003E\u003Cimg src=x onerror=alert(2)\u003E", page);
    }

    [Fact]
    public void It_holds_no_row_of_the_table()
    {
        var random = new Random(1);
        double[][] columns = [.. Enumerable.Range(0, 3)
            .Select(_ => (double[])[.. Enumerable.Range(0, 60).Select(_ => 1 + random.NextDouble())])];
        var table = new TrainingTable("secret", new Table([new NumericColumn("a", columns[0]),
            new NumericColumn("b", columns[1]), new NumericColumn("y", columns[2])]), ["a", "b"], ["y"]);
        ModelFit fit = Fit(table, hidden: 8);
        using DensityModel model = fit.Model;
        string page = PageOf(table, fit);
        int[][] held = [.. columns.Select(values => (int[])[.. Enumerable.Range(0, 60)
            .Where(i => page.Contains(values[i].ToString("F9", CultureInfo.InvariantCulture)[..8]))])];

        // The ranges of the inputs are there, and the median of the target: of one row at most two cells.
        Assert.NotEmpty(held[0]);
        Assert.InRange(held[2].Length, 0, 1);
        Assert.Empty(held[0].Intersect(held[1]).Intersect(held[2]));
    }

    [Theory]
    [InlineData(650, "It averages 1 of")]
    [InlineData(1500, "too many for a page")]
    public void It_stays_below_two_megabytes_and_says_which_networks_are_left_out(int hidden, string says)
    {
        double[] x = [.. Enumerable.Range(0, 40).Select(i => (double)i)];
        var table = new TrainingTable("wide", new Table(
            [new NumericColumn("x", x), new NumericColumn("y", [.. x.Select(Math.Sin)])]), ["x"], ["y"]);
        ModelFit fit = Fit(table, hidden);
        using DensityModel model = fit.Model;
        string page = PageOf(table, fit);

        Assert.InRange(Encoding.UTF8.GetByteCount(page), 10_000, HtmlPage.MaxBytes);
        Assert.Contains(says, page);
    }

    [Fact]
    public void It_stays_below_two_megabytes_and_says_how_many_pictures_it_shows()
    {
        // Noise, of which a small picture takes much room.
        using var noise = new SKBitmap(300, 200, SKColorType.Rgb888x, SKAlphaType.Opaque);
        new Random(1).NextBytes(noise.GetPixelSpan());
        using SKData png = noise.Encode(SKEncodedImageFormat.Png, 100);
        byte[] page = FitPage.Make(
            geyser.Table, geyser.Fit, [.. Enumerable.Repeat(new Picture("density.png", png.ToArray()), 150)]);

        Assert.InRange(page.Length, HtmlPage.MaxBytes / 2, HtmlPage.MaxBytes);
        int shown = Regex.Count(Text(page), "<img ");
        Assert.InRange(shown, 5, 149);
        Assert.Contains($"{shown} of 150 pictures", Text(page));
    }

    [Fact]
    public void A_slider_goes_over_the_range_evenly_or_by_rows_where_most_lie_together()
    {
        Assert.Equal([0, 50], InputData.KnotsOf([.. Enumerable.Range(0, 51).Select(i => (double)i)]));
        double[] far = [.. Enumerable.Range(0, 1000).Select(i => Math.Exp(i / 30.0))];
        double[] knots = InputData.KnotsOf(far);
        Assert.Equal((far[0], far[^1], 33), (knots[0], knots[^1], knots.Length));
        Assert.Equal(500, Array.IndexOf(far, knots[16]), 1.0);
        // The ratio of the ends is no number.
        Assert.Equal(1, InputData.Factors(1e-300, 1e300).ElementAt(16), 1e-9);
    }

    [Fact]
    public void Positive_columns_with_a_long_tail_get_logarithmic_axes_as_in_the_pictures()
    {
        int[] rows = [.. Enumerable.Range(0, 200)];
        var table = new TrainingTable("prices", new Table(
        [
            new NumericColumn("size", [.. rows.Select(i => Math.Exp(i * 37 % 200 / 40.0))]),
            new NumericColumn("age", [.. rows.Select(i => i * 53 % 200 / 10.0)]),
            new NumericColumn("price", [.. rows.Select(i => Math.Exp(3 * Math.Sin(i)))]),
        ]), ["size", "age"], ["price"]);
        ModelFit fit = Fit(table, hidden: 8);
        using DensityModel model = fit.Model;
        var data = ModelData.From(table, model);
        var scale = AxisScale.For(table.Rows, "price");
        var target = data["targets"]![0]!;
        double[] knots = [.. data["inputs"]![0]!["knots"]!.AsArray().Select(k => (double)k!)];

        Assert.True((bool)target["isLogarithmic"]!);
        Assert.Equal([scale.Value(scale.Low), scale.Value(scale.High)],
            [(double)target["low"]!, (double)target["high"]!]);
        Assert.Equal([true, false], data["inputs"]!.AsArray().Select(input => (bool)input!["isLogarithmic"]!));
        // From the least to the largest number, each as many times the one before.
        Assert.Equal((1, Math.Exp(199 / 40.0)), (knots[0], knots[^1]));
        Assert.All(knots.Zip(knots.Skip(1)), pair => Assert.Equal(knots[1] / knots[0], pair.Second / pair.First, 1e-9));
    }

    [Theory]
    [InlineData(19723, true, "2024-01-01")]
    [InlineData(1234567, false, "1234567")]
    public void A_column_of_one_value_and_missing_cells_is_a_choice(double value, bool isTime, string text)
    {
        var table = new Table([new NumericColumn("x", [double.NaN, value, value]) { IsTime = isTime },
            new NumericColumn("y", [1, 2, 3])]);
        JsonNode input = InputData.From(TableSchema.Fit(table, ["x"], ["y"]), table)[0]!;
        Assert.Equal([text, "(missing)"], input["options"]!.AsArray().Select(option => (string)option![0]!));
    }

    [Fact]
    public void The_numbers_behind_a_picture_have_the_digits_that_a_case_has()
    {
        TrainingTable table = SameEverywhere.Table(
            new NumericColumn("x", [.. Enumerable.Range(0, 40)]),
            new NumericColumn("y", [.. Enumerable.Range(0, 40).Select(i => 1_700_000_000.0 + i)]));
        using DensityModel model = SameEverywhere.Model(table, (1, 1_700_000_020, 8));
        string html = PredictionTable.Create(table, model, target: 0);
        Assert.Contains("1,700,000,020.00", html);
        Assert.DoesNotContain("E+", html);
    }

    private static ModelFit Fit(TrainingTable table, int hidden) =>
        ModelTrainer.Fit(table.Rows, table.Inputs, table.Targets, new ModelOptions
        {
            Folds = 2,
            Refits = 0,
            Components = 2,
            Architectures = [new Architecture([hidden, hidden], 0)],
            Training = new TrainingOptions { Steps = 3 },
        });

    // Its pictures are another fit's, which are as large.
    private string PageOf(TrainingTable table, ModelFit fit) => Text(FitPage.Make(table, fit, geyser.Pictures));

    private static string Text(byte[] page) => Encoding.UTF8.GetString(page);

    [GeneratedRegex("<td[^>]*>([^<]*)</td>")]
    private static partial Regex Cell();
}
