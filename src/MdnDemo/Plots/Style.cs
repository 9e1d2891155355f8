using MdnDemo.Files;
using ScottPlot;
using ScottPlot.Panels;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace MdnDemo.Plots;

/// <summary>The common style of all pictures.</summary>
internal static class Style
{
    /// <summary>The size of a picture in pixels: it is read at half to full size.</summary>
    public const int Width = 1000;

    /// <inheritdoc cref="Width"/>
    public const int Height = 700;

    /// <summary>The diameter of a point in pixels.</summary>
    public const float CircleSize = 9;

    // The notebook's three colours, in shades that can be told apart where they overlap.
    public static readonly Color Red = Color.FromHex("#d62728");
    public static readonly Color Blue = Color.FromHex("#1f4fd8");
    public static readonly Color Green = Color.FromHex("#1e8c2f");
    public static readonly Color Ink = Color.FromHex("#222222");

    private const string FontName = "DejaVu Sans";
    private const float TitleSize = 23;
    private const float LabelSize = 21;
    private const float TickSize = 17;
    private const float LegendSize = 18;

    // A title has its middle above that of the axes, which is nearer to one side. The labels' room is that of axes
    // beside the widest ticks and below a title of several lines.
    private const int MaxTitleLines = 3;
    private const float TitleRoom = 760;
    private const float RoomAcross = 720;
    private const float RoomUp = 500;

    // Aligns the middle of the small letters with that of their symbol.
    private const float LegendOffset = 3;

    // A machine may have no fonts at all, and ScottPlot then draws no letters. Titles are bold.
    static Style()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Plots", "Fonts");
        Fonts.AddFontFile(FontName, Path.Combine(folder, "DejaVuSans.ttf"));
        Fonts.AddFontFile(FontName, Path.Combine(folder, "DejaVuSans-Bold.ttf"), bold: true);
        Fonts.Default = FontName;
    }

    /// <summary>An empty figure.</summary>
    public static Plot Figure(string title, string x, string y)
    {
        var plot = new Plot();
        plot.Title("", TitleSize);
        plot.Axes.Title.Label.Write(title, TitleRoom, MaxTitleLines);
        plot.XLabel("", LabelSize);
        plot.YLabel("", LabelSize);
        plot.Axes.Bottom.Regular(tickSpacing: 90);
        plot.Axes.Left.Regular(tickSpacing: 55);
        plot.Axes.Bottom.Label.Write(x, RoomAcross);
        plot.Axes.Left.Label.Write(y, RoomUp);
        plot.Axes.Left.Label.OffsetX = 4;
        plot.Axes.Right.MinimumSize = 30;
        plot.Axes.Color(Ink);
        plot.Axes.Margins(0.03, 0.05);
        return plot;
    }

    /// <summary>Gives an axis the common letters and few ticks.</summary>
    public static void Regular(this IAxis axis, float tickSpacing)
    {
        axis.Label.Bold = false;
        axis.Label.FontSize = LabelSize;
        axis.TickLabelStyle.FontSize = TickSize;
        axis.MinorTickStyle.Length = 0;
        axis.TickGenerator = new NumericAutomatic { MinimumTickSpacing = tickSpacing };
    }

    /// <summary>Adds translucent circles.</summary>
    public static void AddCircles(this Plot plot, double[] x, double[] y, Color color, double opacity,
        float size = CircleSize) =>
        plot.Add.Markers(x, y, MarkerShape.FilledCircle, size, color.WithAlpha(opacity));

    /// <summary>Adds a circle to the legend.</summary>
    public static void NameCircles(this Plot plot, string name, Color color) =>
        plot.Legend.ManualItems.Add(new LegendItem { LabelText = name, MarkerShape = MarkerShape.FilledCircle,
            MarkerSize = 11, MarkerColor = color });

    /// <summary>Adds a line to the legend.</summary>
    public static void NameLine(this Plot plot, string name, Color color, float width, LinePattern pattern) =>
        plot.Legend.ManualItems.Add(new LegendItem { LabelText = name, LineColor = color, LineWidth = width,
            LinePattern = pattern });

    /// <summary>Adds the outline of a density.</summary>
    public static void AddOutline(this Plot plot, Coordinates[] corners)
    {
        Polygon outline = plot.Add.Polygon(corners);
        (outline.FillColor, outline.LineColor, outline.LineWidth) = (Blue.WithAlpha(0.3), Blue, 2);
    }

    /// <summary>Adds the outlines of densities to the legend.</summary>
    public static void NameOutlines(this Plot plot) =>
        plot.NameLine("density, each at its own scale", Blue.WithAlpha(0.3), 14, LinePattern.Solid);

    /// <summary>Puts the legend between title and axes, where no data can be, and draws the picture.</summary>
    public static Picture Finish(this Plot plot, string name)
    {
        using (plot)
        {
            if (plot.Legend.ManualItems.Count > 0)
            {
                LegendPanel panel = plot.ShowLegend(Edge.Top);
                panel.Padding = new PixelPadding(0, 0, 4, 8);
                plot.Legend.Orientation = Orientation.Horizontal;
                plot.Legend.TightHorizontalWrapping = true;
                plot.Legend.InterItemPadding = new PixelPadding(14, 14, 0, 0);
                plot.Legend.SymbolWidth = plot.Legend.ManualItems.Max(item => item.LineWidth > 0 ? 40 : 14);
                foreach (LegendItem item in plot.Legend.ManualItems)
                    item.LabelStyle.OffsetY = LegendOffset;
                plot.Legend.Margin = PixelPadding.Zero;
                plot.Legend.Padding = PixelPadding.Zero;
                plot.Legend.FontSize = LegendSize;
                plot.Legend.OutlineWidth = 0;
                plot.Legend.ShadowColor = Colors.Transparent;
            }
            return new Picture(name, plot.GetImageBytes(Width, Height, ImageFormat.Png));
        }
    }
}
