using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Numerics;

public sealed class LogSumExpTests
{
    [Theory]
    [InlineData(1000)]
    [InlineData(-1000)]
    [InlineData(0)]
    public void Terms_whose_exponentials_overflow_or_vanish_are_summed(double shift) =>
        // 1 + 2 + 4 = 7.
        Close.To(shift + Math.Log(7), LogSumExp.Compute(shift, shift + Math.Log(2), shift + Math.Log(4)), 1e-15, 0);

    [Fact]
    public void A_term_of_minus_infinity_adds_nothing()
    {
        Assert.Equal(3, LogSumExp.Compute(double.NegativeInfinity, 3));
        Assert.Equal(double.NegativeInfinity,
            LogSumExp.Compute(double.NegativeInfinity, double.NegativeInfinity));
    }
}
