namespace MdnDemo.Tests.Support;

/// <summary>Runs that are long enough to be ended before they are done, and what they have written by then.</summary>
internal static class Unfinished
{
    private const int ManyRows = 1_000_000;

    /// <summary>A fit that learns for long.</summary>
    public static string[] Fit(string data, TempDir folder) =>
        ["fit", "--data", data, "--target", "y", "--model", folder.At("m.mdn"), "--plots", folder.At("p"), "--force",
            .. SmallModel.Quick[2..], "--steps", "100000"];

    /// <summary>A table that is not predicted in a moment.</summary>
    public static void WriteManyRows(string path) =>
        File.WriteAllLines(path, Enumerable.Repeat("1,red", ManyRows).Prepend("x,colour"));

    /// <summary>The files that begin with something and are not in their places yet.</summary>
    public static IEnumerable<string> Temporaries(TempDir folder, string start) =>
        folder.Names.Where(name => name.StartsWith(start, StringComparison.Ordinal)).Select(folder.At);

    /// <summary>How large a file is; 0 if it is gone by now.</summary>
    public static long SizeOf(string file) => new FileInfo(file) is { Exists: true } info ? info.Length : 0;

    /// <summary>Waits until so much of the output is written, or all of it.</summary>
    public static Task UntilWritten(Demo demo, TempDir folder, long bytes) =>
        demo.UntilAsync(() => Temporaries(folder, ".out.csv.").Any(file => SizeOf(file) > bytes));
}
