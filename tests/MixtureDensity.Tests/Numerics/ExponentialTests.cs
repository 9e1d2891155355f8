using System.Runtime.Intrinsics;
using CsCheck;
using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Distribution;

public sealed class ExponentialTests
{
    [Fact]
    public void It_is_the_exponential_function_in_every_lane() => Gen.Double[-708, 708].Array[4].Check(x =>
    {
        Vector256<double> y = Exponential.Compute(Vector256.Create(x));
        for (int lane = 0; lane < 4; lane++)
            Close.To(Math.Exp(x[lane]), y[lane], 5e-16, context: $"at {x[lane]:R}");
    }, times: 2000);

    [Fact]
    public void The_Gaussian_kernel_is_exact_where_the_square_is_rounded() => Gen.Double[-38.5, 38.5].Check(z =>
    {
        // exp(−(a + b)²/2) with a² exact, for a has half the digits of z.
        double a = (float)z, b = z - a;
        Close.To(Math.Exp(-0.5 * a * a) * Math.Exp(-a * b - 0.5 * b * b), StandardNormal.Kernel(Vector256.Create(z))[0],
            2e-15, 1e-322, $"at {z:R}");
    }, times: 2000);

    [Theory, InlineData(39), InlineData(1e9), InlineData(1e200), InlineData(double.PositiveInfinity)]
    public void There_is_nothing_far_out(double z)
    {
        Vector256<double> at = Vector256.Create(z), kernel = StandardNormal.Kernel(at);
        Assert.Equal((0, 0), (kernel[0], StandardNormal.UpperTail(at, kernel)[0]));
        Assert.Equal(0, StandardNormal.Kernel(-at)[0]);
    }
}
