using System.Globalization;
using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>The benchmark that says how fast the training is.</summary>
public sealed class SpeedBenchmarkSpecs
{
    [Fact]
    public async Task I_can_see_that_both_kinds_of_gradients_lead_to_the_same_losses()
    {
        Outcome outcome = await Demo.RunFileAsync(Demo.Benchmarks, "losses", "--mdn-epochs", "20", "--regress-epochs",
            "20");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        string[][] rows = [.. outcome.Output.TrimEnd('\n').Split('\n').Skip(2)
            .Select(line => line.Trim('|', ' ').Split(" | "))];
        Assert.Equal(["`mdn`", "`regress`"], rows.Select(row => row[0]));
        Assert.All(rows, row => Assert.InRange(Mean(row[1]), 1, 1000));
        // RMSprop makes long steps at first, and of the smallest differences large ones.
        Assert.All(rows, row => Assert.Equal(Mean(row[1]), Mean(row[2]), 0.02 * Mean(row[1])));
        Assert.All(rows, row => Assert.Equal(0, Mean(row[3]), 0.02 * Mean(row[1])));

        static double Mean(string cell) =>
            double.Parse(cell.Split(' ')[0].Replace('−', '-'), CultureInfo.InvariantCulture);
    }
}
