using MixtureDensity;

namespace MdnDemo.Benchmarks.Predictions;

/// <summary>
/// Random inputs for a model: numbers about the mean of the training rows, with their deviation, and texts that occur
/// there.
/// </summary>
internal static class RandomRows
{
    /// <summary>Some rows.</summary>
    public static Table Create(TableSchema schema, int rows, int seed)
    {
        var random = new Random(seed);
        return new Table([.. schema.Inputs.DistinctBy(i => i.Name).Select(input => Column(input, rows, random))]);
    }

    /// <summary>A number for a column.</summary>
    public static double Number(NumericEncoding column, Random random) => column.Mean
        + column.Deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
            * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>A text for a column.</summary>
    public static string Text(OneHotEncoding column, Random random) =>
        column.Categories[random.Next(column.Categories.Count)];

    private static TableColumn Column(InputEncoding input, int rows, Random random) => input switch
    {
        NumericEncoding number => new NumericColumn(number.Name, Draw(rows, () => Number(number, random))),
        OneHotEncoding text => new TextColumn(text.Name, Draw(rows, () => Text(text, random))),
        _ => throw new ArgumentOutOfRangeException(nameof(input)),
    };

    private static T[] Draw<T>(int count, Func<T> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];
}
