using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MdnDemo.Experiments;
using MdnDemo.Files;
using MdnDemo.Pages;
using MdnDemo.Plots;
using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>What is kept of a training for its page.</summary>
[Collection(nameof(Libtorch))]
public class SnapshotSpecs
{
    private static readonly MdnOptions Short = new() { Epochs = 40, Points = 50, Hidden = 6, Components = 3 };

    [Fact]
    public void A_snapshot_is_the_network_that_a_training_of_so_many_epochs_ends_with()
    {
        IReadOnlyList<Snapshot> all = Run(Short).Snapshots;
        Assert.Equal([0, 1, 2, 3, 4], all.Take(5).Select(s => s.Epoch));
        Assert.Equal(40, all[^1].Epoch);
        foreach (Snapshot snapshot in all.Where(s => s.Epoch is 1 or 3 or 12))
            Assert.Equal(Run(Short with { Epochs = snapshot.Epoch }).Snapshots[^1].Weights.Values,
                snapshot.Weights.Values);

        RegressOptions regress = new() { Epochs = 9, Points = 50, Hidden = 4 };
        Snapshot kept = RunRegress(regress).Snapshots.Single(s => s.Epoch == 5);
        Assert.Equal(RunRegress(regress with { Epochs = 5 }).Snapshots[^1].Weights.Values, kept.Weights.Values);
    }

    [Fact]
    public void Snapshots_are_dense_where_a_training_changes_most()
    {
        int[] epochs = [.. SnapshotRecorder.EpochsFor(10_000, parameters: 3772)];

        Assert.Equal((0, 10_000), (epochs[0], epochs[^1]));
        Assert.InRange(epochs.Length, 50, 64);
        // From where whole numbers are no matter any more, each is as many per cent after the one before.
        double[] ratios =
            [.. epochs.Zip(epochs.Skip(1)).Where(p => p.First > 100).Select(p => p.Second / (double)p.First)];
        Assert.InRange(ratios.Max() / ratios.Min(), 1, 1.02);
    }

    [Fact]
    public void A_network_that_is_too_large_for_a_page_has_none()
    {
        Assert.Empty(SnapshotRecorder.EpochsFor(10_000, parameters: 400_000));
        // Fewer of a larger one.
        Assert.InRange(SnapshotRecorder.EpochsFor(10_000, parameters: 50_000).Count(), 2, 10);
        Assert.Equal([0, 10_000], SnapshotRecorder.EpochsFor(10_000, parameters: 250_000));
    }

    [Fact]
    public void The_page_computes_the_densities_of_the_networks_whole_training()
    {
        MdnResult result = Run(Short);
        using PageScript page = new(ExperimentPage.Data(result, "loss"));
        double[] x = result.Mixtures.X;
        for (int n = 0; n < 3; n++)
        {
            page.Predict(x[n], network: result.Snapshots.Count - 1);
            for (int k = 0; k < Short.Components; k++)
            {
                Assert.Equal(result.Mixtures.Weights[n, k], page.Number($"mixture.weights[{k}]"), 1e-3);
                Assert.Equal(result.Mixtures.Means[n, k], page.Number($"mixture.means[0][{k}]"), 1e-3);
                Assert.Equal(1, page.Number($"mixture.factors[0][0][{k}]") / result.Mixtures.Scales[n, k], 1e-3);
            }
        }
    }

    [Fact]
    public void The_page_computes_the_predictions_of_the_regression()
    {
        RegressResult result = RunRegress(new RegressOptions { Epochs = 9, Points = 50, Hidden = 4 });
        using PageScript page = new(ExperimentPage.Data(result, "loss"));
        for (int n = 0; n < 3; n++)
            Assert.Equal(result.Predictions.Y[n], page.Number(
                $"Mdn.forward(networks.at(-1), model.activation, [{result.Predictions.X[n]}])[0]"), 1e-3);
    }

    [Fact]
    public void The_page_says_the_loss_of_each_epoch_that_it_shows()
    {
        MdnResult result = Run(Short with { Epochs = 1000 });
        var losses = ExperimentPage.Data(result, "loss")["losses"]!.AsArray()
            .ToDictionary(pair => (int)pair![0]!, pair => (double)pair![1]!);
        // That of the last weights would be that of a further epoch.
        Assert.All(result.Snapshots.SkipLast(1), snapshot =>
            Assert.Equal(result.Training.Losses[snapshot.Epoch], losses[snapshot.Epoch], 1e-5));
    }

    [Fact]
    public void Each_picture_of_an_experiments_page_has_its_numbers_behind_it()
    {
        MdnResult mdn = Run(Short);
        RegressResult regress = RunRegress(new RegressOptions { Epochs = 9, Points = 50, Hidden = 4 });
        string[] blocks =
        [
            .. BlocksOf(ExperimentPage.Create(mdn, "loss", [.. MdnPictures.Draw(mdn)])),
            .. BlocksOf(ExperimentPage.Create(regress, "loss", [.. RegressPictures.Draw(regress)])),
        ];
        Assert.Equal(9, blocks.Length);
        Assert.All(blocks, block => Assert.Contains("<td", block));

        // The means at the least x, the components of most weight first.
        Mixtures mixtures = mdn.Mixtures;
        int first = Array.IndexOf(mixtures.X, mixtures.X.Min());
        IEnumerable<int> order = Enumerable.Range(0, Short.Components)
            .OrderByDescending(k => mixtures.X.Select((_, n) => mixtures.Weights[n, k]).Sum());
        Assert.Equal(order.Select(k => (k + 1, mixtures.Means[first, k].ToString("F2", CultureInfo.InvariantCulture))),
            RowsOf(blocks[1]).Select(row => (int.Parse(row[0], CultureInfo.InvariantCulture), row[1])));
        // All rows of the data are in the slices of x.
        Assert.Equal(50, RowsOf(blocks[6]).Sum(row => int.Parse(row[1], CultureInfo.InvariantCulture)));
        Assert.Contains(RowsOf(blocks[5]), row => row[1] == $"{mdn.Training.Losses[^1]:F3}");
    }

    [Fact]
    public void The_peaks_behind_the_density_are_those_of_its_columns()
    {
        double[] y = [.. Enumerable.Range(0, 101).Select(i => -5 + 0.1 * i)];
        var values = new double[y.Length, 2];
        for (int r = 0; r < y.Length; r++)
        {
            values[r, 0] = Math.Exp(-y[r] * y[r]);
            values[r, 1] = Math.Exp(-Math.Pow(y[r] - 2, 2) / 0.1) + 0.5 * Math.Exp(-Math.Pow(y[r] + 3, 2) / 0.1)
                + 0.01 * Math.Exp(-Math.Pow(y[r], 2) / 0.1);
        }
        MdnResult result = Run(Short) with { Density = new DensityGrid([-1, 1], y, values) };
        string table = ExperimentTables.Create(result)["mdn-7"];

        Assert.Equal([["-1.0", "1", "0.0 (1.00)"], ["1.0", "2", "2.0 (1.00), -3.0 (0.50)"]], RowsOf(table));
    }

    private static IEnumerable<string> BlocksOf(Picture page) =>
        Regex.Matches(Encoding.UTF8.GetString(page.Content), "(?s)<figure>.*?</figure>").Select(m => m.Value);

    private static string[][] RowsOf(string html) =>
        [.. Regex.Matches(html, "<tr><th scope=\"row\">.*?</tr>").Select(row =>
            Regex.Matches(row.Value, ">([^<]*)</t[hd]>").Select(cell => cell.Groups[1].Value).ToArray())];

    private static MdnResult Run(MdnOptions options) =>
        MdnExperiment.Run(options, null, TestContext.Current.CancellationToken);

    private static RegressResult RunRegress(RegressOptions options) =>
        RegressExperiment.Run(options, null, TestContext.Current.CancellationToken);
}
