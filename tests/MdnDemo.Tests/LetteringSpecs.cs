using MdnDemo.Plots;
using MdnDemo.Tests.Support;
using ScottPlot;
using SkiaSharp;
using Image = MdnDemo.Tests.Support.Image;

namespace MdnDemo.Tests;

/// <summary>Names of a user's in pictures: all of them can be read, and none leaves the picture.</summary>
public sealed class LetteringSpecs
{
    private const string Long = "the_time_that_was_waited_for_the_next_eruption_of_the_geyser";

    public static TheoryData<string> Names =>
        [Long, "everything that was ever paid for it, in thousands of dollars", new string('W', 60),
            new string('年', 60), "y", "i" + new string('_', 58) + "i"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_of_sixty_letters_stays_inside_the_picture(string name)
    {
        Plot plot = Style.Figure($"Highest-density regions of {name} given {name}", name, name);
        plot.AddDensity(new double[,] { { 0, 1e-6 }, { 2e-6, 3e-6 } }, new CoordinateRect(0, 1, -1e6, 1e6),
            "density per unit", 3e-6);
        plot.NameCircles("data", Colors.Red);
        using var image = new Image(plot.Finish("any.png").Content);
        int[] edge = [0, 1, Style.Width - 2, Style.Width - 1];
        Assert.Equal(0, image.CountColumns(edge, c => c != SKColors.White));
        Assert.Equal(0, image.Count(0, 2, c => c != SKColors.White));
        Assert.Equal(0, image.Count(Style.Height - 2, Style.Height, c => c != SKColors.White));
    }

    [Fact]
    public void Both_ends_of_a_name_that_is_shortened_can_be_read()
    {
        var label = new LabelStyle { FontSize = 21 };
        label.Write(Long, width: 300);
        Assert.Matches("^the_time.*….*geyser$", label.Text);
        label.Write(Long, width: 10_000);
        Assert.Equal(Long, label.Text);
        label.Write(Long, width: 400, maxLines: 2);
        Assert.Equal(Long, label.Text.Replace("\n", ""));
        Assert.Equal(2, label.Text.Split('\n').Length);
    }

    [Theory]
    [InlineData("Überlänge χρόνος π", "Überlänge χρόνος π")]
    [InlineData("等待时间", "DengDaiShiJian")]
    [InlineData("🌋 eruption", ":volcano: eruption")]
    [InlineData("❤️ rate", "❤ rate")]
    [InlineData("مدة", "mdh")]
    [InlineData("two\nlines\tand a tab", "two lines and a tab")]
    [InlineData("a private letter: \uE123", "a private letter: U+E123")]
    public void Every_letter_of_a_name_is_drawn_or_spelt(string name, string spelt)
    {
        using Plot plot = Style.Figure(name, name, name);
        Assert.All([plot.Axes.Title.Label, plot.Axes.Bottom.Label, plot.Axes.Left.Label], label =>
        {
            SKTypeface font = label.Font ?? Fonts.GetTypeface(label.FontName, label.Bold, italic: false);
            Assert.True(font.ContainsGlyphs(label.Text));
            // A system may have a font for it.
            Assert.Contains(label.Text, (string[])[spelt, name]);
        });
    }

    [Theory]
    [InlineData(3e-9)]
    [InlineData(0.00123)]
    [InlineData(1.7)]
    [InlineData(1234567)]
    [InlineData(3e12)]
    public void The_ticks_of_a_colour_bar_stay_clear_of_its_label(double brightest)
    {
        Plot plot = Style.Figure("title", "x", "y");
        plot.AddDensity(new double[,] { { 0, brightest } }, new CoordinateRect(0, 1, 0, 1), "density per unit",
            brightest);
        using var image = new Image(plot.Finish("any.png").Content);
        // From the right: the margin, the label, a gap, and the ticks.
        bool[] isInked = [.. Enumerable.Range(0, Style.Width)
            .Select(x => image.CountColumns([x], c => c.Red < 160) > 0)];
        int label = Array.FindLastIndex(isInked, inked => inked);
        int gap = Array.FindLastIndex(isInked, label, inked => !inked);
        int ticks = Array.FindLastIndex(isInked, gap, inked => inked);
        Assert.InRange(label - gap, 10, 30);
        Assert.InRange(gap - ticks, 3, 60);
    }
}
