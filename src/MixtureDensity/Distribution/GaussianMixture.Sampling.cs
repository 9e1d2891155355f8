using static TorchSharp.torch;

namespace MixtureDensity;

// Sampling.
public sealed partial class GaussianMixture
{
    /// <summary>Independent samples: a component is drawn by its weight, then a normal value from it.</summary>
    /// <param name="sample_shape">S, the shape of the samples of each mixture; empty for one sample.</param>
    /// <returns>[S, B] for a scalar mixture and [S, B, D] for any other; it carries no gradient.</returns>
    public override Tensor sample(params long[] sample_shape)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        long[] rows = [.. sample_shape, .. BatchShape];
        Tensor index = SampleComponents(sample_shape);
        Tensor noise = RandomTensors.Normal([.. rows, Targets], PresentMeans.dtype, PresentMeans.device, generator);
        Tensor samples = ComponentScale.Gather(PresentMeans, index, trailing: 1).Plus(_scale.ScaleNoise(noise, index));
        return DropEventAxis(samples).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The mixture at other temperatures: weights ∝ πₖ^(1/τ_π) and covariances τ_σ Σₖ. At 1 nothing changes. Towards 0
    /// the component of largest weight gets all weight and every component shrinks to its mean.
    /// </summary>
    /// <param name="weights">τ_π > 0.</param>
    /// <param name="scales">τ_σ > 0; scales grow with its square root.</param>
    /// <exception cref="ArgumentOutOfRangeException">A temperature is not a positive finite number, or a scale becomes
    /// 0 or infinite in the mixture's dtype.</exception>
    public GaussianMixture Tempered(double weights = 1, double scales = 1)
    {
        RequireTemperature(weights, nameof(weights));
        RequireTemperature(scales, nameof(scales));
        using var scope = NewDisposeScope();
        // Relative to the largest and in double precision, so that not all become −∞ at a very low temperature.
        Tensor below = (LogWeights - LogWeights.amax([-1], keepdim: true)).to(ScalarType.Float64);
        Tensor logWeights = nn.functional.log_softmax(below.Over(weights), -1).to(PresentMeans.dtype);
        ComponentScale scale = _scale.MultipliedBy(
            ones(1, PresentMeans.dtype, PresentMeans.device).Times(Math.Sqrt(scales)));
        Tensor factors = scale.CholeskyFactors, positive = factors.diagonal(0, -2, -1).IsPositive();
        if (!factors.isfinite().all().logical_and(positive.all()).item<bool>())
            throw new ArgumentOutOfRangeException(nameof(scales), scales,
                $"At this temperature a scale of {this} is 0 or infinite in {PresentMeans.dtype}.");
        return new GaussianMixture(logWeights, PresentMeans.alias(), scale, IsScalar, generator)
            .MoveToOuterDisposeScope();
    }

    private static void RequireTemperature(double temperature, string name)
    {
        if (!(temperature > 0 && double.IsFinite(temperature)))
            throw new ArgumentOutOfRangeException(name, temperature, "A temperature must be positive and finite.");
    }

    /// <summary>Draws indices of components by their weights, [S, B].</summary>
    private Tensor SampleComponents(long[] sampleShape)
    {
        long samples = sampleShape.Aggregate(1L, (product, n) => product * n);
        long rows = BatchShape.Aggregate(1L, (product, n) => product * n);
        if (samples * rows == 0)
            return empty([.. sampleShape, .. BatchShape], ScalarType.Int64, PresentMeans.device);
        Tensor weights = LogWeights.reshape(rows, Components).exp();
        return RandomTensors.Categories(weights, samples, generator).t().reshape([.. sampleShape, .. BatchShape]);
    }
}
