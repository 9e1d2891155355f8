#:package TorchSharp-cpu
#:project ../src/MixtureDensity

// A CSV file in ten lines: how long will the next eruption of Old Faithful last, after a wait of so many minutes?
//
//     dotnet run samples/table.cs

using MixtureDensity;

double[][] rows = [.. File.ReadLines("samples/geyser.csv").Skip(1)
    .Select(line => Array.ConvertAll(line.Split(','), double.Parse))];
Table table = new([
    new NumericColumn("waiting", [.. rows.Select(r => r[0])]),
    new NumericColumn("duration", [.. rows.Select(r => r[1])])]);

ModelFit fit = ModelTrainer.Fit(table, inputs: ["waiting"], targets: ["duration"], new ModelOptions());
using DensityModel model = fit.Model;
Console.WriteLine(model);
Console.WriteLine($"Cross-validated: {fit.OutOfFold}");

double[] waits = [50, 65, 80];
MixtureBatch predictions = model.Predict(new Table([new NumericColumn("waiting", waits)]));
for (int row = 0; row < waits.Length; row++)
{
    ScalarDistribution p = predictions.Marginal(row);
    string[] regions = [.. p.HighestDensityRegion(0.9).Select(r => $"{r.Lower:F1} to {r.Upper:F1}")];
    Console.WriteLine($"after {waits[row]} min: median {p.Quantile(0.5):F1} min, "
        + $"5 to 95 % quantiles {p.Quantile(0.05):F1} to {p.Quantile(0.95):F1} min, "
        + $"90 % of the probability in {string.Join(" and ", regions)} min");
}
