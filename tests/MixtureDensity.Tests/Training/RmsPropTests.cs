using MixtureDensity.Tests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Training;

public sealed class RmsPropTests
{
    [Theory, InlineData(ScalarType.Float32), InlineData(ScalarType.Float64)]
    public void It_steps_where_the_optimizer_of_TorchSharp_steps(ScalarType dtype)
    {
        using var generator = new Generator(3);
        Parameter[] Parameters() => [new(linspace(-1, 1, 13).to(dtype)), new(ones(2, 3, dtype)), new(zeros(1, dtype))];
        Parameter[] ours = Parameters(), theirs = Parameters();
        using var own = new RmsProp(ours, learningRate: 0.02, alpha: 0.8);
        using var reference = optim.RMSProp(theirs, 0.02, 0.8);
        for (int step = 0; step < 20; step++)
        {
            for (int i = 0; i < ours.Length; i++)
                ours[i].grad = theirs[i].grad = randn(ours[i].shape, dtype, generator: generator);
            own.step();
            reference.step();
            for (int i = 0; i < ours.Length; i++)
                Close.To(theirs[i], ours[i], dtype == ScalarType.Float32 ? 1e-5 : 1e-12, 1e-6);
        }
    }

    [Fact]
    public void It_minimizes_a_loss_that_autograd_differentiates()
    {
        using var parameter = new Parameter(full(3, 2.0));
        using var optimizer = new RmsProp([parameter]);
        double[] losses = Trainer.Minimize(() => (parameter - 1).square().sum(), optimizer, epochs: 300);
        Assert.True(losses[^1] < 1e-3, $"the loss is {losses[^1]}");
    }

    [Fact]
    public void A_parameter_without_a_gradient_stays_where_it_is()
    {
        using var parameter = new Parameter(ones(3));
        using var optimizer = new RmsProp([parameter]);
        optimizer.step();
        Assert.Equal([1, 1, 1], parameter.Doubles());
    }

    [Fact]
    public void It_can_be_written_into_a_loop_of_ones_own()
    {
        using var parameter = new Parameter(full(3, 2.0));
        using var optimizer = new RmsProp([parameter], learningRate: 0.5);
        optim.lr_scheduler.LRScheduler halving = optim.lr_scheduler.StepLR(optimizer, step_size: 1, gamma: 0.5);
        parameter.square().sum().backward();
        optimizer.zero_grad();
        Assert.Equal([0, 0, 0], parameter.grad!.Doubles());
        parameter.square().sum().backward();
        Assert.Equal([4, 4, 4], parameter.grad!.Doubles());
        optimizer.step();
        halving.step();
        Assert.Equal(0.25, optimizer.LearningRate);
    }

    [Fact]
    public void Constants_out_of_range_and_other_types_are_refused()
    {
        using var parameter = new Parameter(ones(3));
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => new RmsProp([parameter], alpha: 1));
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => new RmsProp([parameter], alpha: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("learningRate", () => new RmsProp([parameter], learningRate: 0));
        Assert.Throws<ArgumentOutOfRangeException>("learningRate", () =>
            new RmsProp([parameter], learningRate: double.NaN));
        using var half = new Parameter(ones(3, ScalarType.Float16));
        Assert.Throws<ArgumentException>("parameters", () => new RmsProp([parameter, half]));
    }
}
