using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>Machines with one processor or several: they differ in time and in nothing else.</summary>
public sealed class ProcessorSpecs(SmallModel model)
{
    private const string Worker = ".NET TP Worker";

    private static readonly int[] Processors = [1, 2, 3];

    [Fact]
    public async Task The_same_fit_writes_the_same_bytes_on_as_many_threads_as_there_are_processors()
    {
        using var folder = new TempDir();
        // On one processor networks are fitted one after the other. The runtime adds threads, however, where a busy
        // machine does not let those go on that are there.
        int[] threads = await Again.UntilAsync(maxTimes: 5, FitOnEach, threads => threads[0] < threads[2]);
        Assert.True(threads[0] < threads[2], $"The threads were {string.Join(", ", threads)}.");

        async Task<int[]> FitOnEach()
        {
            List<int> threads = [];
            foreach (int processors in Processors)
            {
                using Demo fit = On(processors, "fit", "--data", TestTables.Geyser, "--target", "duration", "--model",
                    folder.At($"{processors}"), "--steps", "60", "--hidden", "8", "--folds", "3", "--no-plots",
                    "--no-report", "--force");
                threads.Add(await MostThreads(fit));
                Assert.Equal(0, (await fit.EndAsync()).ExitCode);
            }
            AreTheSame(folder);
            return [.. threads];
        }
    }

    [Fact]
    public async Task The_same_predictions_are_written_on_any_number_of_processors()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), TestTables.Csv(["x,colour",
            .. Enumerable.Range(0, 20_000).Select(i => $"{i % 7},{(i % 3 == 0 ? "red" : "blue")}")]));
        foreach (int processors in Processors)
        {
            using Demo predict = On(processors, "predict", "--model", model.Path, "--data", folder.At("table.csv"),
                "--output", folder.At($"{processors}"), "--samples", "2", "--quantiles", "0.5");
            Assert.Equal(0, (await predict.EndAsync()).ExitCode);
        }
        AreTheSame(folder);
    }

    private static Demo On(int processors, params string[] arguments) =>
        Demo.StartFile("env", [$"DOTNET_PROCESSOR_COUNT={processors}", Demo.File, .. arguments]);

    private static async Task<int> MostThreads(Demo demo)
    {
        int most = 0;
        await demo.UntilAsync(() =>
        {
            most = Math.Max(most, demo.CountThreads(Worker));
            return false;
        });
        return most;
    }

    private static void AreTheSame(TempDir folder) => Assert.All(Processors, processors =>
        Assert.Equal(File.ReadAllBytes(folder.At("1")), File.ReadAllBytes(folder.At($"{processors}"))));
}
