using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Model;

/// <summary>How much of the predictions lies beyond a bound that no row crosses.</summary>
public sealed class SpillMeterTests
{
    private static readonly TargetObservation Exact = TargetObservation.Exact;

    // N(0, 1) has a half below 0, and N(20, 1) nothing.
    [Theory, InlineData(null, 0.25), InlineData(3.0, 0.375), InlineData(0.0, 0.0)]
    public void What_lies_below_0_is_a_mean_over_the_rows_by_their_weight(double? weight, double below)
    {
        var meter = new SpillMeter(Exact, [0, 5, 20]);
        meter.Add(GaussianMixture.Scalar(zeros(2, 1, ScalarType.Float64),
            new double[] { 0, 20 }.As(ScalarType.Float64, 2, 1), ones(2, 1, ScalarType.Float64)).ToBatch(),
            weight is { } first ? [first, 1] : null);
        TargetFindings findings = meter.Result();
        Assert.Equal(0, findings.Below!.Bound);
        Close.To(below, findings.Below.Probability, 0, 1e-12);
        Assert.Null(findings.Above);
    }

    [Fact]
    public void Negative_values_suggest_no_bound()
    {
        var meter = new SpillMeter(Exact, [-1, 5, 20]);
        Assert.Null(meter.Result().Below);
    }
}
