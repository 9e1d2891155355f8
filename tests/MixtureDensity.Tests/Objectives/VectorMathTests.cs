using System.Numerics;
using CsCheck;
using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Objectives;

public sealed class VectorMathTests
{
    [Fact]
    public void Its_exponential_is_exact_to_two_units_in_the_last_place() => Gen.Float[-87, 88].Check(
        x => Close.To(Math.Exp(x), VectorMath.Exp(new Vector<float>(x))[0], 1.2e-7, context: $"at {x:R}"), times: 5000);

    [Fact]
    public void In_double_precision_it_is_exact_too() => Gen.Double[-700, 700].Check(
        x => Close.To(Math.Exp(x), VectorMath.Exp(new Vector<double>(x))[0], 5e-16, context: $"at {x:R}"), times: 1000);

    [Theory, InlineData(float.NegativeInfinity), InlineData(-1e30f), InlineData(-90)]
    public void Far_down_there_is_as_good_as_nothing(float x) => Assert.InRange(VectorMath.Exp(new Vector<float>(x))[0], 0, 2e-38f);

    [Theory, InlineData(float.PositiveInfinity), InlineData(1e30f), InlineData(90)]
    public void Far_up_it_stays_finite(float x) => Assert.InRange(VectorMath.Exp(new Vector<float>(x))[0], 1e38f, float.MaxValue);

    [Fact]
    public void NaN_stays_NaN() => Assert.Equal(float.NaN, VectorMath.Exp(new Vector<float>(float.NaN))[0]);
}
