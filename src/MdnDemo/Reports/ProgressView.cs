using System.Diagnostics;
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

    private readonly IAnsiConsole? _terminal;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private ProgressTask? _bar;
    private TimeSpan? _left;
    private TimeSpan _next;
    private double _part;
    private int _tenths = -1;

    /// <summary>A view that shows nothing yet; the time counts from now on.</summary>
    public ProgressView()
    {
        IAnsiConsole errors =
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        bool isLive = errors.Profile.Out.IsTerminal && errors.Profile.Capabilities.Ansi && !PlainTable.IsDumb;
        _terminal = isLive ? errors : null;
    }

    /// <summary>Shows progress while work runs.</summary>
    /// <param name="work">The work, run on this thread.</param>
    public static T Run<T>(Func<ProgressView, T> work)
    {
        var view = new ProgressView();
        return view.Show("starting", () => work(view));
    }

    /// <summary>Shows progress while a piece of the work runs; between two pieces others may print.</summary>
    /// <param name="name">The name of the piece, shown until it says more.</param>
    /// <param name="work">The work, run on this thread.</param>
    public T Show<T>(string name, Func<T> work)
    {
        if (_terminal is null)
            return work();
        var left = new TimeLeftColumn(() => _left);
        ProgressColumn[] columns = _terminal.Profile.Width < WidthOfAll ? [new PercentageColumn(), left]
            : [new ProgressBarColumn { Width = BarWidth }, new PercentageColumn(), new TaskDescriptionColumn(), left];
        return _terminal.Progress()
            .AutoClear(true)
            .Columns(columns)
            .Start(context =>
            {
                _bar = context.AddTask(Markup.Escape(name), maxValue: 1);
                _bar.Value = _part;
                return work();
            });
    }

    /// <summary>The progress of a training over epochs.</summary>
    public IProgress<EpochLoss> OfEpochs(int epochs) => new Relay<EpochLoss>(value =>
    {
        double rate = (value.Epoch + 1) / _clock.Elapsed.TotalSeconds;
        ShowPart((value.Epoch + 1.0) / epochs,
            () => $"epoch {value.Epoch + 1}/{epochs}  loss {value.Loss:F4}  {rate:F0} steps/s");
    });

    /// <summary>The progress of other work by the fraction that is done.</summary>
    /// <param name="name">The name of the work.</param>
    public IProgress<double> OfParts(string name) => new Relay<double>(part => ShowPart(part, () => name));

    /// <summary>The progress of the fit of a model.</summary>
    /// <param name="after">The time that the work after it will take.</param>
    public IProgress<ModelProgress> OfModel(Func<TimeSpan> after) => new Relay<ModelProgress>(value =>
    {
        TimeSpan left = (value.TimeLeft ?? LeftBy(value.Part)) + after();
        ShowLeft(left, isKnown: value.TimeLeft is not null, () => value.Architecture
            + (double.IsNaN(value.ValidationLoss) ? "" : $": validation NLL {value.ValidationLoss:F4}"));
    });

    /// <summary>The progress of the last work, whose duration is known in advance.</summary>
    /// <param name="name">The name of the work.</param>
    /// <param name="whole">The duration of all of it.</param>
    public IProgress<double> OfLast(string name, TimeSpan whole) =>
        new Relay<double>(part => ShowLeft(whole * (1 - part), isKnown: true, () => name));

    private TimeSpan LeftBy(double part) => part > 0 ? _clock.Elapsed * ((1 - part) / part) : TimeSpan.Zero;

    // At the start the time left is not known.
    private void ShowPart(double part, Func<string> text) =>
        Show(part, LeftBy(part), isKnown: _bar is not null || _tenths >= 0 || part >= 0.1, text);

    private void ShowLeft(TimeSpan left, bool isKnown, Func<string> text) =>
        Show(left > TimeSpan.Zero ? _clock.Elapsed / (_clock.Elapsed + left) : 1, left, isKnown, text);

    private void Show(double part, TimeSpan left, bool isKnown, Func<string> text)
    {
        // It never falls, even where more is left than was thought.
        _part = Math.Max(_part, part);
        bool isDue = _clock.Elapsed >= _next || (_bar is null ? (int)(10 * _part) > _tenths : _part >= 1);
        if (!isDue)
            return;
        _next = _clock.Elapsed + (_bar is null ? MaxSilence : Interval);
        _left = isKnown ? left : null;
        if (_bar is not null)
        {
            (_bar.Value, _bar.Description) = (_part, Markup.Escape(text()));
            return;
        }
        _tenths = (int)(10 * _part);
        string end = _left is { } known ? $"  {TimeLeftColumn.Text(known)}" : "";
        // Rounded down, so that no tenth is there twice: 20 % for 0.197, and again for 0.2.
        Console.Error.WriteLine($"{Math.Floor(100 * _part + 1e-9)} %  {text()}{end}");
    }

    private sealed class Relay<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
