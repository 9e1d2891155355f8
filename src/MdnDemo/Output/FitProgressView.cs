using System.Diagnostics;
using System.Globalization;
using MixtureDensity;
using Spectre.Console;

namespace MdnDemo.Output;

/// <summary>Shows how the fits of a model's networks go.</summary>
internal sealed class FitProgressView : IProgress<FoldProgress>
{
    private readonly Lock _gate = new();
    private readonly double[] _done;
    private readonly double[] _heldOut;
    private readonly int _steps;
    private readonly Action<double, string> _show;

    private FitProgressView(ModelOptions options, Action<double, string> show)
    {
        // As many networks again are fitted with a single Gaussian, to compare.
        _done = new double[2 * options.Folds];
        _heldOut = [.. Enumerable.Repeat(double.PositiveInfinity, 2 * options.Folds)];
        _steps = options.Fit.Steps;
        _show = show;
    }

    /// <summary>Shows progress on standard error while the work goes on: a bar on a terminal, and a line every tenth elsewhere, both with the time left.</summary>
    public static T Show<T>(ModelOptions options, Func<IProgress<FoldProgress>, T> work)
    {
        IAnsiConsole errors = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (errors.Profile.Out.IsTerminal && errors.Profile.Capabilities.Ansi)
        {
            return errors.Progress()
                .AutoClear(true)
                .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn(), new RemainingTimeColumn())
                .Start(context =>
                {
                    ProgressTask task = context.AddTask("fitting", maxValue: 1);
                    return work(new FitProgressView(options, (part, text) => (task.Value, task.Description) = (part, Markup.Escape(text))));
                });
        }
        var clock = Stopwatch.StartNew();
        int tenths = 0;
        return work(new FitProgressView(options, (part, text) =>
        {
            if ((int)(10 * part) == tenths)
                return;
            tenths = (int)(10 * part);
            double left = clock.Elapsed.TotalSeconds * (1 - part) / part;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{10 * tenths} %  {text}  {left:F0} s left"));
        }));
    }

    /// <inheritdoc/>
    public void Report(FoldProgress value)
    {
        lock (_gate)
        {
            _done[value.Network] = value.IsDone ? 1 : (double)value.Progress.Step / _steps;
            _heldOut[value.Network] = Math.Min(_heldOut[value.Network], value.Progress.HeldOutLoss);
            int half = _done.Length / 2;
            int first = value.Network < half ? 0 : half;
            double mean = _heldOut.Skip(first).Take(half).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
            string kind = first == 0 ? "mixtures" : "single Gaussians, to compare";
            _show(_done.Average(), string.Create(CultureInfo.InvariantCulture, $"{kind}  held-out NLL {mean:F4}"));
        }
    }
}
