using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MixtureDensity;

// Operations on a single target. Values are [S, B] for a scalar mixture and [S, B, 1] for one with D = 1.
public sealed partial class GaussianMixture
{
    /// <summary>The cumulative distribution function P(Y ≤ y) = Σₖ πₖ Φ((y − μₖ)/σₖ).</summary>
    /// <param name="value">y, [S, B] for a scalar mixture and [S, B, 1] for one with D = 1.</param>
    /// <returns>[S, B], in [0, 1].</returns>
    /// <exception cref="ArgumentException">The value's shape, dtype or device does not match, or it holds
    /// NaN.</exception>
    /// <exception cref="InvalidOperationException">The mixture has more than one target.</exception>
    public override Tensor cdf(Tensor value)
    {
        RequireOneTarget();
        using var scope = NewDisposeScope();
        Tensor z = (AddEventAxis(value) - OnlyMeans) / OnlyScales;
        // special.ndtr computes ½ (1 + erf), which loses the lower tail to rounding.
        Tensor Φ = special.erfc(z.Times(-Math.Sqrt(0.5))).Times(0.5);
        return (LogWeights.exp() * Φ).sum(-1).clamp(SafeArithmetic.Zero, SafeArithmetic.One).MoveToOuterDisposeScope();
    }

    /// <summary>The quantile y with P(Y ≤ y) = p, by a bracketed Newton iteration in double precision.</summary>
    /// <param name="value">p in [0, 1], [S, B].</param>
    /// <returns>
    /// [S, B] for a scalar mixture and [S, B, 1] for one with D = 1; −∞ and ∞, without gradient, at p = 0 and 1. The
    /// gradient is implicit, ∂y = (∂p − ∂P(y))/p(y).
    /// </returns>
    /// <exception cref="ArgumentException">p is outside [0, 1], or its shape, dtype or device does not
    /// match.</exception>
    /// <exception cref="InvalidOperationException">The mixture has more than one target, or a parameter is
    /// NaN.</exception>
    public override Tensor icdf(Tensor value)
    {
        RequireOneTarget();
        Shapes.RequireSameKind(value, nameof(value), PresentMeans, "the mixture");
        Shapes.RequireAll(value.ge(SafeArithmetic.Zero).logical_and(value.le(SafeArithmetic.One)), nameof(value), value,
            "holds a probability outside [0, 1]");
        long[] shape = Shapes.Broadcast(value.shape, BatchShape)
            ?? throw new ArgumentException(
                $"value {Shapes.Text(value)} does not fit {this}: the shapes do not broadcast.", nameof(value));

        using var scope = NewDisposeScope();
        Tensor probabilities = value.expand(shape);
        GaussianMixture mixture = Expanded(shape[^BatchShape.Length..]);
        double[] p = ToDoubles(probabilities);
        var quantiles = new double[p.Length];
        long rows = mixture.RowCount;
        mixture.ForEachRow((row, distribution) =>
        {
            for (long i = row; i < p.Length; i += rows)
                quantiles[i] = distribution.Quantile(p[i]);
        });
        Tensor y = tensor(quantiles, shape, ScalarType.Float64, CPU).to(PresentMeans.dtype, PresentMeans.device)
            .unsqueeze(-1);
        return mixture.DropEventAxis(mixture.WithImplicitGradient(y, probabilities)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Reparameterised samples, which carry a gradient: by implicit reparameterisation for one target, by location and
    /// scale for one component.
    /// </summary>
    /// <param name="sample_shape">S, the shape of the samples of each mixture; empty for one sample.</param>
    /// <returns>[S, B] for a scalar mixture and [S, B, D] for any other.</returns>
    /// <exception cref="NotSupportedException">The mixture has several targets and several components.</exception>
    /// <remarks>Source: M. Figurnov, S. Mohamed and A. Mnih, "Implicit reparameterization gradients", 2018.</remarks>
    public override Tensor rsample(params long[] sample_shape)
    {
        using var scope = NewDisposeScope();
        if (Components == 1)
        {
            long[] rows = [.. sample_shape, .. BatchShape];
            Tensor noise = RandomTensors.Normal([.. rows, Targets], PresentMeans.dtype, PresentMeans.device, generator);
            Tensor first = zeros(rows, ScalarType.Int64, PresentMeans.device);
            Tensor samples = PresentMeans.squeeze(-2).Plus(_scale.ScaleNoise(noise, first));
            return DropEventAxis(samples).MoveToOuterDisposeScope();
        }
        if (Targets > 1)
            throw new NotSupportedException(
                $"{this} has several targets and several components, which rsample does not support; use sample().");
        Tensor y = AddEventAxis(sample(sample_shape));
        return DropEventAxis(WithImplicitGradient(y, null)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The highest-density regions: for each mixture the shortest set of probability <paramref name="level"/>, a union
    /// of intervals. They carry no gradient.
    /// </summary>
    /// <param name="level">The probability, between 0 and 1.</param>
    /// <returns>
    /// The intervals of each mixture, with the batch flattened in row-major order, from left to right, in units of y.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    /// <exception cref="InvalidOperationException">The mixture has more than one target, or a parameter is
    /// NaN.</exception>
    public Interval[][] HighestDensityRegions(double level)
    {
        RequireOneTarget();
        ScalarDistribution.RequireLevel(level);
        var regions = new Interval[RowCount][];
        ForEachRow((row, distribution) => regions[row] = distribution.HighestDensityRegion(level));
        return regions;
    }

    /// <summary>
    /// The differential entropy −∫ p(y) log p(y) dy: in closed form for one component, and by quadrature, to about
    /// 1e-9, for one target. It carries no gradient.
    /// </summary>
    /// <returns>[B], in nats.</returns>
    /// <exception cref="NotSupportedException">The mixture has several targets and several components; use the mean of
    /// −log_prob(sample(n)) as an estimate.</exception>
    /// <exception cref="InvalidOperationException">A parameter is NaN.</exception>
    public override Tensor entropy()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (Components == 1)
        {
            // log N at its own mean is −½ log |2πΣ|, and the entropy ½ log |2πeΣ|.
            Tensor entropy = _scale.LogProb(zeros_like(PresentMeans)).squeeze(-1).neg().Plus(0.5 * Targets);
            return entropy.isnan().any().item<bool>() ? throw NaNParameter() : entropy.MoveToOuterDisposeScope();
        }
        if (Targets > 1)
            throw new NotSupportedException(
                $"{this} has no entropy in closed form; estimate it by the mean of -log_prob(sample(n)).");
        var entropies = new double[RowCount];
        ForEachRow((row, distribution) => entropies[row] = distribution.Entropy());
        return tensor(entropies, BatchShape, ScalarType.Float64, CPU).to(PresentMeans.dtype, PresentMeans.device)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Copies the mixtures into plain double-precision arrays, without gradient.</summary>
    /// <returns>A row for each mixture of the batch, flattened in row-major order.</returns>
    /// <exception cref="InvalidOperationException">A parameter is NaN.</exception>
    public MixtureBatch ToBatch()
    {
        using var scope = NewDisposeScope();
        int D = (int)Targets;
        double[] π = ToDoubles(LogWeights.detach().to(ScalarType.Float64).exp());
        double[] μ = ToDoubles(PresentMeans.mT.contiguous());
        // For one target the factor is σ.
        double[] L = ToDoubles(D == 1 ? OnlyScales : _scale.CholeskyFactors);
        // Searches for quantiles and modes would not terminate with NaN.
        if (HasNaN(π) || HasNaN(μ) || HasNaN(L))
            throw NaNParameter();
        int K = (int)Components;
        var batch = new MixtureBatch((int)RowCount, K, new double[D]);
        for (int row = 0; row < batch.Count; row++)
        {
            π.AsSpan(row * K, K).CopyTo(batch.Weights(row));
            for (int d = 0; d < D; d++)
            {
                μ.AsSpan((row * D + d) * K, K).CopyTo(batch.Means(row, d));
                for (int e = 0; e <= d; e++)
                {
                    Span<double> entries = batch.Factors(row, d, e);
                    for (int k = 0; k < K; k++)
                        entries[k] = L[((row * K + k) * D + d) * D + e];
                }
            }
        }
        return batch;

        static bool HasNaN(double[] values) => TensorPrimitives.IsNaNAny<double>(values);
    }

    private InvalidOperationException NaNParameter() =>
        new($"{this} has a parameter that is NaN; the network that predicted it may have diverged.");

    private Tensor OnlyMeans => PresentMeans.squeeze(-1);

    private Tensor OnlyScales => _scale.StandardDeviations.squeeze(-1);

    private long RowCount => LogWeights.numel() / Components;

    private void RequireOneTarget([CallerMemberName] string operation = "")
    {
        if (Targets > 1)
            throw new InvalidOperationException(
                $"{operation} is defined for one target, and {this} has {Targets}; use Marginal(d) first.");
    }

    /// <summary>
    /// The values y, [S, B, 1], with the implicit gradient of the y that solves P(Y ≤ y) = <paramref name="p"/>.
    /// </summary>
    private Tensor WithImplicitGradient(Tensor y, Tensor? p)
    {
        // There is no gradient where the density is 0, such as at infinity.
        Tensor density = log_prob(DropEventAxis(y)).detach().exp();
        Tensor isPositive = density.IsPositive();
        Tensor residual = cdf(DropEventAxis(where(isPositive.unsqueeze(-1), y, zeros_like(y))));
        if (p is not null)
            residual = residual - p;
        if (!residual.requires_grad)
            return y;
        Tensor step = (residual - residual.detach()) / where(isPositive, density, ones_like(density));
        return y - where(isPositive, step, zeros_like(step)).unsqueeze(-1);
    }

    /// <summary>Runs an action for each mixture of the batch, indexed in row-major order, in parallel.</summary>
    private void ForEachRow(Action<int, ScalarMixture> action)
    {
        MixtureBatch batch = ToBatch();
        Parallel.For(0, batch.Count, row => action(row, batch.LatentMarginal(row, 0)));
    }

    private static double[] ToDoubles(Tensor tensor)
    {
        // Tensor.bytes throws for an empty tensor.
        if (tensor.numel() == 0)
            return [];
        using Tensor plain = tensor.detach().to(ScalarType.Float64).cpu().contiguous();
        return MemoryMarshal.Cast<byte, double>(plain.bytes).ToArray();
    }
}
