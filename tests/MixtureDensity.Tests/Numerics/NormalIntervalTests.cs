using System.Numerics;
using CsCheck;
using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Objectives;

public sealed class NormalIntervalTests
{
    // Where widths and distances change the way it is computed, and far beyond.
    private static readonly Gen<double> Centres = Gen.OneOf(Gen.Double[-3, 3], Gen.Double[-60, 60],
        Gen.Double[-1e-6, 1e-6], Gen.Const(0.0));

    private static readonly Gen<double> Widths = Gen.OneOf(Gen.Double[1e-3, 3], Gen.Double[0.9, 1.1],
        Gen.Double[1, 200], Gen.Double[1e-4, 1e-2]);

    [Fact]
    public void The_probability_of_an_interval_is_its_integral() => Gen.Select(Centres, Widths).Check(
        (c, w) => Close.To(PlainInterval.LogProbability(c - w / 2, c + w / 2), InDouble(c, w).Log, 1e-6, 1e-6,
            $"at {c:R} ± {w / 2:R}"), times: 2000);

    [Fact]
    public void In_single_precision_it_is_exact_to_its_rounding() => Gen.Select(Centres, Widths).Check(
        (c, w) =>
        {
            double log = NormalInterval.LogProbability(
                new Vector<float>((float)c), new Vector<float>((float)w), out _, out _)[0];
            double z = (float)c, width = (float)w;
            Close.To(PlainInterval.LogProbability(z - width / 2, z + width / 2), log, 1e-6, 2e-6, $"at {c:R}, {w:R}");
        }, times: 2000);

    [Fact]
    public void Its_derivatives_are_finite_differences_of_the_integral() => Gen.Select(Centres, Widths).Check(
        (c, w) =>
        {
            // Large beside the rounding of a narrow interval's integral.
            double step = 1e-4, ofWidthStep = step * Math.Min(1, w);
            double Log(double centre, double width) =>
                PlainInterval.LogProbability(centre - width / 2, centre + width / 2);
            var (_, ofCentre, ofWidth) = InDouble(c, w);
            Close.To((Log(c + step, w) - Log(c - step, w)) / (2 * step), ofCentre, 1e-4, 1e-4, $"at {c:R}, {w:R}");
            Close.To((Log(c, w + ofWidthStep) - Log(c, w - ofWidthStep)) / (2 * ofWidthStep), ofWidth, 1e-4, 1e-4,
                $"at {c:R}, {w:R}");
        }, times: 500);

    [Fact]
    public void A_narrow_interval_has_the_density_times_its_width() => Gen.Double[-8, 8].Check(
        c =>
        {
            const double Width = 1e-5;
            var (log, ofCentre, ofWidth) = InDouble(c, Width);
            Close.To(Math.Log(Plain.NormalDensity(c, 0, 1) * Width), log, 1e-7, 1e-7);
            Close.To(-c, ofCentre, 1e-6, 1e-6);
            Close.To(1, Width * ofWidth, 1e-6);
        });

    [Theory, InlineData(1e8, 1), InlineData(-1e8, 1), InlineData(1e30, 1e-3), InlineData(0, 1e8), InlineData(5, 1e30)]
    public void The_farthest_and_the_widest_stay_finite(double centre, double width)
    {
        var (log, ofCentre, ofWidth) = InDouble(centre, width);
        Assert.True(double.IsFinite(log) && double.IsFinite(ofCentre) && double.IsFinite(ofWidth));
    }

    [Fact]
    public void The_upper_tail_is_the_integral_to_infinity() => Gen.OneOf(Gen.Double[-40, 40], Gen.Double[-3, 3]).Check(
        z =>
        {
            double log = NormalInterval.LogUpperTail(new Vector<double>(z), out Vector<double> hazard)[0];
            double expected = PlainInterval.LogProbability(z, double.PositiveInfinity);
            Close.To(expected, log, 1e-6, 1e-7, $"at {z:R}");
            Close.To(Math.Exp(-0.5 * z * z - 0.5 * Math.Log(2 * Math.PI) - expected), hazard[0], 1e-6, 1e-20);
        }, times: 1000);

    private static (double Log, double OfCentre, double OfWidth) InDouble(double centre, double width)
    {
        double log = NormalInterval.LogProbability(new Vector<double>(centre), new Vector<double>(width),
            out Vector<double> ofCentre, out Vector<double> ofWidth)[0];
        return (log, ofCentre[0], ofWidth[0]);
    }
}
