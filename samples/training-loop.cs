#:package TorchSharp-cpu
#:project ../src/MixtureDensity

// A training loop of your own: any loss that autograd differentiates, mini-batches, a dispose scope a step, and early
// stopping on validation rows. Trainer and NetworkTrainer do this for you; here you see every step.
//
//     dotnet run samples/training-loop.cs

using MixtureDensity;
using TorchSharp;
using static TorchSharp.torch;

const int BatchSize = 100, Patience = 20;
set_num_threads(1); // The tensors are small: threads would wait for each other.

// y ~ U(-10.5, 10.5) and x = 7 sin(0.75 y) + 0.5 y + N(0, 1): for many an x, several values of y.
using var generator = new Generator(1);
Tensor y = rand(1500, 1, generator: generator) * 21 - 10.5;
Tensor x = (y * 0.75).sin() * 7 + y * 0.5 + randn(1500, 1, generator: generator);
Tensor trainingX = x[..1000], trainingY = y[..1000], validationX = x[1000..], validationY = y[1000..];

using var network = new MixtureDensityNetwork(inputs: 1, hidden: [50], components: 12, generator: generator);
network.Standardize(trainingX, trainingY);
network.SpreadComponents(trainingY, generator);
using var optimizer = new AdamW(network.parameters(), learningRate: 0.01);

double best = double.PositiveInfinity;
int bestEpoch = 0;
Dictionary<string, Tensor> bestState = [];
for (int epoch = 0; epoch - bestEpoch < Patience; epoch++)
{
    using var epochScope = NewDisposeScope();
    foreach (Tensor batch in randperm(1000, generator: generator).split(BatchSize))
    {
        // Without a scope for each step, its tensors wait for the garbage collector, which does not know their size.
        using var stepScope = NewDisposeScope();
        optimizer.zero_grad();
        Tensor loss = -network.call(trainingX[batch]).log_prob(trainingY[batch]).mean();
        loss.backward();
        optimizer.step();
    }

    using var noGrad = no_grad();
    double validation = -network.call(validationX).log_prob(validationY).mean().item<float>();
    if (epoch % 20 == 0)
        Console.WriteLine($"epoch {epoch,3}: validation loss {validation:F3} nats");
    if (validation < best)
    {
        (best, bestEpoch) = (validation, epoch);
        foreach (var (name, value) in network.state_dict())
        {
            bestState.GetValueOrDefault(name)?.Dispose();
            bestState[name] = value.clone().DetachFromDisposeScope();
        }
    }
}
network.load_state_dict(bestState);
Console.WriteLine($"Stopped: the best validation loss, {best:F3} nats, is that of epoch {bestEpoch}.");

ScalarDistribution p = network.call(zeros(1, 1)).ToBatch().Marginal(0);
Console.WriteLine($"p(y | x = 0) has its modes at {string.Join(", ", p.Modes().Select(m => $"{m.Location[0]:F1}"))}.");
