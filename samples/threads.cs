#:package TorchSharp-cpu
#:project ../src/MixtureDensity

// One model, many threads, as in a web service: DensityModel.Predict may be called from several threads at once, needs
// no dispose scope, and keeps the memory flat.
//
//     dotnet run samples/threads.cs

using System.Diagnostics;
using MixtureDensity;

var random = new Random(1);
double[] x = [.. Enumerable.Range(0, 500).Select(_ => random.NextDouble())];
double[] y = [.. x.Select(v => (random.Next(2) == 0 ? 1 : -1) * v + 0.1 * random.NextDouble())];
Table table = new([new NumericColumn("x", x), new NumericColumn("y", y)]);
using DensityModel model = ModelTrainer.Fit(table, inputs: ["x"], targets: ["y"], new ModelOptions
{
    Architectures = [new([32, 32])], Refits = 0, Training = new TrainingOptions { Steps = 500 },
}).Model;

int threads = Math.Max(2, Environment.ProcessorCount);
for (int round = 1; round <= 5; round++)
{
    var watch = Stopwatch.StartNew();
    double[] totals = new double[threads];
    Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
    {
        for (int request = 0; request < 200; request++)
        {
            MixtureBatch p = model.Predict(table);
            totals[thread] += p.LogDensity(request, [y[request]]);
        }
    });
    double rate = threads * 200 * table.Rows / watch.Elapsed.TotalSeconds;
    Console.WriteLine($"round {round}: {threads} threads, {rate:N0} rows/s, {Environment.WorkingSet >> 20} MB; "
        + $"mean log density {totals.Average() / 200:F4} nats");
    if (totals.Any(total => total != totals[0]))
        throw new InvalidOperationException("The threads got different answers.");
}
