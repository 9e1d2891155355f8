using MixtureDensity.Tests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Training;

public sealed class AdamWTests
{
    private const double Decay = 0.05;

    // 13 is no multiple of the length of a vector.
    [Theory, InlineData(13), InlineData(1), InlineData(64)]
    public void It_steps_where_the_optimizer_of_TorchSharp_steps(int count)
    {
        using var generator = new Generator(3);
        using var parameter = new Parameter(randn(count, ScalarType.Float64, generator: generator));
        using var theirs = optim.AdamW([parameter], lr: 0.01, weight_decay: Decay);
        var ours = new AdamW<double>(count, Decay, maxGradientNorm: double.PositiveInfinity);
        double[] weights = parameter.Doubles();
        for (int step = 0; step < 20; step++)
        {
            double rate = 0.01 / (1 + step);
            Tensor gradient = randn(count, ScalarType.Float64, generator: generator);
            parameter.grad = gradient;
            theirs.ParamGroups.Single().LearningRate = rate;
            theirs.step();
            ours.Step(weights, gradient.Doubles(), rate);
            Close.To(parameter.Doubles(), weights, 1e-12);
        }
    }

    [Fact]
    public void A_long_gradient_is_shortened_and_a_short_one_is_not()
    {
        // The square of the first gradient decides how far the second one goes.
        double[] After(double first)
        {
            double[] weights = [0, 0];
            var optimizer = new AdamW<double>(2, 0, maxGradientNorm: 5);
            optimizer.Step(weights, [3 * first, 4 * first], 0.1);
            optimizer.Step(weights, [0.3, 0.1], 0.1);
            return weights;
        }
        Close.To(After(1), After(100), 1e-12);
        Assert.NotEqual(After(1), After(0.5));
    }

    [Fact]
    public void In_single_precision_it_goes_the_same_way()
    {
        double[] wide = [.. Enumerable.Range(0, 13).Select(i => 0.1 * i)];
        float[] narrow = [.. wide.Select(w => (float)w)];
        double[] gradient = [.. wide.Select(w => Math.Sin(7 * w + 1))];
        var wideSteps = new AdamW<double>(13, Decay, maxGradientNorm: 1);
        var narrowSteps = new AdamW<float>(13, Decay, maxGradientNorm: 1);
        for (int step = 0; step < 10; step++)
        {
            wideSteps.Step(wide, gradient, 0.01);
            narrowSteps.Step(narrow, [.. gradient.Select(g => (float)g)], 0.01);
        }
        Close.To(wide, [.. narrow.Select(w => (double)w)], 1e-5, 1e-6);
    }
}
