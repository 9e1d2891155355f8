using System.Numerics;
using System.Runtime.InteropServices;

namespace MixtureDensity;

/// <summary>The negative log-likelihood of Gaussian mixtures and its gradient, in one pass, a vector of rows at a time.</summary>
/// <remarks>
/// With uₖ = log πₖ + log N(y; μₖ, Lₖ Lₖᵀ), a the logits, γ = softmax(u) the responsibilities, z = L⁻¹ (y − μ), v = L⁻ᵀ z and s the
/// logarithm of L's diagonal, the gradients of −log p(y) are ∂a = softmax(a) − γ, ∂μ = −γ v, ∂s_d = γ (1 − v_d z_d L_dd) and, below the
/// diagonal, ∂L_de = −γ v_d z_e. Where s is outside its bounds it has none. In one dimension v = z/σ and ∂s = γ (1 − z²).
/// </remarks>
/// <param name="layout">What the outputs are.</param>
/// <param name="logScaleBounds">The bounds of s.</param>
internal sealed class MixtureHead<T>(MixtureLayout layout, (double Lower, double Upper) logScaleBounds) : IHead<T>
    where T : unmanaged, INumber<T>
{
    private readonly Vector<T> _lower = new(T.CreateChecked(logScaleBounds.Lower));
    private readonly Vector<T> _upper = new(T.CreateChecked(logScaleBounds.Upper));
    private readonly Vector<T> _half = new(T.CreateChecked(0.5));
    private readonly Vector<T> _lowest = new(T.CreateChecked(float.MinValue));
    private readonly double _halfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    public int Targets => layout.Targets;

    public double Differentiate(Span<T> outputs, ReadOnlySpan<T> targets, ReadOnlySpan<T> weights)
    {
        int K = layout.Components, D = layout.Targets, rows = weights.Length;
        var shares = new Vector<T>[K];
        Span<Vector<T>> z = new Vector<T>[K * D], precisions = new Vector<T>[K * D], shared = new Vector<T>[layout.Entries];
        double loss = 0, total = 0;
        for (int n = 0; n < rows; n += Vector<T>.Count)
        {
            Vector<T> highestLogit = _lowest, highest = _lowest;
            for (int k = 0; k < K; k++)
            {
                Vector<T> logit = At(outputs, k * rows + n);
                shares[k] = logit + LogNormal(outputs, targets, rows, n, k, z.Slice(k * D, D), precisions.Slice(k * D, D));
                highestLogit = Vector.Max(highestLogit, logit);
                highest = Vector.Max(highest, shares[k]);
            }

            Vector<T> logitSum = Vector<T>.Zero, sum = Vector<T>.Zero;
            for (int k = 0; k < K; k++)
            {
                ref Vector<T> logit = ref At(outputs, k * rows + n);
                logit = VectorMath.Exp(logit - highestLogit);
                shares[k] = VectorMath.Exp(shares[k] - highest);
                logitSum += logit;
                sum += shares[k];
            }

            Vector<T> weight = new(weights[n..]);
            Vector<T> logDensity = highest - highestLogit + VectorMath.Log(sum / logitSum);
            loss -= double.CreateChecked(Vector.Sum(weight * logDensity));
            total += double.CreateChecked(Vector.Sum(weight));

            Vector<T> toWeight = weight / logitSum, toResponsibility = weight / sum;
            shared.Clear();
            for (int k = 0; k < K; k++)
            {
                Vector<T> γ = shares[k] * toResponsibility;
                ref Vector<T> logit = ref At(outputs, k * rows + n);
                logit = logit * toWeight - γ;
                DifferentiateNormal(outputs, rows, n, k, γ, z.Slice(k * D, D), precisions.Slice(k * D, D), shared);
            }
            for (int i = 0; layout.IsTied && i < shared.Length; i++)
            {
                ref Vector<T> entry = ref At(outputs, Scale(0, i) * rows + n);
                if (i < layout.Logs)
                    SetWithinBounds(ref entry, shared[i]);
                else
                    entry = shared[i];
            }
        }
        return loss + total * D * _halfLogTwoPi;
    }

    /// <summary>log N(y; μₖ, Lₖ Lₖᵀ) but for its constant, with z and the reciprocals of L's diagonal.</summary>
    private Vector<T> LogNormal(Span<T> outputs, ReadOnlySpan<T> targets, int rows, int n, int k, Span<Vector<T>> z, Span<Vector<T>> reciprocals)
    {
        Vector<T> log = Vector<T>.Zero;
        for (int d = 0; d < z.Length; d++)
        {
            Vector<T> δ = new Vector<T>(targets[(d * rows + n)..]) - At(outputs, Mean(k, d) * rows + n);
            for (int e = 0; layout.OffDiagonals > 0 && e < d; e++)
                δ -= At(outputs, Scale(k, Below(d, e)) * rows + n) * z[e];
            Vector<T> s = Vector.Min(Vector.Max(At(outputs, Scale(k, Log(d)) * rows + n), _lower), _upper);
            reciprocals[d] = VectorMath.Exp(-s);
            z[d] = δ * reciprocals[d];
            log -= s + _half * z[d] * z[d];
        }
        return log;
    }

    /// <summary>Puts the gradient of a component's means and scales in their place; what all components share is added up first.</summary>
    private void DifferentiateNormal(
        Span<T> outputs, int rows, int n, int k, Vector<T> γ, Span<Vector<T>> z, Span<Vector<T>> reciprocals, Span<Vector<T>> shared)
    {
        Span<Vector<T>> v = reciprocals; // each takes the place of its reciprocal
        Vector<T> ofLogs = Vector<T>.Zero;
        for (int d = z.Length - 1; d >= 0; d--)
        {
            Vector<T> Lv = z[d]; // v_d L_dd, by back substitution
            for (int e = z.Length - 1; layout.OffDiagonals > 0 && e > d; e--)
            {
                ref Vector<T> L = ref At(outputs, Scale(k, Below(e, d)) * rows + n);
                Lv -= L * v[e];
                if (layout.IsTied)
                    shared[Below(e, d)] -= γ * v[e] * z[d];
                else
                    L = -γ * v[e] * z[d];
            }
            v[d] = Lv * reciprocals[d];
            At(outputs, Mean(k, d) * rows + n) = -γ * v[d];

            ofLogs += γ * (Vector<T>.One - z[d] * Lv);
            if (layout.Logs == 1 && d > 0)
                continue;
            if (layout.IsTied)
                shared[Log(d)] += ofLogs;
            else
                SetWithinBounds(ref At(outputs, Scale(k, Log(d)) * rows + n), ofLogs);
            ofLogs = Vector<T>.Zero;
        }
    }

    private void SetWithinBounds(ref Vector<T> s, Vector<T> gradient) =>
        s = Vector.ConditionalSelect(Vector.GreaterThanOrEqual(s, _lower) & Vector.LessThanOrEqual(s, _upper), gradient, Vector<T>.Zero);

    // The rows of the outputs; of a scale's, the entries of its block.
    private int Mean(int k, int d) => layout.Components + k * layout.Targets + d;

    private int Scale(int k, int entry) => layout.Components * (1 + layout.Targets) + (layout.IsTied ? 0 : k * layout.Entries) + entry;

    private int Log(int d) => layout.Logs == 1 ? 0 : d;

    private int Below(int d, int e) => layout.Logs + d * (d - 1) / 2 + e;

    private static ref Vector<T> At(Span<T> values, int index) => ref MemoryMarshal.Cast<T, Vector<T>>(values[index..])[0];
}
