using System.Globalization;
using MdnDemo.Tests.Support;
using MixtureDensity;

namespace MdnDemo.Tests;

/// <summary>What predict writes is what the library says.</summary>
[Collection(nameof(Libtorch))]
public sealed class PredictionSpecs(SmallModel model)
{
    [Fact]
    public async Task Every_column_holds_what_its_name_says()
    {
        Outcome outcome = await Demo.RunAsync("predict", "--model", model.Path, "--data", model.Data, "--output", "-",
            "--quantiles", "0.1", "0.6", "--modes", "2");
        Assert.Equal(0, outcome.ExitCode);
        string[][] lines = [.. outcome.Output.TrimEnd('\n').Split('\n').Select(line => line.Split(','))];
        using var file = new MemoryStream(File.ReadAllBytes(model.Path));
        using DensityModel read = ModelFile.Read(file);
        string[][] cells = lines[1..];
        MixtureBatch mixtures = read.Predict(new Table([
            new NumericColumn("x", [.. cells.Select(row => Number(row[0]))]),
            new TextColumn("colour", [.. cells.Select(row => row[1])]),
        ]));
        for (int row = 0; row < cells.Length; row++)
        {
            ScalarDistribution expected = mixtures.Marginal(row, 0);
            Mode[] modes = [.. expected.Modes().OrderByDescending(mode => mode.Weight).Take(2)];
            string[] written = cells[row];
            Is("y_mean", expected.Mean);
            Is("y_std", expected.StandardDeviation);
            Is("y_q0.1", expected.Quantile(0.1));
            Is("y_q0.6", expected.Quantile(0.6));
            Is("log_density", expected.LogDensity(Number(written[2])));
            for (int i = 0; i < 2; i++)
            {
                Is($"y_mode{i + 1}", i < modes.Length ? modes[i].Location[0] : null);
                Is($"y_mode{i + 1}_weight", i < modes.Length ? modes[i].Weight : null);
            }

            void Is(string column, double? value)
            {
                string cell = written[Array.IndexOf(lines[0], column)];
                if (value is { } number)
                    Assert.Equal(number, Number(cell), 1e-5 * (1 + Math.Abs(number)));
                else
                    Assert.Equal("", cell);
            }
        }
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
