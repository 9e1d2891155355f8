using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Distribution;

public sealed class LifetimeTests
{
    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void A_mixture_leaves_a_scope_as_one_and_is_freed_as_one(Covariance covariance)
    {
        GaussianMixture moved, detached;
        Tensor y = zeros([3, 2], ScalarType.Float64, CPU);
        using (var outer = NewDisposeScope())
        {
            using (var inner = NewDisposeScope())
            {
                moved = Make.Random(covariance, [3], 4, 2, seed: 1).MoveToOuterDisposeScope();
                detached = Make.Random(covariance, [3], 4, 2, seed: 1).DetachFromDisposeScope();
            }
            Assert.Equal(detached.log_prob(y).Doubles(), moved.log_prob(y).Doubles());
        }
        Assert.Throws<ObjectDisposedException>(() => moved.LogWeights);
        Assert.Equal(3, detached.log_prob(y).numel());
        detached.Dispose();
        Assert.Throws<ObjectDisposedException>(() => detached.LogWeights);
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void What_is_made_of_a_mixture_is_freed_without_it(Covariance covariance)
    {
        GaussianMixture mixture = Make.Random(covariance, [3], 4, 2, seed: 1);
        Tensor y = zeros([3, 2], ScalarType.Float64, CPU);
        double[] before = mixture.log_prob(y).Doubles();
        mixture.Marginal(0).Dispose();
        mixture.Tempered(0.5, 2).Dispose();
        mixture[1].Dispose();
        mixture.expand(new long[] { 3 }).Dispose();
        mixture.expand(new long[] { 2, 3 }).Dispose();
        mixture.Conditional([0], y.narrow(1, 0, 1)).Dispose();
        GaussianMixture.Ensemble([mixture, mixture]).Dispose();
        Assert.Equal(before, mixture.log_prob(y).Doubles());
    }

    // The tensors of a mixture: weights, means, and either deviations with their logarithms or factors.
    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void What_is_made_of_a_mixture_leaves_only_its_own_tensors(Covariance covariance)
    {
        GaussianMixture mixture = Make.Random(covariance, [3], 4, 2, seed: 1);
        Tensor y = zeros([3, 1], ScalarType.Float64, CPU);
        var statistics = DisposeScopeManager.Statistics;
        int own = covariance is Covariance.Spherical or Covariance.Diagonal ? 4 : 3;
        Leaves(own, () => mixture.Marginal(0));
        Leaves(own, () => mixture.Tempered(0.5, 2));
        Leaves(own, () => mixture.Conditional([0], y));
        Leaves(own, () => GaussianMixture.Ensemble([mixture, mixture]));
        Tensor logWeights = zeros([3, 1], ScalarType.Float64, CPU), scales = ones([3, 1], ScalarType.Float64, CPU);
        Tensor means = zeros([3, 1, 1], ScalarType.Float64, CPU), factor = ones([3, 1, 1], ScalarType.Float64, CPU);
        Leaves(4, () => GaussianMixture.Scalar(logWeights, y, scales));
        Leaves(4, () => GaussianMixture.Spherical(logWeights, means, scales));
        Leaves(4, () => GaussianMixture.Diagonal(logWeights, means, factor));
        Leaves(3, () => GaussianMixture.Tied(logWeights, means, factor));

        void Leaves(int tensors, Func<GaussianMixture> make)
        {
            using var scope = NewDisposeScope();
            statistics.Reset();
            make();
            Assert.Equal(tensors, statistics.ThreadTotalLiveCount);
        }
    }

    [Fact]
    public void A_prediction_is_freed_without_its_network()
    {
        using var network = new MixtureDensityNetwork(1, [3], 2);
        Tensor x = zeros([4, 1], ScalarType.Float32, CPU);
        network.call(x).Dispose();
        Assert.Equal(4, network.call(x).mean.numel());
    }

    [Theory, MemberData(nameof(Make.Covariances), MemberType = typeof(Make))]
    public void A_row_is_a_mixture_of_its_own(Covariance covariance)
    {
        GaussianMixture mixture = Make.Random(covariance, [3, 2], 4, 2, seed: 2);
        Tensor y = zeros([3, 2, 2], ScalarType.Float64, CPU);
        Assert.Equal(mixture.log_prob(y)[1].Doubles(), mixture[1].log_prob(y[1]).Doubles());
        Assert.Equal(mixture.log_prob(y)[2, 0].Doubles(), mixture[-1][0].log_prob(y[2, 0]).Doubles());
        Assert.Throws<ArgumentOutOfRangeException>("row", () => mixture[3]);
        Assert.Throws<ArgumentOutOfRangeException>("row", () => mixture[-4]);
        Assert.Throws<InvalidOperationException>(() => mixture[0][0][0]);
        GaussianMixture scalar = Make.RandomScalar([5], 3, seed: 3);
        Assert.Equal(scalar.cdf(zeros([5], ScalarType.Float64, CPU))[4].Doubles(),
            scalar[4].cdf(zeros([], ScalarType.Float64, CPU)).Doubles());
    }
}
