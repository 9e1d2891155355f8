using System.Globalization;
using MdnDemo.Experiments;
using TorchSharp;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>A table to time a fit on; its target is the last column.</summary>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Columns">How many columns, the target included.</param>
/// <param name="Write">Writes it as CSV.</param>
internal sealed record FitTable(int Rows, int Columns, Action<string> Write)
{
    /// <summary>What it takes as doubles.</summary>
    public double Bytes => 8.0 * Rows * Columns;

    /// <summary>The eruptions of Old Faithful that come with the program: duration given waiting.</summary>
    public static FitTable Geyser { get; } =
        new(299, 2, path => File.Copy(Path.Combine(AppContext.BaseDirectory, "geyser.csv"), path));

    /// <summary>The place on the noisy curve given the height.</summary>
    public static FitTable Inverse(int rows) => new(rows, 2, path =>
    {
        Libtorch.Load();
        using var scope = torch.NewDisposeScope();
        using var generator = new torch.Generator(1);
        var (place, height) = NoisyCurve.Sample(rows, generator);
        File.WriteAllLines(path,
            ["x,y", .. Plain.Column(height)
            .Zip(Plain.Column(place), (x, y) => string.Create(CultureInfo.InvariantCulture, $"{x:R},{y:R}"))]);
    });

    /// <summary>
    /// Uniform inputs, of which a third matters: the target is the square of their sum, with noise that grows with it.
    /// </summary>
    public static FitTable Uniform(int rows, int inputs) => new(rows, inputs + 1, path =>
    {
        var random = new Random(1);
        using var file = new StreamWriter(path);
        file.WriteLine(string.Join(',', [.. Enumerable.Range(1, inputs).Select(i => $"x{i}"), "y"]));
        var cells = new double[inputs];
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < inputs; i++)
                cells[i] = random.NextDouble();
            double sum = cells.Take(inputs / 3).Select((c, i) => c * (i % 4 + 1)).Sum() * 3 / inputs;
            foreach (double cell in cells)
                file.Write(string.Create(CultureInfo.InvariantCulture, $"{cell:F5},"));
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sum * sum + random.NextDouble() * sum:F5}"));
        }
    });
}
