using MdnDemo.Experiments;
using MdnDemo.Pages;
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

    private static MdnResult Run(MdnOptions options) =>
        MdnExperiment.Run(options, null, TestContext.Current.CancellationToken);

    private static RegressResult RunRegress(RegressOptions options) =>
        RegressExperiment.Run(options, null, TestContext.Current.CancellationToken);
}
