using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Network;

public sealed class SpreadComponentsTests
{
    private const ScalarType Double = ScalarType.Float64;

    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void One_target_spreads_its_means_over_its_quantiles(ScalarType dtype)
    {
        using var network = new MixtureDensityNetwork(1, [6], components: 4, dtype: dtype);
        // 0 to 100: the quantile of p is 100 p.
        network.SpreadComponents(linspace(0, 100, 101, dtype).unsqueeze(-1));
        Close.To([12.5, 37.5, 62.5, 87.5], network.state_dict()["means.bias"].Doubles(), 1e-6);
    }

    [Fact]
    public void There_may_be_more_rows_than_a_quantile_of_torch_takes()
    {
        using var scope = NewDisposeScope();
        using var network = new MixtureDensityNetwork(1, [1], 2);
        network.SpreadComponents(linspace(0, 1, (1 << 24) + 1).unsqueeze(1));
        Close.To([0.25, 0.75],
            network.named_parameters().Single(p => p.name == "means.bias").parameter.Doubles(), 1e-6);
    }

    [Fact]
    public void Quantiles_are_taken_of_standardised_targets()
    {
        using var network = new MixtureDensityNetwork(1, [6], components: 4, dtype: Double);
        Tensor y = linspace(0, 100, 101, Double).unsqueeze(-1);
        network.Standardize(zeros(101, 1, Double), y);
        network.SpreadComponents(y);
        using var noGrad = no_grad();
        network.state_dict()["means.weight"].zero_();
        Close.To([12.5, 37.5, 62.5, 87.5], network.call(zeros(1, 1, Double)).Means.Doubles(), 1e-12);
    }

    [Fact]
    public void Scales_start_at_the_distance_to_the_nearest_mean()
    {
        using var network = new MixtureDensityNetwork(1, [6], components: 2, dtype: Double);
        // The quartiles of four numbers, by linear interpolation.
        double[] y = [0, 1, 10, 13], centres = [0.75, 10.75];
        network.SpreadComponents(y.As(Double, 4, 1));
        double expected = Math.Sqrt(y.Average(v => centres.Min(c => (v - c) * (v - c))));
        Close.To([Math.Log(expected), Math.Log(expected)], network.state_dict()["scales.bias"].Doubles(), 1e-12);
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void Several_targets_spread_their_means_over_their_clusters(Covariance covariance)
    {
        using var network = new MixtureDensityNetwork(1, [6], components: 3, targets: 2, covariance, dtype: Double);
        double[][] centres = [[0, 0], [50, 0], [0, 80]];
        Tensor y = cat([.. centres
            .Select((c, i) => tensor(c) + randn([100, 2], Double, generator: Make.Seed((ulong)i)))]);
        network.SpreadComponents(y, Make.Seed(4));
        double[][] found = [.. network.state_dict()["means.bias"].Doubles().Chunk(2).OrderBy(c => c[0] + 2 * c[1])];
        for (int k = 0; k < 3; k++)
            Close.To(y[(100 * k)..(100 * k + 100)].mean([0]).Doubles(), found[k], 1e-4, 1e-6);
        using var noGrad = no_grad();
        network.state_dict()["scales.weight"].zero_();
        // The clusters have deviation 1 in both dimensions, and no correlation.
        GaussianMixture mixture = network.call(zeros(1, 1, Double));
        Assert.All(mixture.Scales.Doubles(), scale => Assert.InRange(scale, 0.9, 1.1));
        Close.To(mixture.Marginal(1).Means, mixture.Conditional([0], full([1, 1], 5, Double)).Means, 1e-12);
    }

    [Fact]
    public void Every_center_is_the_mean_of_the_rows_nearest_to_it()
    {
        using var network = new MixtureDensityNetwork(1, [6], components: 5, targets: 2, dtype: Double);
        Tensor y = rand([300, 2], Double, generator: Make.Seed(5)) * 10;
        network.SpreadComponents(y, Make.Seed(6));
        double[][] rows = [.. y.Doubles().Chunk(2)],
            centres = [.. network.state_dict()["means.bias"].Doubles().Chunk(2)];
        var clusters = rows.GroupBy(r =>
            Enumerable.Range(0, 5).MinBy(k => Math.Pow(r[0] - centres[k][0], 2) + Math.Pow(r[1] - centres[k][1], 2)));
        foreach (var cluster in clusters)
            Close.To([cluster.Average(r => r[0]), cluster.Average(r => r[1])], centres[cluster.Key], 1e-4);
    }

    [Fact]
    public void The_same_seed_gives_the_same_centers()
    {
        Tensor y = rand([300, 2], Double, generator: Make.Seed(5));
        double[] Centres(ulong seed)
        {
            using var network = new MixtureDensityNetwork(1, [6], components: 8, targets: 2, dtype: Double);
            network.SpreadComponents(y, Make.Seed(seed));
            return network.state_dict()["means.bias"].Doubles();
        }
        Assert.Equal(Centres(1), Centres(1));
        Assert.NotEqual(Centres(1), Centres(2));
    }

    [Theory, InlineData(1), InlineData(2)]
    public void With_fewer_different_rows_than_components_the_scale_is_the_smallest(int targets)
    {
        using var network = new MixtureDensityNetwork(1, [6], components: 5, targets, logScaleBounds: (-7, 7),
            dtype: Double);
        network.SpreadComponents(ones(1, targets, Double), Make.Seed(1));
        Assert.All(network.state_dict()["means.bias"].Doubles(), mean => Assert.Equal(1, mean));
        Assert.All(network.state_dict()["scales.bias"].Doubles(), scale => Assert.Equal(-7, scale));
        Assert.True(network.call(zeros(1, 1, Double)).log_prob(ones(1, targets, Double)).isfinite().all().item<bool>());
    }

    [Fact]
    public void Spread_components_start_with_a_better_loss()
    {
        using MixtureDensityNetwork spread = new(1, [6], components: 10, generator: Make.Seed(1)),
            plain = new(1, [6], components: 10, generator: Make.Seed(1));
        Tensor y = rand([500, 1], generator: Make.Seed(2)) * 20 - 10, x = zeros(500, 1);
        spread.SpreadComponents(y);
        Assert.True(spread.call(x).log_prob(y).mean().Value() > plain.call(x).log_prob(y).mean().Value() + 1);
    }

    [Fact]
    public void A_table_that_does_not_fit_is_refused_with_its_shape()
    {
        using var network = new MixtureDensityNetwork(1, [6], components: 5, targets: 2);
        Assert.Contains("[7, 3]",
            Assert.Throws<ArgumentException>("y", () => network.SpreadComponents(zeros(7, 3))).Message,
            StringComparison.Ordinal);
        Assert.Contains("[0, 2]",
            Assert.Throws<ArgumentException>("y", () => network.SpreadComponents(zeros(0, 2))).Message,
            StringComparison.Ordinal);
    }
}
