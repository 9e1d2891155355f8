using TorchSharp;
using static TorchSharp.torch;
namespace MixtureDensity.Tests;
public sealed class SkeletonTests
{
    [Fact]
    public void A_density_is_right()
    {
        using var scope = NewDisposeScope();
        var m = GaussianMixture.Scalar(zeros(1), zeros(1), ones(1));
        Assert.Equal(-0.918938517570496, m.log_prob(tensor(0f)).item<float>(), 6);
    }
}
