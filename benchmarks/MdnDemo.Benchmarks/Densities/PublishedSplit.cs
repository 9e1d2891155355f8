using System.Globalization;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>
/// What torch-naut reached on each split: on each table, its method with the best mean, those aside that win by spikes.
/// </summary>
/// <param name="Score">nll, in nats, or crps, in the target's unit.</param>
/// <param name="Folder">The name of the table's folder.</param>
/// <param name="Method">The method's name in its results.</param>
/// <param name="Split">Which split, from 0.</param>
/// <param name="Value">The mean score of the split's test rows.</param>
internal sealed record PublishedSplit(string Score, string Folder, string Method, int Split, double Value)
{
    /// <summary>All, as <c>torch-naut.csv</c> lists them.</summary>
    public static IReadOnlyList<PublishedSplit> All { get; } = Read();

    private static PublishedSplit[] Read()
    {
        using Stream stream = typeof(PublishedSplit).Assembly.GetManifestResourceStream("torch-naut.csv")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().TrimEnd().Split('\n').Skip(1).Select(line => line.Split(','))
            .Select(cells => new PublishedSplit(cells[0], cells[1], cells[2],
                int.Parse(cells[3], CultureInfo.InvariantCulture),
                double.Parse(cells[4], CultureInfo.InvariantCulture)))];
    }
}
