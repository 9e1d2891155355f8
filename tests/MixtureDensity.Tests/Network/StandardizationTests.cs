using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Network;

public sealed class StandardizationTests
{
    private const ScalarType Double = ScalarType.Float64;

    /// <summary>The same weights, once on the tables as they are and once on standardised ones.</summary>
    private static (MixtureDensityNetwork Own, MixtureDensityNetwork Plain, Tensor X, Tensor Y, Tensor Zx, Tensor Zy,
        double[] Deviations) Pair(
        Covariance covariance, int targets)
    {
        MixtureDensityNetwork Build() =>
            new(2, [6], components: 3, targets, covariance, dtype: Double, generator: Make.Seed(1));
        Tensor x = randn([50, 2], Double, generator: Make.Seed(2)) * tensor([3.0, 0.01]) + tensor([100.0, -2.0]);
        Tensor y = randn([50, targets], Double, generator: Make.Seed(3)) * (arange(targets, Double) * 99.5 + 0.5) - 20;
        Tensor Columns(Tensor table, out double[] deviations)
        {
            int columns = (int)table.shape[1];
            double[][] rows = [.. table.Doubles().Chunk(columns)];
            double[] means = [.. Enumerable.Range(0, columns).Select(c => rows.Average(r => r[c]))];
            double[] d = [.. Enumerable.Range(0, columns)
                .Select(c => Math.Sqrt(rows.Average(r => Math.Pow(r[c] - means[c], 2))))];
            deviations = d;
            return rows.SelectMany(r => r.Select((v, c) => (v - means[c]) / d[c])).ToArray().As(Double, table.shape);
        }
        MixtureDensityNetwork own = Build(), plain = Build();
        own.Standardize(x, y);
        return (own, plain, x, y, Columns(x, out _), Columns(y, out double[] deviations), deviations);
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void The_density_is_that_of_standardised_tables_over_the_product_of_the_deviations(Covariance covariance)
    {
        var (own, plain, x, y, zx, zy, deviations) = Pair(covariance, targets: 3);
        double logJacobian = deviations.Sum(Math.Log);
        Close.To(plain.call(zx).log_prob(zy) - logJacobian, own.call(x).log_prob(y), 1e-11, 1e-11);
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void The_density_integrates_to_one_over_the_users_own_unit(Covariance covariance)
    {
        var (own, _, x, _, _, _, _) = Pair(covariance, targets: 1);
        PlainMixture row = PlainMixture.From(own.call(x[..1]));
        double low = row.Edges().Min(), high = row.Edges().Max();
        double[] grid = [.. Enumerable.Range(0, 20_001).Select(i => low + i * (high - low) / 20_000)];
        Tensor density = own.call(x[..1]).log_prob(grid.As(Double, 20_001, 1, 1)).exp();
        Close.To(1, density.sum().Value() * (grid[1] - grid[0]), 0, 1e-6);
    }

    [Fact]
    public void Scores_and_quantiles_come_in_the_users_own_unit()
    {
        var (own, plain, x, y, zx, zy, deviations) = Pair(Covariance.Diagonal, targets: 1);
        Close.To(plain.call(zx).Crps(zy) * deviations[0], own.call(x).Crps(y), 1e-10);
        Tensor p = tensor(0.3);
        double mean = y.mean().Value();
        Close.To(plain.call(zx).icdf(p) * deviations[0] + mean, own.call(x).icdf(p), 1e-10);
        Close.To(plain.call(zx).mean * deviations[0] + mean, own.call(x).mean, 1e-10);
        Close.To(plain.call(zx).variance * deviations[0] * deviations[0], own.call(x).variance, 1e-10);
    }

    [Fact]
    public void Without_it_the_network_works_on_what_it_is_given()
    {
        var state = new MixtureDensityNetwork(2, [6], components: 3, targets: 2).state_dict();
        Assert.Equal([0.0, 0], state["targets.mean"].Doubles());
        Assert.Equal([1.0, 1], state["inputs.deviation"].Doubles());
    }

    [Fact]
    public void A_constant_column_keeps_its_unit()
    {
        using var network = new MixtureDensityNetwork(2, [6], components: 3);
        Tensor x = tensor(new float[,] { { 5, 1 }, { 5, 3 } });
        network.Standardize(x, zeros(2, 1));
        Assert.Equal([1.0, 1], network.state_dict()["inputs.deviation"].Doubles());
        Assert.Equal([1.0], network.state_dict()["targets.deviation"].Doubles());
        Assert.True(network.call(x).log_prob(zeros(2, 1)).isfinite().all().item<bool>());
    }

    [Fact]
    public void One_row_is_enough()
    {
        using var network = new MixtureDensityNetwork(1, [6], components: 3);
        network.Standardize(full([1, 1], 3f), full([1, 1], 4f));
        Assert.True(network.call(full([1, 1], 3f)).log_prob(full([1, 1], 4f)).isfinite().all().item<bool>());
    }

    [Fact]
    public void It_leaves_no_trace_in_the_gradient_graph()
    {
        using var network = new MixtureDensityNetwork(1, [6], components: 3);
        network.Standardize(randn([5, 1]).requires_grad_(), randn([5, 1]).requires_grad_());
        Assert.All(network.state_dict().Where(s => s.Key.EndsWith("deviation", StringComparison.Ordinal)), s =>
            Assert.False(s.Value.requires_grad));
    }

    [Fact]
    public void Tables_that_do_not_fit_are_refused_with_their_shape()
    {
        using var network = new MixtureDensityNetwork(2, [5], components: 3, targets: 4);
        Tensor x = zeros(7, 2), y = zeros(7, 4);
        void Refuses(string name, string shown, Tensor inputs, Tensor targets) => Assert.Contains(
            shown, Assert.Throws<ArgumentException>(name, () => network.Standardize(inputs, targets)).Message,
                StringComparison.Ordinal);
        Refuses("x", "[7, 3]", zeros(7, 3), y);
        Refuses("x", "[7]", zeros(7), y);
        Refuses("x", "[0, 2]", zeros(0, 2), y);
        Refuses("y", "[7, 2]", x, zeros(7, 2));
        Refuses("x", "Float64", zeros(7, 2, Double), y);
        Refuses("y", "meta", x, zeros(7, 4, device: new Device("meta")));
    }
}
