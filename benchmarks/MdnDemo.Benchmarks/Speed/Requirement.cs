namespace MdnDemo.Benchmarks.Speed;

/// <summary>A line of the table of speed.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Value">What came out.</param>
/// <param name="Target">What it is to be, in words.</param>
/// <param name="IsMet">Whether it is.</param>
internal sealed record Requirement(string What, string Value, string Target, bool IsMet)
{
    /// <summary>A number that is to be at most so much.</summary>
    public static Requirement AtMost(string what, double value, double target) =>
        new(what, Text(value), $"≤ {target}", value <= target);

    /// <summary>A number that is to be at least so much.</summary>
    public static Requirement AtLeast(string what, double value, double target) =>
        new(what, Text(value), $"≥ {target}", value >= target);

    private static string Text(double value) => Densities.MarkdownTable.Number(value, value < 10 ? "0.000" : "0.0");
}
