using MixtureDensity;
using ScottPlot;
using SkiaSharp;

namespace MdnDemo.Plots;

/// <summary>Intervals at each place along the horizontal axis, drawn as one area.</summary>
/// <param name="slabs">The places from left to right, each with its ends and its intervals.</param>
/// <param name="color">The colour.</param>
internal sealed class RegionBand(IReadOnlyList<(double Left, double Right, Interval[] Regions)> slabs, Color color)
    : IPlottable
{
    /// <summary>The places with their intervals.</summary>
    public IReadOnlyList<(double Left, double Right, Interval[] Regions)> Slabs => slabs;

    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    public IEnumerable<LegendItem> LegendItems => [];

    public AxisLimits GetAxisLimits() => new(slabs[0].Left, slabs[^1].Right,
        slabs.Min(s => s.Regions[0].Lower), slabs.Max(s => s.Regions[^1].Upper));

    public void Render(RenderPack rp)
    {
        using var paint = new SKPaint { Color = color.ToSKColor(), IsAntialias = true };
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
