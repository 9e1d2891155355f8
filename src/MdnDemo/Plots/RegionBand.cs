using MixtureDensity;
using ScottPlot;
using SkiaSharp;

namespace MdnDemo.Plots;

/// <summary>The regions of one level at each place along the horizontal axis, drawn as one area.</summary>
/// <param name="slabs">The places from left to right, each with its ends and its regions.</param>
internal sealed class RegionBand(IReadOnlyList<(double Left, double Right, Interval[] Regions)> slabs) : IPlottable
{
    private const double Opacity = 0.2;

    /// <summary>The levels of the bands of a picture, from the widest to the narrowest.</summary>
    public static IReadOnlyList<double> Levels { get; } = [0.95, 0.8, 0.5];

    /// <summary>Adds a band for each level.</summary>
    /// <param name="plot">The picture.</param>
    /// <param name="slabs">The places.</param>
    /// <param name="regions">For each place, the regions of each level.</param>
    public static void AddAll(Plot plot, (double Left, double Right)[] slabs, Interval[][][] regions)
    {
        for (int level = 0; level < Levels.Count; level++)
            plot.PlottableList.Add(new RegionBand(
                [.. slabs.Zip(regions, (slab, of) => (slab.Left, slab.Right, of[level]))]));
    }

    /// <summary>Adds the bands to the legend.</summary>
    /// <param name="plot">The picture.</param>
    /// <param name="what">What follows a level.</param>
    public static void NameAll(Plot plot, string what = "")
    {
        // A band lies on the wider ones.
        double opacity = 0;
        foreach (double level in Levels)
        {
            opacity = 1 - (1 - opacity) * (1 - Opacity);
            plot.NameLine($"{level:P0}{what}", Style.Blue.WithAlpha(opacity), 14, LinePattern.Solid);
        }
    }

    /// <summary>The places with their intervals.</summary>
    public IReadOnlyList<(double Left, double Right, Interval[] Regions)> Slabs => slabs;

    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    public IEnumerable<LegendItem> LegendItems => [];

    // The figures set their axes themselves.
    public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

    public void Render(RenderPack rp)
    {
        using var paint = new SKPaint { Color = Style.Blue.WithAlpha(Opacity).ToSKColor(), IsAntialias = true };
        foreach (var (left, right, regions) in slabs)
        {
            // Between whole pixels, so that neighbours show no seam.
            float from = MathF.Round(Axes.GetPixelX(left)), to = MathF.Round(Axes.GetPixelX(right));
            foreach (Interval region in regions)
                rp.Canvas.DrawRect(
                    new SKRect(from, Axes.GetPixelY(region.Upper), to, Axes.GetPixelY(region.Lower)), paint);
        }
    }
}
