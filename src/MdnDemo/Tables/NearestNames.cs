namespace MdnDemo.Tables;

/// <summary>Suggests names that were probably meant.</summary>
internal static class NearestNames
{
    private const int Shown = 3;

    /// <summary>The nearest of the names, as the end of a sentence.</summary>
    public static string Hint(string name, IReadOnlyList<string> names) =>
        "the nearest are " + string.Join(", ", names.Where(n => n.Length > 0).Distinct()
            .OrderBy(n => Distance(name, n)).Take(Shown).Select(n => $"'{n}'"));

    /// <summary>The Levenshtein distance, ignoring case.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            (int diagonal, row[0]) = (row[0], i);
            for (int j = 1; j <= b.Length; j++)
            {
                int change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(diagonal + change, Math.Min(row[j], row[j - 1]) + 1));
            }
        }
        return row[^1];
    }
}
