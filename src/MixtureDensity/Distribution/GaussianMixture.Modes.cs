using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

// The most probable values.
public sealed partial class GaussianMixture
{
    // An ascent halves its distance to a mode in a step or two, but for a mode about to merge with another.
    private const int MaxAscents = 300;
    private const double LastAscent = 1e-8;

    // Newton's steps then double the digits of a mode, and on a top that is flat to third order take a third of the
    // way.
    private const int NewtonSteps = 20;
    private const double Damping = 1e-9;

    // Two ends of ascents nearer than this, in units of the local scale, are the same mode.
    private const double SameMode = 1e-3;

    /// <summary>
    /// The local maxima of the density: for one target every one of them, isolated by interval arithmetic; for several
    /// those
    /// that an ascent from each component's mean reaches (no bound by K holds there, so it can miss one). They carry no
    /// gradient.
    /// </summary>
    /// <returns>
    /// For each mixture, the batch flattened in row-major order, its modes: from left to right for one target, the
    /// highest
    /// first for several.
    /// </returns>
    /// <exception cref="InvalidOperationException">The mixture of one target has a parameter that is NaN.</exception>
    /// <remarks>Source: M. Á. Carreira-Perpiñán, "Mode-finding for mixtures of Gaussian distributions", 2000.</remarks>
    public Mode[][] Modes()
    {
        var modes = new Mode[RowCount][];
        if (Targets == 1)
        {
            ForEachRow((row, distribution) => modes[row] = distribution.Modes());
            return modes;
        }
        if (modes.Length == 0)
            return modes;

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        GaussianMixture flat = FlatInDoublePrecision();
        Tensor ends = flat.Polish(flat.Ascend()); // [K, rows, D]
        var (_, curvature, precision) = flat.Derivatives(ends);
        long[] isMaximum = linalg.eigvalsh(curvature).amax([-1]).lt(0).to(ScalarType.Int64).cpu().data<long>()
            .ToArray();
        double[] weights = ToDoubles(flat.LogWeights.exp());
        double[] locations = ToDoubles(ends), densities = ToDoubles(flat.log_prob(ends).exp()),
            metric = ToDoubles(precision);

        int d = (int)Targets;
        for (int row = 0; row < modes.Length; row++)
        {
            List<Mode> found = [];
            foreach (int k in Enumerable.Range(0, (int)Components).OrderByDescending(k =>
                densities[k * modes.Length + row]))
            {
                int i = k * modes.Length + row;
                if (isMaximum[i] == 0)
                    continue;
                double[] location = locations[(i * d)..((i + 1) * d)];
                double[] P = metric[(i * d * d)..((i + 1) * d * d)];
                double weight = weights[row * Components + k];
                int same = found.FindIndex(mode => SquaredDistance(mode.Location, location, P) <= SameMode * SameMode);
                if (same < 0)
                    found.Add(new Mode(location, densities[i], weight));
                else
                    found[same] = found[same] with { Weight = found[same].Weight + weight };
            }
            modes[row] = [.. found];
        }
        return modes;
    }

    private GaussianMixture FlatInDoublePrecision() => new(
        LogWeights.reshape(-1, Components).to(ScalarType.Float64),
        _means.reshape(-1, Components, Targets).to(ScalarType.Float64),
        new CholeskyScale(_scale.CholeskyFactors.reshape(-1, Components, Targets, Targets).to(ScalarType.Float64)));

    /// <summary>
    /// From each mean, x ← (Σ γₖ Pₖ)⁻¹ Σ γₖ Pₖ μₖ with γ = γ(x) and P = Σ⁻¹, which never lowers the density; [K, rows,
    /// D].
    /// </summary>
    private Tensor Ascend()
    {
        Tensor P = _scale.Precisions;
        Tensor x = _means.transpose(0, 1);
        for (int i = 0; i < MaxAscents; i++)
        {
            using var step = NewDisposeScope();
            Tensor γ = Responsibilities(x);
            Tensor A = einsum("snk,nkij->snij", γ, P);
            Tensor b = einsum("snk,nkij,nkj->sni", γ, P, _means);
            Tensor next = linalg.solve(A, b.unsqueeze(-1)).squeeze(-1);
            Tensor move = next - x;
            double longest = einsum("sni,snij,snj->sn", move, A, move).max().Value();
            x = next.MoveToOuterDisposeScope();
            if (longest < LastAscent * LastAscent)
                break;
        }
        return x;
    }

    /// <summary>Newton's steps from x [S, rows, D], where they do not lower the density.</summary>
    private Tensor Polish(Tensor x)
    {
        for (int i = 0; i < NewtonSteps; i++)
        {
            using var step = NewDisposeScope();
            var (slope, curvature, precision) = Derivatives(x);
            Tensor next = x - linalg.solve(curvature - Damping * precision, slope.unsqueeze(-1)).squeeze(-1);
            Tensor gains = log_prob(next) >= log_prob(x);
            x = where(gains.unsqueeze(-1), next, x).MoveToOuterDisposeScope();
        }
        return x;
    }

    /// <summary>
    /// At x [S, rows, D]: the slope of log p, its matrix of second derivatives, and the local precision Σ γₖ Pₖ.
    /// </summary>
    private (Tensor Slope, Tensor Curvature, Tensor Precision) Derivatives(Tensor x)
    {
        Tensor γ = Responsibilities(x);
        Tensor P = _scale.Precisions;
        Tensor pulls = einsum("nkij,snkj->snki", P, _means - x.unsqueeze(-2));
        Tensor slope = einsum("snk,snki->sni", γ, pulls);
        Tensor precision = einsum("snk,nkij->snij", γ, P);
        Tensor curvature = einsum("snk,snki,snkj->snij", γ, pulls,
            pulls) - precision - slope.unsqueeze(-1) * slope.unsqueeze(-2);
        return (slope, curvature, precision);
    }

    private static double SquaredDistance(double[] a, double[] b, double[] P)
    {
        int d = a.Length;
        double sum = 0;
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
                sum += (a[i] - b[i]) * P[i * d + j] * (a[j] - b[j]);
        }
        return sum;
    }
}
