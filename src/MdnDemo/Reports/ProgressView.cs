using System.Diagnostics;
using System.Globalization;
using MixtureDensity;
using Spectre.Console;

namespace MdnDemo.Reports;

/// <summary>
/// Progress on standard error, with the time left: a bar on a terminal, and a line for every tenth elsewhere.
/// </summary>
internal sealed class ProgressView
{
    // The bar is drawn ten times a second; to update it more often would cost training time.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.1);

    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(30);

    // With the text and the time left, the line fits into 80 columns.
    private const int BarWidth = 20;

    // On a narrower terminal the text would wrap.
    private const int WidthOfAll = 80;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ProgressTask? _bar;
    private TimeSpan _next;
    private int _tenths = -1;

    private ProgressView(ProgressTask? bar) => _bar = bar;

    /// <summary>Shows progress while work runs.</summary>
    /// <param name="work">The work, run on this thread.</param>
    public static T Run<T>(Func<ProgressView, T> work)
    {
        IAnsiConsole errors =
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (!errors.Profile.Out.IsTerminal || !errors.Profile.Capabilities.Ansi || PlainTable.IsDumb)
            return work(new ProgressView(null));
        ProgressColumn[] columns = errors.Profile.Width < WidthOfAll
            ? [new PercentageColumn(), new TimeLeftColumn()]
            : [new ProgressBarColumn { Width = BarWidth }, new PercentageColumn(), new TaskDescriptionColumn(),
                new TimeLeftColumn()];
        return errors.Progress()
            .AutoClear(true)
            .Columns(columns)
            .Start(context => work(new ProgressView(context.AddTask("starting", maxValue: 1))));
    }

    /// <summary>The progress of a training over epochs.</summary>
    public IProgress<EpochLoss> OfEpochs(int epochs) => new Relay<EpochLoss>(value =>
    {
        double part = (value.Epoch + 1.0) / epochs;
        if (IsDue(part))
        {
            double rate = (value.Epoch + 1) / _clock.Elapsed.TotalSeconds;
            Show(part, string.Create(CultureInfo.InvariantCulture,
                $"epoch {value.Epoch + 1}/{epochs}  loss {value.Loss:F4}  {rate:F0} steps/s"));
        }
    });

    /// <summary>The progress of the fit of a model.</summary>
    public IProgress<ModelProgress> OfModel() => new Relay<ModelProgress>(value =>
    {
        if (IsDue(value.Part))
        {
            string loss = double.IsNaN(value.ValidationLoss)
                ? "" : string.Create(CultureInfo.InvariantCulture, $": validation NLL {value.ValidationLoss:F4}");
            Show(value.Part, value.Architecture + loss);
        }
    });

    /// <summary>The progress of other work by the fraction that is done.</summary>
    /// <param name="name">The name of the work.</param>
    public IProgress<double> OfParts(string name) => new Relay<double>(part =>
    {
        if (IsDue(part))
            Show(part, name);
    });

    private bool IsDue(double part) =>
        _clock.Elapsed >= _next || (_bar is null ? (int)(10 * part) > _tenths : part >= 1);

    private void Show(double part, string text)
    {
        _next = _clock.Elapsed + (_bar is null ? MaxSilence : Interval);
        if (_bar is not null)
        {
            (_bar.Value, _bar.Description) = (part, Markup.Escape(text));
            return;
        }
        bool isFirst = _tenths < 0 && part < 0.1;
        _tenths = (int)(10 * part);
        double left = _clock.Elapsed.TotalSeconds * (1 - part) / part;
        // At the start the time left is not known.
        string end = isFirst ? "" : $"  {TimeLeftColumn.Text(TimeSpan.FromSeconds(left))}";
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{100 * part:F0} %  {text}{end}"));
    }

    private sealed class Relay<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
