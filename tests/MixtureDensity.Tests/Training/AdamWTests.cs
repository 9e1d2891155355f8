using MixtureDensity.Tests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AdamW = MixtureDensity.AdamW;

namespace MixtureDensity.Tests.Training;

public sealed class AdamWTests
{
    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void It_steps_where_the_optimizer_of_TorchSharp_steps(ScalarType dtype)
    {
        Parameter[] ours = Parameters(dtype), theirs = Parameters(dtype);
        using var own = new AdamW(ours, 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.05);
        using var reference =
            optim.AdamW(theirs, lr: 0.02, beta1: 0.8, beta2: 0.95, eps: 1e-3, weight_decay: 0.05);
        StepTogether(ours, own, theirs, reference, dtype);
    }

    [Fact]
    public void Its_defaults_are_those_of_PyTorch()
    {
        Parameter[] ours = Parameters(ScalarType.Float64), theirs = Parameters(ScalarType.Float64);
        using var own = new AdamW(ours);
        using var reference = optim.AdamW(theirs, lr: 1e-3, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 1e-2);
        StepTogether(ours, own, theirs, reference, ScalarType.Float64);
    }

    [Fact]
    public void Without_weight_decay_it_is_Adam()
    {
        Parameter[] ours = Parameters(ScalarType.Float64), theirs = Parameters(ScalarType.Float64);
        using var own = new AdamW(ours, weightDecay: 0);
        using var reference = optim.Adam(theirs, lr: 1e-3);
        StepTogether(ours, own, theirs, reference, ScalarType.Float64);
    }

    [Fact]
    public void A_parameter_that_has_no_gradient_yet_starts_its_own_count_of_steps_later()
    {
        using Parameter early = new(ones(3, ScalarType.Float64)), late = new(ones(3, ScalarType.Float64));
        using var optimizer = new AdamW([early, late], learningRate: 0.1);
        early.grad = ones(3, ScalarType.Float64);
        optimizer.step();
        Assert.Equal([1, 1, 1], late.Doubles());
        double[] first = early.Doubles();
        late.grad = ones(3, ScalarType.Float64);
        optimizer.step();
        Assert.Equal(first, late.Doubles());
    }

    [Fact]
    public void It_minimizes_a_loss_that_autograd_differentiates()
    {
        using var parameter = new Parameter(full(3, 2.0));
        using var optimizer = new AdamW([parameter], learningRate: 0.05, weightDecay: 0);
        double[] losses = Trainer.Minimize(() => (parameter - 1).square().sum(), optimizer, epochs: 300);
        Assert.True(losses[^1] < 1e-3, $"the loss is {losses[^1]}");
    }

    [Fact]
    public void A_long_gradient_is_shortened_and_a_short_one_is_not()
    {
        // The square of the first gradient decides how far the second one goes.
        double[] After(double first)
        {
            double[] weights = [0, 0];
            var state = new AdamWState<double>(2, weightDecay: 0, maxGradientNorm: 5);
            state.Step(weights, [3 * first, 4 * first], 0.1);
            state.Step(weights, [0.3, 0.1], 0.1);
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
        var wideState = new AdamWState<double>(13, weightDecay: 0.05, maxGradientNorm: 1);
        var narrowState = new AdamWState<float>(13, weightDecay: 0.05, maxGradientNorm: 1);
        for (int step = 0; step < 10; step++)
        {
            wideState.Step(wide, gradient, 0.01);
            narrowState.Step(narrow, [.. gradient.Select(g => (float)g)], 0.01);
        }
        Close.To(wide, [.. narrow.Select(w => (double)w)], 1e-5, 1e-6);
    }

    [Fact]
    public void Constants_out_of_range_and_other_types_are_refused()
    {
        using var parameter = new Parameter(ones(3));
        foreach (double beta in new[] { -0.1, 1, double.NaN })
        {
            Assert.Throws<ArgumentOutOfRangeException>("beta1", () => new AdamW([parameter], beta1: beta));
            Assert.Throws<ArgumentOutOfRangeException>("beta2", () => new AdamW([parameter], beta2: beta));
        }
        foreach (double number in new[] { -0.1, double.PositiveInfinity, double.NaN })
        {
            Assert.Throws<ArgumentOutOfRangeException>("learningRate", () =>
                new AdamW([parameter], learningRate: number));
            Assert.Throws<ArgumentOutOfRangeException>("epsilon", () => new AdamW([parameter], epsilon: number));
            Assert.Throws<ArgumentOutOfRangeException>("weightDecay", () =>
                new AdamW([parameter], weightDecay: number));
        }
        using var half = new Parameter(ones(3, ScalarType.Float16));
        Assert.Throws<ArgumentException>("parameters", () => new AdamW([parameter, half]));
    }

    // 13 and 6 are no multiples of the length of a vector.
    private static Parameter[] Parameters(ScalarType dtype) =>
        [new(linspace(-1, 1, 13).to(dtype)), new(ones(2, 3, dtype)), new(zeros(1, dtype)), new(ones(64, dtype))];

    private static void StepTogether(Parameter[] ours, optim.Optimizer own, Parameter[] theirs,
        optim.Optimizer reference, ScalarType dtype)
    {
        using var generator = new Generator(3);
        double rate = own.ParamGroups.Single().LearningRate;
        Assert.Equal(rate, reference.ParamGroups.Single().LearningRate);
        for (int step = 0; step < 20; step++)
        {
            own.ParamGroups.Single().LearningRate = reference.ParamGroups.Single().LearningRate = rate / (1 + step);
            for (int i = 0; i < ours.Length; i++)
                ours[i].grad = theirs[i].grad = randn(ours[i].shape, dtype, generator: generator);
            own.step();
            reference.step();
            for (int i = 0; i < ours.Length; i++)
                Close.To(theirs[i], ours[i], dtype == ScalarType.Float32 ? 1e-5 : 1e-12,
                    dtype == ScalarType.Float32 ? 1e-6 : 1e-14);
        }
    }
}
