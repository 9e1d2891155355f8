using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>Machines with one processor or several: they differ in time and in nothing else.</summary>
public sealed class ProcessorSpecs(SmallModel model)
{
    private const string Worker = ".NET TP Worker";

    private static readonly int[] Processors = [1, 3];

    [Fact]
    public async Task The_same_fit_writes_the_same_bytes_on_as_many_threads_as_there_are_processors()
    {
        using var folder = new TempDir();
        // On one processor networks are fitted one after the other. The runtime adds threads, however, where a busy
        // machine does not let those go on that are there.
        int[] threads = await Again.UntilAsync(maxTimes: 5, FitOnEach, threads => threads[0] < threads[1]);
        Assert.True(threads[0] < threads[1], $"The threads were {string.Join(", ", threads)}.");

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
    public async Task A_batch_that_is_shared_out_has_the_same_gradient_on_any_number_of_processors()
    {
        using var folder = new TempDir();
        // Each fold has more rows than a worker takes at a time.
        File.WriteAllText(folder.At("table.csv"), TestTables.Csv(["x,y",
            .. Enumerable.Range(0, 5_000).Select(i => $"{i * 7 % 5_000},{i * i % 101}")]));
        foreach (int processors in Processors)
        {
            using Demo fit = On(processors, "fit", "--data", folder.At("table.csv"), "--target", "y", "--model",
                folder.At($"{processors}"), "--batch-size", "5000", "--steps", "3", "--hidden", "8", "--components",
                "3", "--folds", "2", "--refits", "0", "--no-plots", "--no-report");
            Assert.Equal(0, (await fit.EndAsync()).ExitCode);
        }
        AreTheSame(folder);
    }

    [Fact]
    public async Task The_same_predictions_are_written_on_any_number_of_processors()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), TestTables.Csv(["x,colour",
            .. Enumerable.Range(0, 6_500).Select(i => $"{i % 7},{(i % 3 == 0 ? "red" : "blue")}")]));
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
