using MixtureDensity.Tests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Training;

/// <summary>
/// A processor that is slow with subnormal numbers must not meet any; where it can be asked, it says so itself.
/// </summary>
public sealed class SubnormalTests
{
    // The first of them over all its epochs, with fewer points; either way they are one block.
    [Theory, InlineData(1, 10_000, 150), InlineData(2, 500, 1000), InlineData(3, 500, 1000)]
    public void A_mixture_density_network_of_the_notebook_meets_none(int seed, int epochs, int points)
    {
        var (y, x) = Curve((ulong)seed, points);
        using var network = new MixtureDensityNetwork(1, [50], 24, generator: Make.Seed((ulong)seed));
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(network);
        Train(objective, x, y, new RmsProp(objective.Parameters), epochs);
    }

    [Theory, InlineData(1, 3000, 150), InlineData(2, 300, 1000), InlineData(3, 300, 1000)]
    public void A_regression_of_the_notebook_meets_none(int seed, int epochs, int points)
    {
        var (y, x) = Curve((ulong)seed, points);
        using Sequential network = nn.Sequential(nn.Linear(1, 100), nn.ReLU(), nn.Linear(100, 1));
        foreach (Parameter parameter in network.parameters())
            nn.init.uniform_(parameter, -0.5, 0.5, Make.Seed((ulong)seed));
        using IObjective objective = AnalyticObjective.SquaredError(network);
        Train(objective, y, x, new RmsProp(objective.Parameters, 0.01, 0.8), epochs);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_network_of_a_fit_meets_none(bool isDeep)
    {
        var (y, x) = Curve(1);
        int[] hidden = isDeep ? [128, 128, 128] : [256];
        using var network = new MixtureDensityNetwork(1, hidden, 8, activation: Activation.SiLU,
            logScaleBounds: (-10, 5), generator: Make.Seed(1));
        network.Standardize(x, y);
        var rows = new RowSet<float>(new TensorRows<float>(x, network.InputStandardizer<float>()),
            new TensorRows<float>(y, network.TargetStandardizer<float>()));
        using var steps = new TrainingSteps<float>(network, rows, new TrainingOptions { Steps = 1000, BatchSize = 64 },
            Make.Seed(1));
        Look(steps.Take, steps.Count, () =>
        {
            NoneIn(steps.Objective);
            NoneIn("means of AdamW", steps.Optimizer.Means);
            NoneIn("squares of AdamW", steps.Optimizer.Squares);
            NoneIn("running mean of the weights", steps.Average);
        });
    }

    [Fact]
    public void Weights_that_nothing_holds_decay_to_zero_and_not_to_a_subnormal_number()
    {
        float[] weights = [1, -1e-3f, 1e-12f], gradient = [0, 1e-30f, 0];
        var optimizer = new AdamWState<float>(3, weightDecay: 10, maxGradientNorm: 5);
        var average = new EmaWeights<float>(3, decay: 0.5);
        FloatingPointFlags.Clear();
        for (int step = 0; step < 1000; step++)
        {
            optimizer.Step(weights, gradient, learningRate: 0.05);
            average.Add(weights);
        }
        Assert.False(FloatingPointFlags.AreKnown && FloatingPointFlags.MetSubnormal());
        Assert.Equal([0, 0, 0], weights);
        Assert.Equal([0, 0, 0], average.Value.ToArray());
    }

    [Fact]
    public void Predictions_in_plain_numbers_meet_none()
    {
        var (y, x) = Curve(1, points: 200);
        Table table = new([new NumericColumn("x", x.Doubles()), new NumericColumn("y", y.Doubles())]);
        ModelFit fit = ModelTrainer.Fit(table, ["x"], ["y"],
            new ModelOptions { Folds = 2, Refits = 0, Training = new TrainingOptions { Steps = 200 } });
        using DensityModel model = fit.Model;
        FloatingPointFlags.Clear();
        model.Predict(table);
        Assert.False(FloatingPointFlags.AreKnown && FloatingPointFlags.MetSubnormal());
    }

    private static void Train(IObjective objective, Tensor x, Tensor y, RmsProp optimizer, int epochs) => Look(
        _ =>
        {
            double loss = objective.Evaluate(x, y);
            optimizer.step();
            return loss;
        },
        epochs,
        () =>
        {
            NoneIn((DenseObjective<float>)objective);
            NoneIn("squares of RMSprop", optimizer.Squares<float>(0));
        });

    private static void Look(Func<int, double> step, int steps, Action look)
    {
        List<double> losses = [];
        for (int i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            FloatingPointFlags.Clear();
            losses.Add(step(i));
            Assert.False(FloatingPointFlags.AreKnown && FloatingPointFlags.MetSubnormal(),
                $"The processor met a subnormal number in step {i}.");
            // The processor looks at every step; to look at every number takes longer than the step.
            if (i % 50 == 0)
                look();
        }
        Assert.True(losses[^1] < losses[0], "It should have learnt something.");
    }

    private static void NoneIn(DenseObjective<float> objective)
    {
        foreach (var (place, values) in objective.Intermediates())
            NoneIn(place, values.Entries);
        NoneIn("weights", objective.Parameters[0].data<float>().ToArray());
        NoneIn("gradients of weights", objective.Parameters[0].grad!.data<float>().ToArray());
    }

    private static void NoneIn(string place, ReadOnlySpan<float> numbers)
    {
        foreach (float number in numbers)
        {
            if (float.IsSubnormal(number))
                Assert.Fail($"{number:R} is among the {place}.");
        }
    }

    private static (Tensor Place, Tensor Height) Curve(ulong seed, int points = 1000)
    {
        Tensor u = rand([points, 1], generator: Make.Seed(seed)) * 21 - 10.5;
        return (u, 7 * (0.75 * u).sin() + 0.5 * u + randn([points, 1], generator: Make.Seed(seed + 100)));
    }
}
