using System.Globalization;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>Whole numbers as an option lists them, such as 0-4 or 1,3,7-9.</summary>
internal static class Numbers
{
    /// <summary>The numbers, each once, in order.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="text">What it was given; null stands for all.</param>
    /// <param name="first">The least number.</param>
    /// <param name="last">The largest number.</param>
    /// <exception cref="UserException">It is no such list, or a number in it is out of range.</exception>
    public static IReadOnlyList<int> Parse(string option, string? text, int first, int last)
    {
        var numbers = new SortedSet<int>();
        foreach (string part in (text ?? $"{first}-{last}").Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !TryParse(ends[0], out int from) || !TryParse(ends[^1], out int to) || from > to)
                throw new UserException($"{option} is '{text}'; it must be numbers and ranges such as 0-4 or 1,3,7-9.");
            if (from < first || to > last)
                throw new UserException($"{option} is '{text}'; the numbers go from {first} to {last}.");
            numbers.UnionWith(Enumerable.Range(from, to - from + 1));
        }
        return [.. numbers];
    }

    private static bool TryParse(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
