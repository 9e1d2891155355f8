using System.Globalization;
using MdnDemo.Files;
using MdnDemo.Plots;
using MdnDemo.Tables;
using MdnDemo.Tests.Support;
using MixtureDensity;

[assembly: AssemblyFixture(typeof(GeyserFit))]

namespace MdnDemo.Tests.Support;

/// <summary>
/// A short fit to the eruptions of Old Faithful, with everything else as it is by default. All tests look at the same
/// one, and the first of them fits it.
/// </summary>
public sealed class GeyserFit : IDisposable
{
    internal const int Steps = 200;

    private readonly Lazy<ModelFit> _fit;
    private readonly Lazy<Picture[]> _pictures;

    public GeyserFit()
    {
        double[][] rows = [.. File.ReadLines(TestTables.Geyser).Skip(1).Select(line =>
            line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
        (Waiting, Duration) = ([.. rows.Select(row => row[0])], [.. rows.Select(row => row[1])]);
        Table = new TrainingTable("geyser",
            new Table([new NumericColumn("waiting", Waiting), new NumericColumn("duration", Duration)]),
            ["waiting"], ["duration"]);
        // On a thread of its own, outside the dispose scope of whoever asks first.
        _fit = new(() => Task.Run(() => ModelTrainer.Fit(Table.Rows, ["waiting"], ["duration"],
            new ModelOptions { Training = new TrainingOptions { Steps = Steps } })).GetAwaiter().GetResult());
        _pictures = new(() => [.. FitPictures.Draw(Table, Fit)]);
    }

    internal double[] Waiting { get; }

    internal double[] Duration { get; }

    internal TrainingTable Table { get; }

    internal ModelFit Fit => _fit.Value;

    internal Picture[] Pictures => _pictures.Value;

    /// <summary>The predicted distribution of an eruption after so many minutes.</summary>
    internal ScalarDistribution DurationAfter(double waiting) =>
        Fit.Model.Predict(new Table([new NumericColumn("waiting", [waiting])])).Marginal(0, 0);

    public void Dispose()
    {
        if (_fit.IsValueCreated)
            Fit.Model.Dispose();
    }
}
