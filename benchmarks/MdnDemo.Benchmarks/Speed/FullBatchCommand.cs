using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using MdnDemo.Experiments;

namespace MdnDemo.Benchmarks.Speed;

/// <summary><c>full-batch</c>: steps of <c>mdn</c> in a process of their own, whose memory is measured.</summary>
internal static class FullBatchCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "full-batch";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<int> rows = SimpleOption.Whole("--rows", "N", 1000),
            steps = SimpleOption.Whole("--steps", "How many steps", 10);
        var command = new Command(Name) { rows, steps };
        command.Hidden = true;
        command.SetAction(parse =>
        {
            Libtorch.Load();
            using var problem = ExperimentSteps.Mdn(parse.GetValue(rows), new MdnOptions());
            int count = parse.GetValue(steps);
            long early = 0;
            for (int step = 0; step < count; step++)
            {
                problem.Ours();
                if (step == count / 10)
                    early = Memory().Now;
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{early} {Memory().Now} {Memory().Peak}"));
        });
        return command;
    }

    /// <summary>The resident memory early on and at the end, and the most that there was, in bytes.</summary>
    public static (double Early, double Late, double Peak) Run(int rows, int steps)
    {
        string output = Child.Run(Child.Self, [Name, "--rows", $"{rows}", "--steps", $"{steps}"]).Output;
        double[] numbers = [.. output.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
        return (numbers[0], numbers[1], numbers[2]);
    }

    private static (long Now, long Peak) Memory()
    {
        using var self = Process.GetCurrentProcess();
        return (self.WorkingSet64, self.PeakWorkingSet64);
    }
}
