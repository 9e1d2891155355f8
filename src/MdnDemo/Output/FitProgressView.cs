using System.Diagnostics;
using System.Globalization;
using MixtureDensity;
using Spectre.Console;

namespace MdnDemo.Output;

/// <summary>Shows how the fits of a model's networks go.</summary>
internal sealed class FitProgressView : IProgress<ModelProgress>
{
    private readonly Action<double, string> _show;

    private FitProgressView(Action<double, string> show) => _show = show;

    /// <summary>Shows progress on standard error while the work goes on: a bar on a terminal, and a line every tenth elsewhere, both with the time left.</summary>
    public static T Show<T>(Func<IProgress<ModelProgress>, T> work)
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
                    return work(new FitProgressView((part, text) => (task.Value, task.Description) = (part, Markup.Escape(text))));
                });
        }
        var clock = Stopwatch.StartNew();
        int tenths = 0;
        return work(new FitProgressView((part, text) =>
        {
            if ((int)(10 * part) == tenths)
                return;
            tenths = (int)(10 * part);
            double left = clock.Elapsed.TotalSeconds * (1 - part) / part;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{10 * tenths} %  {text}  {left:F0} s left"));
        }));
    }

    /// <inheritdoc/>
    public void Report(ModelProgress value) => _show(
        value.Part,
        double.IsNaN(value.HeldOutLoss) ? value.Kind : string.Create(CultureInfo.InvariantCulture, $"{value.Kind}: held-out NLL {value.HeldOutLoss:F4}"));
}
