using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// Fits a network to a table: AdamW with a cosine schedule on mini-batches, gradient clipping, and early stopping with the best
/// weights restored.
/// </summary>
public static class Fitter
{
    // The held-out rows are looked at so often over a fit, so many at once.
    private const int Evaluations = 100;
    private const int RowsAtOnce = 8192;

    /// <summary>Minimises the mean negative log-likelihood of the training rows, and keeps the weights that are best on the held-out ones.</summary>
    /// <param name="network">The network; on return it has the best weights.</param>
    /// <param name="x">Training inputs, [N, inputs], in their own units.</param>
    /// <param name="y">Training targets, [N, D], in their own units.</param>
    /// <param name="heldOutX">Held-out inputs, [M, inputs].</param>
    /// <param name="heldOutY">Held-out targets, [M, D].</param>
    /// <param name="options">How.</param>
    /// <param name="generator">What the batches are drawn from.</param>
    /// <param name="progress">Told of every evaluation, on this thread.</param>
    /// <param name="cancellation">Ends the fit between two steps; the best weights so far are kept.</param>
    /// <exception cref="DivergenceException">The loss became NaN or infinite, and again at half the learning rate.</exception>
    public static FitResult Fit(
        MixtureDensityNetwork network, Tensor x, Tensor y, Tensor heldOutX, Tensor heldOutY,
        FitOptions options, Generator? generator = null, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        int batchSize = options.BatchSizeFor(x.shape[0]);
        int evaluateEvery = Math.Max(1, options.Steps / Evaluations);
        double learningRate = options.LearningRate;
        bool wasHalved = false;
        Parameter[] parameters = [.. network.parameters()];
        var best = new Snapshot(parameters);
        int bestStep = 0;
        double bestLoss = NegativeLogLikelihood(network, heldOutX, heldOutY, cancellation);
        List<FitProgress> curve = [new(0, bestLoss, bestLoss)];
        AdamW optimizer = optim.AdamW(parameters, learningRate, weight_decay: options.WeightDecay);
        var batches = new Batches(x, y, batchSize, generator);

        double sum = 0;
        int since = 0;
        for (int step = 0; step < options.Steps; step++)
        {
            if (cancellation.IsCancellationRequested)
                break;
            optimizer.ParamGroups.Single().LearningRate = 0.5 * learningRate * (1 + Math.Cos(Math.PI * step / options.Steps));
            double loss = Step(network, batches, optimizer, parameters, options.GradientNorm);
            sum += loss;
            since++;
            bool isLast = step + 1 == options.Steps;
            if (double.IsFinite(loss) && (step + 1) % evaluateEvery != 0 && !isLast)
                continue;

            double heldOut = double.IsFinite(loss) ? NegativeLogLikelihood(network, heldOutX, heldOutY, cancellation) : double.NaN;
            if (cancellation.IsCancellationRequested)
                break;
            if (!double.IsFinite(heldOut))
            {
                if (wasHalved)
                    throw new DivergenceException(step, double.IsFinite(loss) ? heldOut : loss);
                wasHalved = true;
                learningRate /= 2;
                best.Restore();
                // Its running moments are as bad as the weights were.
                optimizer.Dispose();
                optimizer = optim.AdamW(parameters, learningRate, weight_decay: options.WeightDecay);
                (sum, since) = (0, 0);
                continue;
            }
            curve.Add(new FitProgress(step + 1, sum / since, heldOut));
            (sum, since) = (0, 0);
            if (heldOut < bestLoss)
            {
                (bestLoss, bestStep) = (heldOut, step + 1);
                best.Take();
            }
            progress?.Report(curve[^1]);
            if (step + 1 - bestStep > options.Patience * options.Steps)
                break;
        }
        optimizer.Dispose();
        best.Restore();
        return new FitResult(bestStep, bestLoss, curve, cancellation.IsCancellationRequested);
    }

    private static double Step(MixtureDensityNetwork network, Batches batches, AdamW optimizer, Parameter[] parameters, double gradientNorm)
    {
        using var scope = NewDisposeScope();
        var (x, y) = batches.Next();
        Tensor loss = -network.call(x).log_prob(y).mean();
        double value = loss.ToDouble();
        if (!double.IsFinite(value))
            return value;
        optimizer.zero_grad();
        loss.backward();
        nn.utils.clip_grad_norm_(parameters, gradientNorm);
        optimizer.step();
        return value;
    }

    /// <summary>The mean over some rows, or NaN where it is cancelled before they are through.</summary>
    private static double NegativeLogLikelihood(MixtureDensityNetwork network, Tensor x, Tensor y, CancellationToken cancellation)
    {
        using var noGrad = no_grad();
        double sum = 0;
        foreach (var (someX, someY) in x.split(RowsAtOnce).Zip(y.split(RowsAtOnce)))
        {
            if (cancellation.IsCancellationRequested)
                return double.NaN;
            using var scope = NewDisposeScope();
            sum -= network.call(someX).log_prob(someY).sum().ToDouble();
        }
        return sum / x.shape[0];
    }
}
