using Spectre.Console;
using Spectre.Console.Rendering;

namespace MdnDemo.Reports;

/// <summary>A column of the progress bar that shows the time left.</summary>
/// <param name="left">The time left; null if it is not known.</param>
internal sealed class TimeLeftColumn(Func<TimeSpan?> left) : ProgressColumn
{
    private static readonly TimeSpan MaxSeconds = TimeSpan.FromMinutes(2), MaxMinutes = TimeSpan.FromHours(2);

    protected override bool NoWrap => true;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(left() is { } known ? Text(known) : "");

    /// <summary>The time left in words.</summary>
    public static string Text(TimeSpan left)
    {
        var (number, unit) = left < MaxSeconds ? (left.TotalSeconds, "s")
            : left < MaxMinutes ? (left.TotalMinutes, "min") : (left.TotalHours, "h");
        return $"{number:F0} {unit} left";
    }
}
