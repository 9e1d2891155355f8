using System.Globalization;

namespace MdnDemo.Files;

/// <summary>
/// One of several equal parts of some files, for one of several machines: 3/16 is every 16th from the third on.
/// </summary>
/// <param name="Number">Which part, from 1.</param>
/// <param name="Count">How many parts there are.</param>
internal sealed record Shard(int Number, int Count)
{
    /// <summary>All files.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Reads a text such as 3/16; null where it is none.</summary>
    public static Shard? Parse(string text) =>
        text.Split('/') is [var number, var count] && TryParse(number, out int n) && TryParse(count, out int all)
            && n <= all ? new Shard(n, all) : null;

    /// <summary>Its files, among all in their order.</summary>
    public IReadOnlyList<T> Of<T>(IReadOnlyList<T> files) =>
        [.. files.Where((_, i) => i % Count == Number - 1)];

    /// <summary>It as it is written on the command line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");

    private static bool TryParse(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
