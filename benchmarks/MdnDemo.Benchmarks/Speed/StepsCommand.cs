using System.CommandLine;
using BenchmarkDotNet.Running;

namespace MdnDemo.Benchmarks.Speed;

/// <summary><c>steps</c>: training steps, measured by BenchmarkDotNet.</summary>
internal static class StepsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("steps",
            "Time the steps of both experiments with BenchmarkDotNet, beside the same steps in idiomatic TorchSharp.");
        command.SetAction(_ => BenchmarkRunner.Run<StepBenchmarks>().HasCriticalValidationErrors ? 1 : 0);
        return command;
    }
}
