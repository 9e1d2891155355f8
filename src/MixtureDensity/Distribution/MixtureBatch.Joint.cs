using static TorchSharp.torch;

namespace MixtureDensity;

// What all targets of a row are together.
public sealed partial class MixtureBatch
{
    /// <summary>
    /// The components of a row with any weight, the one of most weight first; of a value that was not observed exactly
    /// they are those of the latent value.
    /// </summary>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public IReadOnlyList<MixtureComponent> ComponentsOf(int row)
    {
        CheckRow(row);
        return [.. Enumerable.Range(0, _components).Where(k => Weights(row)[k] > 0)
            .OrderByDescending(k => Weights(row)[k])
            .Select(k => new MixtureComponent(Weights(row)[k],
                [.. _origins.Select((origin, d) => origin + Means(row, d)[k])], ComponentCovariance(row, k)))];
    }

    /// <summary>The mean of a row, E[y] = Σₖ πₖ μₖ.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <returns>[D], in the units of the targets.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public double[] Mean(int row)
    {
        CheckRow(row);
        return _observation is not null ? [Marginal(row).Mean]
            : [.. MeanFromOrigins(row).Select((mean, d) => _origins[d] + mean)];
    }

    /// <summary>The covariance of a row, Σₖ πₖ (Σₖ + (μₖ − E[y]) (μₖ − E[y])ᵀ).</summary>
    /// <param name="row">The row, from 0.</param>
    /// <returns>[D, D], in the products of the targets' units.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public double[,] Covariance(int row)
    {
        CheckRow(row);
        if (_observation is not null)
            return new[,] { { Math.Pow(Marginal(row).StandardDeviation, 2) } };
        double[] mean = MeanFromOrigins(row);
        var total = new double[Targets, Targets];
        for (int k = 0; k < _components; k++)
        {
            double[,] own = ComponentCovariance(row, k);
            for (int d = 0; d < Targets; d++)
            {
                for (int e = 0; e < Targets; e++)
                    total[d, e] += Weights(row)[k]
                        * (own[d, e] + (Means(row, d)[k] - mean[d]) * (Means(row, e)[k] - mean[e]));
            }
        }
        return total;
    }

    /// <summary>
    /// The distribution of the remaining targets of a row given the values of some: see
    /// <see cref="GaussianMixture.Conditional"/>.
    /// </summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="given">The targets that are known, from 0; at least one must remain.</param>
    /// <param name="values">Their values.</param>
    /// <returns>One row, over the remaining targets in their order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">The targets or the values are invalid, or every component's density is 0 at
    /// the values.</exception>
    public MixtureBatch Conditional(int row, IReadOnlyList<int> given, IReadOnlyList<double> values)
    {
        CheckRow(row);
        if (given.Count != values.Count)
            throw new ArgumentException($"There are {values.Count} values for {given.Count} targets.", nameof(values));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        // All counted from the origins, so that large numbers close together keep their digits.
        double[] known = [.. values.Zip(given, (value, d) => value - _origins.ElementAtOrDefault(d))];
        MixtureBatch conditional = Row(row, new double[Targets]).ToTensors().Conditional(
            [.. given.Select(d => (long)d)], tensor(known, [1, known.Length], ScalarType.Float64, CPU)).ToBatch();
        return conditional.AsObserved([.. _origins.Where((_, d) => !given.Contains(d))], null, []);
    }

    /// <summary>
    /// The local maxima of the joint density of a row, the one of most weight first: all of them for one target; for
    /// several the search can miss some, see <see cref="GaussianMixture.Modes"/>.
    /// </summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="minWeight">The least weight of a mode that is listed.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Mode[] Modes(int row, double minWeight = 0)
    {
        CheckRow(row);
        if (Targets == 1)
            return Mode.Ordered(Marginal(row).Modes(), minWeight);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return Row(row, _origins).ToTensors().Modes(minWeight)[0];
    }

    private double[] MeanFromOrigins(int row)
    {
        var mean = new double[Targets];
        for (int d = 0; d < Targets; d++)
        {
            for (int k = 0; k < _components; k++)
                mean[d] += Weights(row)[k] * Means(row, d)[k];
        }
        return mean;
    }

    /// <summary>Lₖ Lₖᵀ.</summary>
    private double[,] ComponentCovariance(int row, int component)
    {
        var covariance = new double[Targets, Targets];
        for (int d = 0; d < Targets; d++)
        {
            for (int e = 0; e <= d; e++)
            {
                for (int i = 0; i <= e; i++)
                    covariance[d, e] += Factors(row, d, i)[component] * Factors(row, e, i)[component];
                covariance[e, d] = covariance[d, e];
            }
        }
        return covariance;
    }

    private MixtureBatch Row(int row, double[] origins)
    {
        var own = new MixtureBatch(1, _components, origins);
        Weights(row).CopyTo(own.Weights(0));
        for (int d = 0; d < Targets; d++)
        {
            Means(row, d).CopyTo(own.Means(0, d));
            for (int e = 0; e <= d; e++)
                Factors(row, d, e).CopyTo(own.Factors(0, d, e));
        }
        return own;
    }
}
