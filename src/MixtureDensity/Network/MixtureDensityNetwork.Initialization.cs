using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

// What is set before training.
public sealed partial class MixtureDensityNetwork
{
    /// <summary>
    /// Fits the standardisation, so that the layers work on inputs and targets of mean 0 and standard deviation 1.
    /// Inputs and outputs stay in the units of these tables. Call it before training.
    /// </summary>
    /// <param name="x">The training inputs, [N, inputs], N ≥ 1.</param>
    /// <param name="y">The training targets, [N, D].</param>
    /// <exception cref="ArgumentException">A shape, dtype or device does not match, or a value is NaN or
    /// infinite.</exception>
    public void Standardize(Tensor x, Tensor y)
    {
        RequireTable(x, nameof(x), Inputs);
        RequireTable(y, nameof(y), Targets);
        inputs.Fit(x);
        targets.Fit(y);
    }

    /// <summary>
    /// Initialises the biases of the heads so that the components cover the targets; without it all components start
    /// near the origin. The biases of the means become the (k + ½)/K quantiles of a single target, or the K-means
    /// centres of several. Those of the scales become the root mean square distance to the nearest centre. Weights do
    /// not change. Call it after <see cref="Standardize"/> and before training.
    /// </summary>
    /// <param name="y">The training targets, [N, D], N ≥ 1.</param>
    /// <param name="generator">The source of randomness of K-means; the global generator if null.</param>
    /// <exception cref="ArgumentException">The shape, dtype or device of y does not match, or a value is NaN or
    /// infinite.</exception>
    public void SpreadComponents(Tensor y, Generator? generator = null)
    {
        RequireTable(y, nameof(y), Targets);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (centres, deviation) = KMeans.Fit(targets.Standardize(y), Components, generator);
        means.bias!.copy_(centres.flatten());
        // For a Cholesky factor these are the logarithms of its diagonal; the rest is 0.
        scales.bias!.zero_();
        using Scalar logScale =
            Math.Clamp(Math.Log(deviation), LogScaleBounds.Lower, LogScaleBounds.Upper).ToScalar();
        LogScaleEntries(scales.bias).fill_(logScale);
    }

    private void RequireTable(Tensor table, string name, int columns)
    {
        RequirePresent();
        if (table.dim() != 2 || table.shape[0] == 0 || table.shape[1] != columns)
            throw new ArgumentException($"{name} has shape {Shapes.Text(table)}; expected [N, {columns}] with N ≥ 1.",
                name);
        Shapes.RequireSameKind(table, name, means.weight!, "the network");
        Shapes.RequireFinite(table, name);
    }

    private static void Initialize(Linear layer, Generator? generator)
    {
        using var noGrad = no_grad();
        double bound = 1 / Math.Sqrt(layer.in_features);
        layer.weight!.uniform_(-bound, bound, generator);
        layer.bias!.uniform_(-bound, bound, generator);
    }
}
