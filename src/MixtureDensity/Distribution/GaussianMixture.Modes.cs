using static TorchSharp.torch;

namespace MixtureDensity;

// Modes.
public sealed partial class GaussianMixture
{
    // An ascent step typically halves the distance to a mode; it is slower if two modes are about to merge.
    private const int MaxAscentSteps = 300;
    private const double AscentTolerance = 1e-8;

    // Newton steps then converge quadratically, or by a factor of 2/3 per step where the second derivative is 0.
    private const int NewtonSteps = 20;
    private const double Damping = 1e-9;

    // Ascents that end closer than this, in units of the local scale, found the same mode.
    private const double SquaredMergeDistance = 1e-3 * 1e-3;

    /// <summary>
    /// The local maxima of the density. For one target all are found, isolated by bounds of the second derivative. For
    /// several targets the search ascends from each component's mean; it can miss modes, as there can be more than K.
    /// The result carries no gradient.
    /// </summary>
    /// <param name="minWeight">The least weight of a mode that is listed: a mixture of many components has modes of
    /// next to no probability.</param>
    /// <returns>
    /// The modes of each mixture, the one of most weight first, with the batch flattened in row-major order.
    /// </returns>
    /// <exception cref="InvalidOperationException">A parameter of a mixture of one target is NaN.</exception>
    /// <remarks>Source: M. Á. Carreira-Perpiñán, "Mode-finding for mixtures of Gaussian distributions", 2000.</remarks>
    public Mode[][] Modes(double minWeight = 0)
    {
        var modes = new Mode[RowCount][];
        if (Targets == 1)
        {
            ForEachRow((row, distribution) => modes[row] = Mode.Ordered(distribution.Modes(), minWeight));
            return modes;
        }
        if (modes.Length == 0)
            return modes;

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        GaussianMixture flat = FlatInDoublePrecision();
        Tensor ends = flat.RefineModes(flat.AscendFromMeans()); // [K, rows, D]
        var (_, curvature, precision) = flat.Derivatives(ends);
        double[] maxEigenvalues = ToDoubles(linalg.eigvalsh(curvature).amax([-1]));
        double[] weights = ToDoubles(flat.LogWeights.exp()), metric = ToDoubles(precision);
        double[] locations = ToDoubles(ends), densities = ToDoubles(flat.log_prob(ends).exp());
        int d = (int)Targets;
        for (int row = 0; row < modes.Length; row++)
        {
            List<Mode> found = [];
            foreach (int k in Enumerable.Range(0, (int)Components)
                .OrderByDescending(k => densities[k * modes.Length + row]))
            {
                int i = k * modes.Length + row;
                if (!(maxEigenvalues[i] < 0))
                    continue;
                double[] location = locations[(i * d)..((i + 1) * d)];
                double[] P = metric[(i * d * d)..((i + 1) * d * d)];
                double weight = weights[row * Components + k];
                int same = found.FindIndex(m => SquaredDistance(m.Location, location, P) <= SquaredMergeDistance);
                if (same < 0)
                    found.Add(new Mode(location, densities[i], weight));
                else
                    found[same] = found[same] with { Weight = found[same].Weight + weight };
            }
            modes[row] = Mode.Ordered(found, minWeight);
        }
        return modes;
    }

    private GaussianMixture FlatInDoublePrecision() => new(
        LogWeights.reshape(-1, Components).to(ScalarType.Float64),
        PresentMeans.reshape(-1, Components, Targets).to(ScalarType.Float64),
        new CholeskyScale(_scale.CholeskyFactors.reshape(-1, Components, Targets, Targets).to(ScalarType.Float64)));

    /// <summary>
    /// Iterates x ← (Σ γₖ Pₖ)⁻¹ Σ γₖ Pₖ μₖ from each mean, with γ = γ(x) and P = Σ⁻¹; no step lowers the density.
    /// Returns [K, rows, D].
    /// </summary>
    private Tensor AscendFromMeans()
    {
        Tensor P = _scale.Precisions;
        Tensor x = PresentMeans.transpose(0, 1);
        for (int i = 0; i < MaxAscentSteps; i++)
        {
            using var step = NewDisposeScope();
            Tensor γ = Responsibilities(x);
            Tensor A = einsum("snk,nkij->snij", γ, P);
            Tensor b = einsum("snk,nkij,nkj->sni", γ, P, PresentMeans);
            Tensor next = linalg.solve(A, b.unsqueeze(-1)).squeeze(-1);
            Tensor move = next - x;
            double longest = einsum("sni,snij,snj->sn", move, A, move).max().Value();
            x = next.MoveToOuterDisposeScope();
            if (longest < AscentTolerance * AscentTolerance)
                break;
        }
        return x;
    }

    /// <summary>Takes Newton steps from x [S, rows, D], as long as they do not lower the density.</summary>
    private Tensor RefineModes(Tensor x)
    {
        for (int i = 0; i < NewtonSteps; i++)
        {
            using var step = NewDisposeScope();
            var (slope, curvature, precision) = Derivatives(x);
            Tensor next = x - linalg.solve(curvature - precision.Times(Damping), slope.unsqueeze(-1)).squeeze(-1);
            Tensor accepted = log_prob(next) >= log_prob(x);
            x = where(accepted.unsqueeze(-1), next, x).MoveToOuterDisposeScope();
        }
        return x;
    }

    /// <summary>The gradient and the Hessian of log p at x [S, rows, D], and the local precision Σ γₖ Pₖ.</summary>
    private (Tensor Slope, Tensor Curvature, Tensor Precision) Derivatives(Tensor x)
    {
        Tensor γ = Responsibilities(x);
        Tensor P = _scale.Precisions;
        Tensor pulls = einsum("nkij,snkj->snki", P, PresentMeans - x.unsqueeze(-2));
        Tensor slope = einsum("snk,snki->sni", γ, pulls);
        Tensor precision = einsum("snk,nkij->snij", γ, P);
        Tensor curvature = einsum("snk,snki,snkj->snij", γ, pulls, pulls)
            - precision - slope.unsqueeze(-1) * slope.unsqueeze(-2);
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
