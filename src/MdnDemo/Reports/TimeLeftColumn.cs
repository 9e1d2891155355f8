using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MdnDemo.Reports;

/// <summary>The time that is left, and that it is.</summary>
internal sealed class TimeLeftColumn : ProgressColumn
{
    private static readonly TimeSpan MaxSeconds = TimeSpan.FromMinutes(2), MaxMinutes = TimeSpan.FromHours(2);

    /// <inheritdoc/>
    protected override bool NoWrap => true;

    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(task.RemainingTime is { } left ? Text(left) : "");

    /// <summary>It in words.</summary>
    public static string Text(TimeSpan left)
    {
        var (number, unit) = left < MaxSeconds ? (left.TotalSeconds, "s")
            : left < MaxMinutes ? (left.TotalMinutes, "min") : (left.TotalHours, "h");
        return string.Create(CultureInfo.InvariantCulture, $"{number:F0} {unit} left");
    }
}
