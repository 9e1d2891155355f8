using System.Globalization;
using MdnDemo.Tables;
using MixtureDensity;

namespace MdnDemo.Tests.Support;

/// <summary>A short fit to the eruptions of Old Faithful, with everything else as it is by default.</summary>
public sealed class GeyserFit : IDisposable
{
    internal const int Steps = 200;

    public GeyserFit()
    {
        double[][] rows = [.. File.ReadLines(TestTables.Geyser).Skip(1).Select(line =>
            line.Split(',').Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
        (Waiting, Duration) = ([.. rows.Select(row => row[0])], [.. rows.Select(row => row[1])]);
        Table = new TrainingTable("geyser",
            new Table([new NumericColumn("waiting", Waiting), new NumericColumn("duration", Duration)]),
            ["waiting"], ["duration"]);
        Fit = ModelTrainer.Fit(Table.Rows, ["waiting"], ["duration"],
            new ModelOptions { Training = new TrainingOptions { Steps = Steps } });
    }

    internal double[] Waiting { get; }

    internal double[] Duration { get; }

    internal TrainingTable Table { get; }

    internal ModelFit Fit { get; }

    /// <summary>The predicted distribution of an eruption after so many minutes.</summary>
    internal ScalarDistribution DurationAfter(double waiting) =>
        Fit.Model.Predict(new Table([new NumericColumn("waiting", [waiting])])).Marginal(0, 0);

    public void Dispose() => Fit.Model.Dispose();
}
