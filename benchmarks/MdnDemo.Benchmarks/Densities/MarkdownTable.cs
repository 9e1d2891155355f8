using System.Globalization;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>A table in Markdown, and numbers as they stand in it.</summary>
/// <param name="header">The names of its columns.</param>
internal sealed class MarkdownTable(params IReadOnlyList<string> header)
{
    /// <summary>What stands where there is no number.</summary>
    public const string None = "—";

    private readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>Adds a row, a cell a column.</summary>
    public void Add(params IReadOnlyList<string> cells) => _rows.Add(cells);

    /// <summary>Its lines.</summary>
    public override string ToString() =>
        string.Concat(new[] { header, [.. header.Select((_, i) => i == 0 ? "---" : "---:")] }.Concat(_rows)
            .Select(cells => $"| {string.Join(" | ", cells)} |\n"));

    /// <summary>A number with a minus of its width.</summary>
    public static string Number(double value, string format) =>
        value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');
}
