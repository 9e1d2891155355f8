using System.Globalization;
using MdnDemo.Files;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>A file whose lines name the test rows of a split, from 0, with commas between them.</summary>
internal static class TestRows
{
    /// <summary>Reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">How many rows the table has.</param>
    /// <returns>The test rows of each split.</returns>
    /// <exception cref="UserException">It cannot be read, or a line names no rows, a row that is not there, or one
    /// twice.</exception>
    public static IReadOnlyList<IReadOnlyList<int>> Read(string path, int rows)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw new UserException($"{path} cannot be read: {FileErrors.Reason(e)}.", e);
        }
        return lines.Length > 0
            ? [.. lines.Select((line, i) => Parse(line, rows, $"{path}, line {i + 1}"))]
            : throw new UserException($"{path} is empty; expected a line of test row numbers for each split.");
    }

    private static int[] Parse(string line, int rows, string place)
    {
        if (string.IsNullOrWhiteSpace(line))
            throw new UserException($"{place}: it names no rows; expected row numbers with commas between them.");
        var seen = new HashSet<int>();
        foreach (string cell in line.Split(','))
        {
            if (!int.TryParse(cell,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture, out int row))
                throw new UserException($"{place}: '{cell}' is no row number.");
            if (row < 0 || row >= rows)
                throw new UserException($"{place}: there is no row {row}; the table has rows 0 to {rows - 1}.");
            if (!seen.Add(row))
                throw new UserException($"{place}: row {row} is named twice.");
        }
        return [.. seen.Order()];
    }
}
