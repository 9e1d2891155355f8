using MdnDemo.Experiments;
using MdnDemo.Plots;
using MdnDemo.Reports;
using MixtureDensity;
using TorchSharp;

namespace MdnDemo.Tests;

[Collection(nameof(Libtorch))]
public class ExperimentSpecs
{
    private static readonly RegressOptions ShortRegress = new() { Epochs = 60, Points = 200 };
    private static readonly MdnOptions ShortMdn = new() { Epochs = 60, Points = 200 };

    [Fact]
    public void Training_learns_the_curve()
    {
        Training training = Run(new RegressOptions { Epochs = 1500 }).Training;

        // The variance of y, about 37, is what a network costs that does not look at x.
        Assert.InRange(training.TestLoss, 1, 8);
        Assert.Equal(1, training.IrreducibleLoss);
    }

    [Fact]
    public void Training_learns_the_inverse()
    {
        Training training = Run(new MdnOptions { Epochs = 600 }).Training;

        // ln 21 = 3.045 nats is what a network costs that does not look at x.
        Assert.InRange(training.TestLoss, 1.288, 2.3);
        Assert.Equal(1.288, training.IrreducibleLoss, 0.0005);
    }

    // Of networks that learn nothing, so that both losses are means of the same quantity.
    [Fact]
    public void The_test_loss_is_a_mean_over_as_many_new_points()
    {
        for (int seed = 1; seed <= 6; seed++)
        {
            Training regress =
                Run(ShortRegress with { Epochs = 1, Points = 2000, LearningRate = 1e-12, Seed = seed }).Training;
            Training mdn = Run(ShortMdn with { Epochs = 1, Points = 2000, LearningRate = 1e-12, Seed = seed }).Training;
            // Those of single points scatter by about 40 and 4.
            Assert.InRange(Math.Abs(regress.TestLoss - regress.Losses[0]), 1e-9, 5 * 40 * Math.Sqrt(2.0 / 2000));
            Assert.InRange(Math.Abs(mdn.TestLoss - mdn.Losses[0]), 1e-9, 5 * 4 * Math.Sqrt(2.0 / 2000));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_losses_and_the_same_pictures_to_the_last_bit()
    {
        RegressResult regress = Run(ShortRegress), regressAgain = Run(ShortRegress);
        MdnResult mdn = Run(ShortMdn), mdnAgain = Run(ShortMdn);

        Assert.Equal(regress.Training.Losses, regressAgain.Training.Losses);
        Assert.Equal(mdn.Training.Losses, mdnAgain.Training.Losses);
        Assert.Equal(regress.Training.TestLoss, regressAgain.Training.TestLoss);
        Assert.Equal(mdn.Training.TestLoss, mdnAgain.Training.TestLoss);
        Assert.Equal(RegressPictures.Draw(regress).Select(p => p.Content),
            RegressPictures.Draw(regressAgain).Select(p => p.Content));
        Assert.Equal(MdnPictures.Draw(mdn).Select(p => p.Content), MdnPictures.Draw(mdnAgain).Select(p => p.Content));
    }

    [Fact]
    public void Another_seed_gives_other_losses_and_other_samples()
    {
        MdnResult one = Run(ShortMdn), two = Run(ShortMdn with { Seed = 2 });

        Assert.NotEqual(one.Training.Losses, two.Training.Losses);
        Assert.NotEqual(one.Samples.Y, two.Samples.Y);
        Assert.NotEqual(
            Run(ShortRegress).Training.Losses,
            Run(ShortRegress with { Seed = 2 }).Training.Losses);
    }

    [Fact]
    public void Mixtures_are_proper_and_the_density_integrates_to_one()
    {
        MdnResult result = Run(ShortMdn with { Epochs = 300 });

        for (int n = 0; n < ShortMdn.Points; n++)
            Assert.Equal(1, Enumerable.Range(0, ShortMdn.Components).Sum(k => result.Mixtures.Weights[n, k]), 1e-5);
        Assert.All(result.Mixtures.Scales.Cast<double>(), σ => Assert.InRange(σ, Math.Exp(-10.001), Math.Exp(10.001)));
        Assert.All(result.Samples.X, x => Assert.InRange(x, -15, 15));
        DensityGrid density = result.Density;
        double step = density.Y[1] - density.Y[0];
        double[] columns = [.. Enumerable.Range(0, density.X.Length)
            .Select(j => Enumerable.Range(0, density.Y.Length).Sum(i => density.Values[i, j]) * step)];
        // A wide component may reach beyond the picture, and nothing may add to 1.
        Assert.All(columns, integral => Assert.InRange(integral, 0.5, 1.02));
    }

    [Fact]
    public void Tensors_do_not_pile_up_over_a_run()
    {
        // What earlier tests left does not go meanwhile.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        foreach (Action<IProgress<EpochLoss>> run in new Action<IProgress<EpochLoss>>[]
        {
            progress => Run(ShortRegress, progress),
            progress => Run(ShortMdn, progress),
        })
        {
            var counts = new List<long>();
            run(new EveryEpoch(() => counts.Add(torch.Tensor.TotalCount)));

            Assert.Equal(ShortMdn.Epochs, counts.Count);
            // The optimizer's state is there from the second step on.
            Assert.All(counts[2..], count => Assert.Equal(counts[2], count));
        }
    }

    [Fact]
    public void I_can_cancel_a_run_between_two_steps()
    {
        using var stop = new CancellationTokenSource();
        int epochs = 0;
        var stopAtTen = new EveryEpoch(() =>
        {
            if (++epochs == 10)
                stop.Cancel();
        });

        Assert.Throws<OperationCanceledException>(() => MdnExperiment.Run(ShortMdn, stopAtTen, stop.Token));
        Assert.Equal(10, epochs);
    }

    private static RegressResult Run(RegressOptions options, IProgress<EpochLoss>? progress = null) =>
        RegressExperiment.Run(options, progress, TestContext.Current.CancellationToken);

    private static MdnResult Run(MdnOptions options, IProgress<EpochLoss>? progress = null) =>
        MdnExperiment.Run(options, progress, TestContext.Current.CancellationToken);

    private sealed class EveryEpoch(Action action) : IProgress<EpochLoss>
    {
        public void Report(EpochLoss value) => action();
    }
}
