using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Model;

public sealed class EnsembleScaleTests
{
    private const int Many = 1_000_000_000;

    [Theory]
    [InlineData(2, -0.08)]
    [InlineData(10, -0.08)]
    [InlineData(10, 0.05)]
    public void An_ensemble_is_narrowed_by_its_part_of_what_a_pair_is(int networks, double best)
    {
        double log = EnsembleScale.Find(by => 3 + 2 * (by - best) * (by - best), Many, networks);
        Close.To(best * 2 * (1 - 1.0 / networks), log, 1e-6);
    }

    [Fact]
    public void The_average_of_many_Gaussians_of_random_means_gets_the_scale_of_its_error()
    {
        // Means that scatter by 0.3 around the truth, and scales that cover the noise and that scatter.
        const double Scatter = 0.3, Noise = 1;
        double scale = Math.Sqrt(Noise * Noise + Scatter * Scatter);
        const int Networks = 20;
        double log = EnsembleScale.Find(by => LossOf(2, by), Many, Networks);
        // The best factor of the whole ensemble, by brute force.
        double best = Enumerable.Range(-40, 41).Select(i => i / 200.0).MinBy(by => LossOf(Networks, by));
        Close.To(best, log, 0, 0.02);

        // E −log N(y; 0, v) of a mixture taken for a Gaussian of its variance v, which it nearly is.
        double LossOf(int networks, double by)
        {
            double error = Noise * Noise + Scatter * Scatter / networks;
            double variance = scale * scale * Math.Exp(2 * by) + Scatter * Scatter * (1 - 1.0 / networks);
            return 0.5 * Math.Log(variance) + 0.5 * error / variance;
        }
    }

    [Fact]
    public void Few_rows_change_less_than_many()
    {
        double Find(int rows) => EnsembleScale.Find(by => (by + 0.1) * (by + 0.1), rows, 10);
        Assert.InRange(Find(50) / Find(Many), 0.4, 0.6);
    }

    [Fact]
    public void A_loss_without_a_minimum_changes_nothing() =>
        Assert.Equal(0, EnsembleScale.Find(by => -by * by * 100, 50, 10));

    [Fact]
    public void A_loss_that_falls_for_long_changes_little() =>
        Close.To(-0.3 * 1.8, EnsembleScale.Find(by => 10 * by + 0.001 * by * by, Many, 10), 1e-9);
}
