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
    public void Far_below_0_it_is_negligible(float x) =>
        Assert.InRange(VectorMath.Exp(new Vector<float>(x))[0], 0, 2e-38f);

    [Theory, InlineData(float.PositiveInfinity), InlineData(1e30f), InlineData(90)]
    public void Far_up_it_stays_finite(float x) =>
        Assert.InRange(VectorMath.Exp(new Vector<float>(x))[0], 1e38f, float.MaxValue);

    [Fact]
    public void NaN_stays_NaN() => Assert.Equal(float.NaN, VectorMath.Exp(new Vector<float>(float.NaN))[0]);

    [Fact]
    public void Its_hyperbolic_tangent_is_exact_to_two_units_in_the_last_place() =>
        Gen.Float[-12, 12].Select(Gen.Float[-30, 0], (x, power) => x * MathF.Exp(power)).Check(
        x => Close.To(Math.Tanh(x), VectorMath.Tanh(new Vector<float>(x))[0], 2.4e-7, context: $"at {x:R}"),
            times: 10_000);

    [Fact]
    public void In_double_precision_the_tangent_is_exact_to_four_units() =>
        Gen.Double[-30, 30].Select(Gen.Double[-40, 0], (x, power) => x * Math.Exp(power)).Check(
        x => Close.To(Math.Tanh(x), VectorMath.Tanh(new Vector<double>(x))[0], 9e-16, context: $"at {x:R}"),
            times: 1000);

    [Theory, InlineData(float.PositiveInfinity, 1), InlineData(-1e30f, -1), InlineData(0, 0),
        InlineData(float.NaN, float.NaN)]
    public void The_tangent_of_any_number_is_one(float x, float expected) =>
        Assert.Equal(expected, VectorMath.Tanh(new Vector<float>(x))[0]);

    [Theory, InlineData(-3, -2), InlineData(1.5, 1.5), InlineData(7, 4), InlineData(double.NaN, double.NaN)]
    public void A_number_is_clamped_to_its_bounds_and_NaN_stays_NaN(double x, double expected) =>
        Assert.Equal(expected, VectorMath.Clamp(new Vector<double>(x), new(-2), new(4))[0]);

    [Fact]
    public void Its_logarithm_is_exact_to_two_units_in_the_last_place() => Gen.Float[-80, 80].Select(MathF.Exp).Check(
        x => Close.To(Math.Log(x), VectorMath.Log(new Vector<float>(x))[0], 1.2e-7, 1e-9, context: $"at {x:R}"),
            times: 5000);

    [Fact]
    public void Near_1_the_logarithm_keeps_its_relative_accuracy() =>
        Gen.Int[-10_000, 10_000].Select(i => 1 + i * 6e-8f).Check(
        x => Close.To(Math.Log(x), VectorMath.Log(new Vector<float>(x))[0], 2.4e-7, context: $"at {x:R}"), times: 5000);

    [Fact]
    public void The_logarithm_of_NaN_is_NaN() =>
        Assert.Equal(float.NaN, VectorMath.Log(new Vector<float>(float.NaN))[0]);

    [Theory, InlineData(-50.5f), InlineData(-1e30f), InlineData(float.NegativeInfinity)]
    public void A_softmax_term_below_exp_of_minus_50_is_0(float x) =>
        Assert.Equal(0, VectorMath.SoftmaxTerm(new Vector<float>(x))[0]);

    [Theory, InlineData(-49.5f), InlineData(-1), InlineData(0), InlineData(float.NaN)]
    public void Any_other_softmax_term_is_its_exponential(float x) =>
        Close.To(Math.Exp(x), VectorMath.SoftmaxTerm(new Vector<float>(x))[0], 1.2e-7);

    [Theory, InlineData(1e-9f, 0), InlineData(-1e-9f, 0), InlineData(2e-9f, 2e-9f), InlineData(-2e-9f, -2e-9f),
        InlineData(float.NaN, float.NaN)]
    public void Numbers_near_0_become_0_and_NaN_stays_NaN(float x, float expected) =>
        Assert.Equal(expected, VectorMath.ZeroWithin(new Vector<float>(x), new Vector<float>(1.5e-9f))[0]);
}
