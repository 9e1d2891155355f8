using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MixtureDensity;

/// <summary>
/// The negative log-likelihood of Gaussian mixtures and its analytic gradient, a SIMD vector of rows at a time.
/// </summary>
/// <remarks>
/// Let a be the logits, uₖ = log πₖ + log N(y; μₖ, Lₖ Lₖᵀ), γ = softmax(u) the responsibilities, z = L⁻¹ (y − μ), v =
/// L⁻ᵀ z, and s the logarithm of L's diagonal. The gradients of −log p(y) are ∂a = softmax(a) − γ, ∂μ = −γ v, ∂s_d = γ
/// (1 − v_d z_d L_dd) and, below the diagonal, ∂L_de = −γ v_d z_e. The gradient of s is 0 outside its bounds. In one
/// dimension v = z/σ and ∂s = γ (1 − z²).
/// </remarks>
/// <param name="layout">The order of the outputs.</param>
/// <param name="logScaleBounds">The bounds of s.</param>
internal sealed class MixtureHead<T>(MixtureLayout layout, (double Lower, double Upper) logScaleBounds) : IHead<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector<T> _lower = new(T.CreateChecked(logScaleBounds.Lower));
    private readonly Vector<T> _upper = new(T.CreateChecked(logScaleBounds.Upper));
    private readonly Vector<T> _half = new(T.CreateChecked(0.5));
    private readonly Vector<T> _lowest = new(T.NegativeInfinity);
    // Copied from the layout: its indices, computed in the innermost loop, would take longer than the arithmetic.
    private readonly int _components = layout.Components;
    private readonly int _targets = layout.Targets;
    private readonly int _logs = layout.Logs;
    private readonly int _offDiagonals = layout.OffDiagonals;
    private readonly bool _isTied = layout.IsTied;
    private readonly int _firstScale = layout.FirstScale;
    private readonly int _scaleStep = layout.IsTied ? 0 : layout.Entries;

    public int Targets => _targets;

    // Skips tiered compilation: unoptimised first-tier code would dominate a short training.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Differentiate(Span<T> outputs, ReadOnlySpan<T> targets, ReadOnlySpan<T> weights)
    {
        int K = _components, D = _targets;
        ReadOnlySpan<Vector<T>> rowWeights = MemoryMarshal.Cast<T, Vector<T>>(weights);
        var terms = new Vector<T>[K];
        Span<Vector<T>> z = new Vector<T>[K * D], reciprocals = new Vector<T>[K * D];
        Span<Vector<T>> tied = new Vector<T>[layout.Entries];
        double loss = 0, total = 0;
        for (int n = 0; n < rowWeights.Length; n++)
        {
            var at = new Rows(outputs, targets, rowWeights.Length, n);
            Vector<T> highestLogit = _lowest, highest = _lowest;
            for (int k = 0; k < K; k++)
            {
                Vector<T> logit = at.Output(k);
                terms[k] = logit + LogNormal(at, k, z.Slice(k * D, D), reciprocals.Slice(k * D, D));
                highestLogit = Vector.MaxNative(highestLogit, logit);
                highest = Vector.MaxNative(highest, terms[k]);
            }

            Vector<T> logitSum = Vector<T>.Zero, sum = Vector<T>.Zero;
            for (int k = 0; k < K; k++)
            {
                ref Vector<T> logit = ref at.Output(k);
                logit = VectorMath.SoftmaxTerm(logit - highestLogit);
                terms[k] = VectorMath.SoftmaxTerm(terms[k] - highest);
                logitSum += logit;
                sum += terms[k];
            }

            Vector<T> weight = rowWeights[n];
            Vector<T> logDensity = highest - highestLogit + VectorMath.Log(sum / logitSum);
            loss -= double.CreateChecked(Vector.Sum(weight * logDensity));
            total += double.CreateChecked(Vector.Sum(weight));

            Vector<T> toWeight = weight / logitSum, toResponsibility = weight / sum;
            tied.Clear();
            for (int k = 0; k < K; k++)
            {
                Vector<T> γ = terms[k] * toResponsibility;
                ref Vector<T> logit = ref at.Output(k);
                logit = logit * toWeight - γ;
                DifferentiateNormal(at, k, γ, z.Slice(k * D, D), reciprocals.Slice(k * D, D), tied);
            }
            for (int i = 0; _isTied && i < tied.Length; i++)
            {
                ref Vector<T> entry = ref at.Output(Scale(0, i));
                if (i < _logs)
                    SetWithinBounds(ref entry, tied[i]);
                else
                    entry = tied[i];
            }
        }
        return loss + total * D * StandardNormal.HalfLogTwoPi;
    }

    /// <summary>
    /// log N(y; μₖ, Lₖ Lₖᵀ) without its constant; also computes z and the reciprocals of L's diagonal.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<T> LogNormal(Rows at, int k, Span<Vector<T>> z, Span<Vector<T>> reciprocals)
    {
        Vector<T> log = Vector<T>.Zero;
        for (int d = 0; d < z.Length; d++)
        {
            Vector<T> δ = at.Target(d) - at.Output(Mean(k, d));
            for (int e = 0; _offDiagonals > 0 && e < d; e++)
                δ -= at.Output(Scale(k, Below(d, e))) * z[e];
            Vector<T> s = VectorMath.Clamp(at.Output(Scale(k, Log(d))), _lower, _upper);
            reciprocals[d] = VectorMath.Exp(-s);
            z[d] = δ * reciprocals[d];
            log -= s + _half * z[d] * z[d];
        }
        return log;
    }

    /// <summary>
    /// Replaces a component's means and scales by their gradients; gradients of tied scales are accumulated instead.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void DifferentiateNormal(Rows at, int k, Vector<T> γ, Span<Vector<T>> z, Span<Vector<T>> reciprocals,
        Span<Vector<T>> tied)
    {
        Span<Vector<T>> v = reciprocals; // overwritten one by one
        Vector<T> ofLogs = Vector<T>.Zero;
        for (int d = z.Length - 1; d >= 0; d--)
        {
            Vector<T> Lv = z[d]; // v_d L_dd, by back substitution
            for (int e = z.Length - 1; _offDiagonals > 0 && e > d; e--)
            {
                ref Vector<T> L = ref at.Output(Scale(k, Below(e, d)));
                Lv -= L * v[e];
                if (_isTied)
                    tied[Below(e, d)] -= γ * v[e] * z[d];
                else
                    L = -γ * v[e] * z[d];
            }
            v[d] = Lv * reciprocals[d];
            at.Output(Mean(k, d)) = -γ * v[d];

            ofLogs += γ * (Vector<T>.One - z[d] * Lv);
            if (_logs == 1 && d > 0)
                continue;
            if (_isTied)
                tied[Log(d)] += ofLogs;
            else
                SetWithinBounds(ref at.Output(Scale(k, Log(d))), ofLogs);
            ofLogs = Vector<T>.Zero;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetWithinBounds(ref Vector<T> s, Vector<T> gradient) =>
        s = Vector.ConditionalSelect(Vector.GreaterThanOrEqual(s, _lower) & Vector.LessThanOrEqual(s, _upper),
            gradient, Vector<T>.Zero);

    // Indices of outputs; Log and Below are indices in a block of scales.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Mean(int k, int d) => _components + k * _targets + d;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Scale(int k, int entry) => _firstScale + k * _scaleStep + entry;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Log(int d) => _logs == 1 ? 0 : d;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Below(int d, int e) => _logs + d * (d - 1) / 2 + e;

    /// <summary>The n-th SIMD vector of rows.</summary>
    private readonly ref struct Rows(Span<T> outputs, ReadOnlySpan<T> targets, int vectors, int n)
    {
        private readonly Span<Vector<T>> _outputs = MemoryMarshal.Cast<T, Vector<T>>(outputs);
        private readonly ReadOnlySpan<Vector<T>> _targets = MemoryMarshal.Cast<T, Vector<T>>(targets);

        public ref Vector<T> Output(int index) => ref _outputs[index * vectors + n];

        public Vector<T> Target(int d) => _targets[d * vectors + n];
    }
}
