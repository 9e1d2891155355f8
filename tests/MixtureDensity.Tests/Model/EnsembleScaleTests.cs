using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Model;

public sealed class EnsembleScaleTests
{
    [Theory]
    [InlineData(5, 0.1, 0)]
    [InlineData(5, 0.1, 0.5)]
    [InlineData(10, 0.25, 0.3)]
    public void Smoothers_that_scatter_are_narrowed_by_what_they_scatter_on_new_rows(
        int networks, double scatter, double leverage)
    {
        // The noise has the variance 1, and each network covers it and its own scatter around the truth, which is 0.
        // On a row that it has seen, it moves by the leverage towards what was observed.
        var random = new Random(5);
        var scale = new EnsembleScale();
        for (int row = 0; row < 20_000; row++)
        {
            double y = Normal(random);
            int unseen = row % networks;
            scale.Add([.. Enumerable.Range(0, networks).Select(i =>
            {
                double own = Math.Sqrt(scatter) * Normal(random);
                return (i == unseen ? own : (1 - leverage) * own + leverage * y, 1 + scatter);
            })], unseen, y, 1);
        }
        // The mixture's variance is then that of the error of its mean: 1 + v/M.
        double log = scale.Result();
        double variance = (1 + scatter) * Math.Exp(2 * log) + scatter * (1 - 1.0 / networks);
        Close.To(1 + scatter / networks, variance, 0.02);
    }

    [Fact]
    public void Networks_that_agree_keep_their_scales()
    {
        var scale = new EnsembleScale();
        scale.Add([(1, 4), (1, 4), (1, 4)], 0, 2, 1);
        Assert.Equal(0, scale.Result());
    }

    [Fact]
    public void Networks_that_hardly_agree_are_narrowed_within_reason()
    {
        var scale = new EnsembleScale();
        scale.Add([(1, 1), (-9, 1), (20, 1)], 0, 2, 1);
        Assert.InRange(scale.Result(), Math.Log(0.5), Math.Log(0.6));
    }

    [Fact]
    public void Two_networks_or_no_rows_say_nothing()
    {
        var scale = new EnsembleScale();
        Assert.Equal(0, scale.Result());
        scale.Add([(1, 1), (2, 1)], 0, 2, 1);
        Assert.Equal(0, scale.Result());
    }

    [Fact]
    public void A_row_of_weight_two_counts_as_two()
    {
        EnsembleScale once = new(), twice = new();
        once.Add([(0, 1), (0.1, 1), (0.3, 1)], 0, 1, 2);
        once.Add([(0, 2), (0.4, 2), (0.5, 1)], 1, -1, 1);
        once.Add([(0, 2), (9, 2), (0.5, 1)], 1, -1, 0);
        foreach (int _ in new[] { 1, 2 })
            twice.Add([(0, 1), (0.1, 1), (0.3, 1)], 0, 1, 1);
        twice.Add([(0, 2), (0.4, 2), (0.5, 1)], 1, -1, 1);
        Close.To(twice.Result(), once.Result(), 1e-12);
        Assert.True(once.Result() < 0);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
