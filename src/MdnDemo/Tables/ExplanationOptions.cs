using System.ComponentModel.DataAnnotations;

namespace MdnDemo.Tables;

/// <summary>The options of an explanation.</summary>
internal sealed record ExplanationOptions
{
    // With more rows the standard errors are smaller than needed.
    private const int MaxRows = 20_000;

    /// <summary>The number of the most important inputs that get a picture.</summary>
    [Range(0, 100)]
    public int Top { get; init; } = 3;

    /// <summary>How often each input is shuffled.</summary>
    [Range(1, 1000)]
    public int Shuffles { get; init; } = 10;

    /// <summary>The random seed of the shuffles, and of the rows that are chosen from a long table.</summary>
    [Range(0, int.MaxValue)]
    public int Seed { get; init; } = 1;

    /// <summary>The rows of a table, or a random sample of a long one; null if there are none.</summary>
    public static TableRows? Sample(TableReader reader, int seed)
    {
        TableRows? rows = reader.Read(int.MaxValue);
        if (rows is null || rows.Table.Rows <= MaxRows)
            return rows;
        int[] chosen = [.. Enumerable.Range(0, rows.Table.Rows)];
        new Random(seed).Shuffle(chosen);
        chosen = [.. chosen.Take(MaxRows).Order()];
        return rows with { Table = rows.Table.Select(chosen), Places = [.. chosen.Select(row => rows.Places[row])] };
    }
}
