using System.Globalization;

namespace MdnDemo.Files;

/// <summary>
/// The share of one machine in some files: 3/16 is every 16th file from the third on.
/// </summary>
/// <param name="Number">The number of the share, from 1.</param>
/// <param name="Count">The number of shares.</param>
internal sealed record Shard(int Number, int Count)
{
    /// <summary>All files.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Parses a text such as 3/16; null if it is not one.</summary>
    public static Shard? Parse(string text) =>
        text.Split('/') is [var number, var count] && TryParse(number, out int n) && TryParse(count, out int all)
            && n <= all ? new Shard(n, all) : null;

    /// <summary>The files of the share.</summary>
    public IReadOnlyList<T> Select<T>(IReadOnlyList<T> files) =>
        [.. files.Where((_, i) => i % Count == Number - 1)];

    /// <summary>The share as on the command line.</summary>
    public override string ToString() => $"{Number}/{Count}";

    private static bool TryParse(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
