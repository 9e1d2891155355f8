using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Objectives;

public sealed class LongRunTests
{
    // The same sums in another order are what another number of threads amounts to, without its waiting.
    [Fact]
    public void After_a_thousand_steps_it_is_as_near_to_autograd_as_autograd_to_itself_with_the_rows_in_another_order()
    {
        Tensor y = rand([200, 1], generator: Make.Seed(1)) * 21 - 10.5;
        Tensor x = 7 * (0.75 * y).sin() + 0.5 * y + randn([200, 1], generator: Make.Seed(2));
        double[] Losses(Func<MixtureDensityNetwork, IObjective> objectiveOf, ulong? order)
        {
            using var network = new MixtureDensityNetwork(1, [20], components: 8, generator: Make.Seed(3));
            network.Standardize(x, y);
            using IObjective objective = objectiveOf(network);
            using var rmsprop = optim.RMSProp(objective.Parameters, lr: 1e-3);
            Tensor rows = order is { } seed ? randperm(200, generator: Make.Seed(seed)) : arange(200);
            return Trainer.Minimize(objective, x.index_select(0, rows), y.index_select(0, rows), rmsprop, epochs: 1000);
        }
        double[] autograd = Losses(AutogradObjective.NegativeLogLikelihood, null),
            analytic = Losses(AnalyticObjective.NegativeLogLikelihood, null);
        double Distance(double[] losses) => losses.Zip(autograd, (a, b) => Math.Abs(a - b)).Max();
        double noise = Distance(Losses(AutogradObjective.NegativeLogLikelihood, order: 1));

        Assert.True(autograd[^1] < autograd[0] - 1);
        Assert.InRange(noise, 1e-7, 1e-4);
        Assert.InRange(Distance(analytic), 0, 5 * noise);
    }
}
