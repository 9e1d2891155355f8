using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace MdnDemo.Tests.Support;

/// <summary>Tables for tests, as text.</summary>
internal static class TestTables
{
    /// <summary>The eruptions of Old Faithful that come with the program.</summary>
    public static string Geyser { get; } = Path.Combine(AppContext.BaseDirectory, "geyser.csv");

    /// <summary>
    /// A small table to learn from: x from 0 to 6, a colour, and y = 2x ± 1 with the sign of the colour.
    /// </summary>
    public static string Small { get; } = Csv(["x,colour,y", .. Enumerable.Range(0, 60).Select(Row)]);

    /// <summary>Lines as a file.</summary>
    public static string Csv(params IEnumerable<string> lines) => string.Concat(lines.Select(line => line + '\n'));

    /// <summary>The rows of <see cref="Small"/> as lines of JSON.</summary>
    public static string JsonLines(string small) =>
        Csv(small.TrimEnd('\n').Split('\n')[1..].Select(line => line.Split(','))
            .Select(f => $$"""{"x": {{f[0]}}, "colour": "{{f[1]}}", "y": {{f[2]}}}"""));

    /// <summary>A file as gzip compresses it.</summary>
    public static byte[] Compressed(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }

    private static string Row(int i)
    {
        double x = i / 10.0, y = 2 * x + (i % 2 == 0 ? 1 : -1) + 0.1 * Math.Sin(100 * i);
        return string.Create(CultureInfo.InvariantCulture, $"{x},{(i % 2 == 0 ? "red" : "blue")},{y:F6}");
    }
}
