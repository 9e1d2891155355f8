using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using MdnDemo.Experiments;
using MdnDemo.Reports;
using MixtureDensity;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>
/// <c>first-epoch</c>: how long after libtorch is loaded <c>mdn</c> reports its first epoch, in a new process.
/// </summary>
internal static class FirstEpochCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "first-epoch";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(Name) { Hidden = true };
        command.SetAction(_ =>
        {
            Libtorch.Load();
            var clock = new Clock();
            MdnExperiment.Run(new MdnOptions { Epochs = 1 }, clock, CancellationToken.None);
            Console.WriteLine(clock.Seconds.ToString("R", CultureInfo.InvariantCulture));
        });
        return command;
    }

    /// <summary>The seconds.</summary>
    public static double Run() => double.Parse(Child.Run(Child.Self, [Name]).Output, CultureInfo.InvariantCulture);

    private sealed class Clock : IProgress<EpochLoss>
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();

        public double Seconds { get; private set; }

        public void Report(EpochLoss value) => Seconds = _watch.Elapsed.TotalSeconds;
    }
}
