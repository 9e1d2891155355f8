using MixtureDensity;
using TorchSharp;
using static TorchSharp.torch;

namespace MdnDemo.Benchmarks.Gpu;

/// <summary>The public members of <see cref="GaussianMixture"/>.</summary>
internal static class MixtureChecks
{
    private const int Rows = 7;
    private const int Components = 4;

    private static readonly string[] Kinds = ["Scalar", "Univariate", "Diagonal", "Spherical", "Full", "Tied"];

    /// <summary>All checks, in both precisions.</summary>
    public static IEnumerable<DeviceCheck> All =>
        from dtype in new[] { ScalarType.Float32, ScalarType.Float64 }
        from kind in Kinds
        from check in Of(kind, dtype)
        select check with { Name = $"{kind} {dtype} {check.Name}", Precision = dtype };

    private static IEnumerable<DeviceCheck> Of(string kind, ScalarType dtype)
    {
        GaussianMixture p(Device device) => Mixture(kind, dtype, device, new Generator(5));
        Tensor y(Device device) => Values(kind, dtype, device, 3);
        yield return new("log_prob", d => [p(d).log_prob(y(d))]);
        yield return new("gradient", d => Gradients(kind, dtype, d));
        yield return new("parameters", d => [p(d).LogWeights, p(d).Means, p(d).Scales]);
        yield return new("Responsibilities", d => [p(d).Responsibilities(y(d))]);
        yield return new("moments", d =>
        {
            var (within, between) = p(d).VarianceSplit();
            return [p(d).mean, p(d).variance, within, between, p(d).Covariance(), p(d).EffectiveComponents()];
        });
        yield return new("sample", d => [p(d).sample(), p(d).sample(20), p(d).sample(0)]);
        yield return new("sample without generator", d =>
            [ones_like(Mixture(kind, dtype, d, null).sample(5))]);
        yield return new("Tempered", d => [p(d).Tempered(0.5, 2).sample(4), p(d).Tempered(0.1).log_prob(y(d))]);
        yield return new("Modes", d => ModesOf(p(d))) { StaysOnDevice = false };
        yield return new("EnergyScore", d => [p(d).EnergyScore(y(d), samples: 10)]);
        yield return new("expand", d => [((GaussianMixture)p(d).expand(new long[] { 2, Rows })).log_prob(y(d)[0])]);
        yield return new("Ensemble", d => [GaussianMixture.Ensemble([p(d), p(d)]).log_prob(y(d))]);
        yield return new("ToBatch", d => [p(d).ToBatch().ToTensors(new Generator(1)).sample(3)])
        {
            StaysOnDevice = false,
        };
        yield return new("values that are no numbers", d =>
            [Thrown<ArgumentException>(() => p(d).log_prob(full_like(y(d), double.NaN)), "holds NaN", d)]);
        IEnumerable<DeviceCheck> more = kind is "Scalar" or "Univariate"
            ? OneTarget(p, y, dtype) : SeveralTargets(p, y);
        foreach (DeviceCheck check in more)
            yield return check;
    }

    private static IEnumerable<DeviceCheck> OneTarget(
        Func<Device, GaussianMixture> p, Func<Device, Tensor> y, ScalarType dtype)
    {
        Tensor levels(Device device) =>
            tensor(new[] { 0, 0.01, 0.3, 0.5, 0.9, 0.999, 1 }, [Rows], ScalarType.Float64, CPU).to(dtype, device);
        yield return new("cdf", d => [p(d).cdf(y(d))]);
        yield return new("icdf", d => [p(d).icdf(levels(d))]);
        yield return new("Crps", d => [p(d).Crps(y(d))]);
        yield return new("entropy", d => [p(d).entropy()]);
        yield return new("rsample", d => [p(d).rsample(3)]);
        yield return new("HighestDensityRegions", d => [tensor(
            p(d).HighestDensityRegions(0.8).SelectMany(r => r.SelectMany(i => new[] { i.Lower, i.Upper })).ToArray(),
            ScalarType.Float64, CPU)]) { StaysOnDevice = false };
    }

    private static IEnumerable<DeviceCheck> SeveralTargets(
        Func<Device, GaussianMixture> p, Func<Device, Tensor> y)
    {
        yield return new("Marginal", d => [p(d).Marginal(2, 0).log_prob(y(d).narrow(-1, 0, 2)),
            p(d).Marginal(1).cdf(y(d).narrow(-1, 1, 1))]);
        yield return new("Conditional", d =>
        {
            GaussianMixture rest = p(d).Conditional([1], y(d).narrow(-1, 1, 1));
            return [rest.mean, rest.Covariance(), rest.LogWeights];
        });
    }

    /// <summary>A mixture whose parameters are the same on every device.</summary>
    private static GaussianMixture Mixture(string kind, ScalarType dtype, Device device, Generator? generator) =>
        From(kind, [.. Parameters(kind, dtype).Select(t => t.to(device))], generator);

    private static Tensor[] Parameters(string kind, ScalarType dtype)
    {
        using var generator = new Generator(3);
        Tensor Draw(params long[] shape) => randn([Rows, .. shape], ScalarType.Float64, CPU, generator: generator)
            .to(dtype);
        const long K = Components, D = 3;
        return kind switch
        {
            "Scalar" => [Draw(K), Draw(K) * 2, Draw(K) * 0.5],
            "Univariate" => [Draw(K), Draw(K, 1) * 2, Draw(K, 1) * 0.5],
            "Diagonal" => [Draw(K), Draw(K, D) * 2, Draw(K, D) * 0.5],
            "Spherical" => [Draw(K), Draw(K, D) * 2, Draw(K) * 0.5],
            "Full" => [Draw(K), Draw(K, D) * 2, Draw(K, D, D) * 0.5],
            _ => [Draw(K), Draw(K, D) * 2, Draw(D, D) * 0.5],
        };
    }

    private static GaussianMixture From(string kind, Tensor[] p, Generator? generator)
    {
        Tensor logWeights = p[0].log_softmax(-1);
        Tensor Factor() => p[2].tril(-1) + p[2].diagonal(0, -2, -1).exp().diag_embed();
        return kind switch
        {
            "Scalar" => GaussianMixture.Scalar(logWeights, p[1], p[2].exp(), generator),
            "Univariate" or "Diagonal" => GaussianMixture.Diagonal(logWeights, p[1], p[2].exp(), generator),
            "Spherical" => GaussianMixture.Spherical(logWeights, p[1], p[2].exp(), generator),
            "Full" => GaussianMixture.Full(logWeights, p[1], Factor(), generator),
            _ => GaussianMixture.Tied(logWeights, p[1], Factor(), generator),
        };
    }

    private static Tensor Values(string kind, ScalarType dtype, Device device, long samples)
    {
        using var generator = new Generator(4);
        long[] shape = kind switch
        {
            "Scalar" => [samples, Rows],
            "Univariate" => [samples, Rows, 1],
            _ => [samples, Rows, 3],
        };
        return randn(shape, ScalarType.Float64, CPU, generator: generator).to(dtype, device);
    }

    private static Tensor[] Gradients(string kind, ScalarType dtype, Device device)
    {
        Tensor[] parameters = [.. Parameters(kind, dtype).Select(t => t.to(device).detach().requires_grad_())];
        From(kind, parameters, null).log_prob(Values(kind, dtype, device, 3)).sum().backward();
        return [.. parameters.Select(p => p.grad!)];
    }

    private static Tensor[] ModesOf(GaussianMixture p)
    {
        // Rounded to single precision: an ascent ends within its tolerance of a mode.
        double[] numbers = [.. p.Modes().SelectMany(modes => modes.SelectMany(m =>
            m.Location.Append(m.Density).Append(m.Weight)))];
        return [tensor(numbers, ScalarType.Float64, CPU).to(ScalarType.Float32)];
    }

    /// <summary>1 on the device if an action throws with a message that contains a text.</summary>
    internal static Tensor Thrown<T>(Action action, string text, Device device)
        where T : Exception
    {
        try
        {
            action();
        }
        catch (T e) when (e.Message.Contains(text, StringComparison.Ordinal))
        {
            return ones([1], ScalarType.Float32, device);
        }
        return zeros([1], ScalarType.Float64, device); // another dtype than that of the CPU's 1
    }
}
