using System.Diagnostics;
using System.Globalization;
using MixtureDensity;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MdnDemo.Output;

/// <summary>Progress for a terminal: the columns of a bar that say epoch, loss and steps per second.</summary>
internal sealed class LiveProgress : ProgressColumn, IProgress<EpochLoss>
{
    // The bar is drawn ten times a second; to tell it more often would cost the training time.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.1);

    // With the text and the time left, the line fits into 80 columns.
    private const int BarWidth = 20;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly int _epochs;
    private ProgressTask? _task;
    private TimeSpan _next;
    private string _text = "";

    private LiveProgress(int epochs) => _epochs = epochs;

    /// <summary>Shows a bar while the work goes on.</summary>
    /// <param name="console">The terminal.</param>
    /// <param name="epochs">How many epochs there are.</param>
    /// <param name="work">The work, done on this thread.</param>
    public static T Show<T>(IAnsiConsole console, int epochs, Func<IProgress<EpochLoss>, T> work)
    {
        var progress = new LiveProgress(epochs);
        return console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = BarWidth }, progress, new RemainingTimeColumn())
            .Start(context =>
            {
                progress._task = context.AddTask("training", maxValue: epochs);
                return work(progress);
            });
    }

    /// <inheritdoc/>
    public void Report(EpochLoss value)
    {
        TimeSpan now = _clock.Elapsed;
        int done = value.Epoch + 1;
        if (now < _next && done < _epochs)
            return;
        _next = now + Interval;
        _text = string.Create(CultureInfo.InvariantCulture,
            $"epoch {value.Epoch}/{_epochs}  loss {value.Loss:F4}  {done / now.TotalSeconds:F0} steps/s");
        _task!.Value = done;
    }

    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(_text);

    /// <inheritdoc/>
    protected override bool NoWrap => true;
}
