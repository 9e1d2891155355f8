using ScottPlot;
using ScottPlot.Plottables;

namespace MdnDemo.Plots;

/// <summary>What all pictures have in common.</summary>
internal static class Style
{
    public const int Width = 1000;
    public const int Height = 700;

    public const float CircleSize = 9;

    private const string FontName = "DejaVu Sans";
    private const float TitleSize = 24;
    private const float LabelSize = 20;
    private const float TickSize = 16;
    private const float LegendSize = 17;

    // A machine may have no fonts at all, and ScottPlot then draws no letters. Titles are bold.
    static Style()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Plots", "Fonts");
        Fonts.AddFontFile(FontName, Path.Combine(folder, "DejaVuSans.ttf"));
        Fonts.AddFontFile(FontName, Path.Combine(folder, "DejaVuSans-Bold.ttf"), bold: true);
        Fonts.Default = FontName;
    }

    /// <summary>The colours: the notebook's, in shades that go together.</summary>
    public static readonly Color Red = Color.FromHex("#d62728");
    public static readonly Color Blue = Color.FromHex("#1f4fd8");
    public static readonly Color Green = Color.FromHex("#1e8c2f");
    public static readonly Color Grey = Color.FromHex("#444444");

    /// <summary>An empty figure.</summary>
    public static Plot Figure(string title, string x, string y)
    {
        var plot = new Plot();
        plot.Title(title, TitleSize);
        plot.XLabel(x, LabelSize);
        plot.YLabel(y, LabelSize);
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        plot.Axes.Bottom.TickLabelStyle.FontSize = TickSize;
        plot.Axes.Left.TickLabelStyle.FontSize = TickSize;
        return plot;
    }

    /// <summary>Adds circles, and their name to the legend.</summary>
    public static void AddCircles(this Plot plot, double[] x, double[] y, Color color, double opacity, float size, string? name = null)
    {
        Markers markers = plot.Add.Markers(x, y, MarkerShape.FilledCircle, size, color.WithAlpha(opacity));
        if (name != null)
            plot.Legend.ManualItems.Add(new LegendItem { LabelText = name, MarkerShape = MarkerShape.FilledCircle, MarkerSize = 10, MarkerColor = color });
    }

    /// <summary>Puts the legend between title and axes, where no data can be, and makes the picture.</summary>
    public static Picture Finish(this Plot plot, string name)
    {
        using (plot)
        {
            if (plot.Legend.ManualItems.Count > 0)
            {
                var panel = plot.ShowLegend(Edge.Top);
                panel.Legend.Orientation = Orientation.Horizontal;
                panel.Legend.FontSize = LegendSize;
                panel.Legend.OutlineWidth = 0;
                panel.Legend.ShadowColor = Colors.Transparent;
            }
            return new Picture(name, plot.GetImageBytes(Width, Height, ImageFormat.Png));
        }
    }
}
