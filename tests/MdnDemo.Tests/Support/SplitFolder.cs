using System.Globalization;

namespace MdnDemo.Tests.Support;

/// <summary>A small table with its splits, as the benchmark reads it.</summary>
internal sealed class SplitFolder : IDisposable
{
    public const int Rows = 60;

    private readonly TempDir _folder = new();

    /// <summary>Writes the table.</summary>
    /// <param name="testRows">The test rows of each split.</param>
    /// <param name="target">The target of a row; a rising line with a wave by default.</param>
    /// <param name="lastInput">The third input of a row, the same in all by default.</param>
    /// <param name="input">What the first two inputs of a row are made of; its number by default.</param>
    public SplitFolder(string testRows, Func<int, double>? target = null, Func<int, double>? lastInput = null,
        Func<int, int>? input = null)
    {
        Directory.CreateDirectory(Path);
        IEnumerable<string> rows = Enumerable.Range(0, Rows).Select(i => (Row: i, Input: input?.Invoke(i) ?? i)).Select(
            each => string.Create(CultureInfo.InvariantCulture, $"{each.Input},{each.Input * each.Input % 17},"
                + $"{lastInput?.Invoke(each.Row) ?? 5},{(target ?? Target)(each.Row)}"));
        File.WriteAllText(System.IO.Path.Combine(Path, "data.csv"), TestTables.Csv(["a,b,c,y", .. rows]));
        File.WriteAllText(System.IO.Path.Combine(Path, "test-rows.csv"), testRows);
    }

    public string Path => _folder.At("small");

    /// <summary>A folder for results, which is not there yet.</summary>
    public string Results => _folder.At("results");

    /// <summary>The results of the table.</summary>
    public string ResultsCsv => System.IO.Path.Combine(Results, "small.csv");

    public static double Target(int row) => 0.5 * row + Math.Sin(row);

    public void Dispose() => _folder.Dispose();
}
