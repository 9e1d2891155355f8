using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MixtureDensity;

// The same mixtures in another form.
public sealed partial class MixtureBatch
{
    /// <summary>Converts the mixtures to tensors.</summary>
    /// <param name="generator">The source of randomness of its samples; the global generator if null.</param>
    /// <returns>
    /// A mixture of batch shape [rows] and event shape [D], in float64 on the CPU. Of a rounded target it is the
    /// mixture before rounding.
    /// </returns>
    /// <exception cref="InvalidOperationException">
    /// The target has point masses or bounds, or is modelled on the logarithmic scale.
    /// </exception>
    public GaussianMixture ToTensors(Generator? generator = null)
    {
        if (_observation is not null && (Masses > 0 || _observation.IsBounded || _observation.IsLogarithmic))
            throw new InvalidOperationException("A target with point masses, bounds or a logarithmic scale is no "
                + "Gaussian mixture of tensors; use Marginal(row).");
        using var scope = NewDisposeScope();
        Tensor logWeights = tensor(_weights, [Count, _components], ScalarType.Float64, CPU).log();
        Tensor means = tensor(_means, [Count, Targets, _components], ScalarType.Float64, CPU).mT.contiguous()
            .Plus(tensor(_origins, [Targets], ScalarType.Float64, CPU));
        if (Targets == 1)
        {
            Tensor scales = tensor(_factors, [Count, _components, 1], ScalarType.Float64, CPU);
            var scale = new DiagonalScale(scales, scales.log().MoveToOuterDisposeScope());
            scope.MoveToOuter(logWeights, means, scales);
            return new GaussianMixture(logWeights, means, scale, generator: generator);
        }
        Tensor factors = zeros([Count, _components, Targets, Targets], ScalarType.Float64, CPU);
        Tensor entries = tensor(_factors, [Count, Entry(Targets, 0), _components], ScalarType.Float64, CPU).mT;
        for (int d = 0; d < Targets; d++)
            factors.select(2, d).narrow(2, 0, d + 1).copy_(entries.narrow(2, Entry(d, 0), d + 1));
        scope.MoveToOuter(logWeights, means, factors);
        return new GaussianMixture(logWeights, means, new CholeskyScale(factors), generator: generator);
    }

    /// <summary>
    /// The mixtures as those of latent values, beside point masses with the same probabilities in all rows.
    /// </summary>
    /// <param name="origins">From where the means of each target are counted.</param>
    /// <param name="observation">How the single target was observed; null for several.</param>
    /// <param name="masses">The probabilities of the point masses.</param>
    internal MixtureBatch AsObserved(double[] origins, TargetObservation? observation, ReadOnlySpan<double> masses)
    {
        var observed = new MixtureBatch(Count, Components, origins, observation);
        _means.CopyTo(observed._means.AsSpan());
        _factors.CopyTo(observed._factors.AsSpan());
        TensorPrimitives.Multiply(_weights, 1 - TensorPrimitives.Sum(masses), observed._weights);
        for (int row = 0; row < Count; row++)
            masses.CopyTo(observed.MassProbabilities(row));
        return observed;
    }
}
