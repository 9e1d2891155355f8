using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static MixtureDensity.VectorMath;

namespace MixtureDensity;

/// <summary>
/// The negative log-likelihood of a target as it was observed and its analytic gradient, a SIMD vector of rows at a
/// time; see <see cref="TargetObservation"/>.
/// </summary>
/// <remarks>
/// <para>
/// The last J of the K components stand for point masses: one has probability 1 at its value and 0 elsewhere, and its
/// mean and scale are not used. Any other has the density N(z; μ, σ), or the probability of the cell of z where values
/// are rounded, divided by its probability between the bounds.
/// </para>
/// <para>
/// With the logits a, uₖ = log πₖ + log Pₖ and the responsibilities γ = softmax(u), the gradients of −log Σ exp uₖ are
/// ∂a = softmax(a) − γ, ∂μ = −γ ∂ log P/∂μ and ∂s = −γ ∂ log P/∂s with s = log σ, where log P is log P(cell) less
/// log P(bounds). Both follow from the derivatives of <see cref="NormalInterval"/>.
/// </para>
/// </remarks>
/// <param name="components">K, point masses included.</param>
/// <param name="masses">J.</param>
/// <param name="bounds">The bounds, in standardised latent units; infinite for none.</param>
/// <param name="logScaleBounds">The bounds of s.</param>
internal sealed class ObservedMixtureHead<T>(
    int components, int masses, (double Lower, double Upper) bounds, (double Lower, double Upper) logScaleBounds)
    : IHead<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector<T> _minScale = Constant<T>(logScaleBounds.Lower),
        _maxScale = Constant<T>(logScaleBounds.Upper);

    private readonly Vector<T> _lower = Constant<T>(bounds.Lower), _upper = Constant<T>(bounds.Upper);
    private readonly bool _hasLower = double.IsFinite(bounds.Lower), _hasUpper = double.IsFinite(bounds.Upper);
    private readonly Vector<T> _lowest = Constant<T>(double.NegativeInfinity);
    private readonly Vector<T> _half = Constant<T>(0.5), _maxOutside = Constant<T>(LatentMixture.MaxDistance);
    private readonly Vector<T> _halfLogTwoPi = Constant<T>(StandardNormal.HalfLogTwoPi);

    /// <summary>The lines of <see cref="ObservedTargets"/>.</summary>
    public int Targets => ObservedTargets.Lines;

    // Skips tiered compilation: unoptimised first-tier code would dominate a short training.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Differentiate(Span<T> outputs, ReadOnlySpan<T> targets, ReadOnlySpan<T> weights)
    {
        int K = components, normals = K - masses;
        ReadOnlySpan<Vector<T>> rowWeights = MemoryMarshal.Cast<T, Vector<T>>(weights);
        Span<Vector<T>> all = MemoryMarshal.Cast<T, Vector<T>>(outputs);
        ReadOnlySpan<Vector<T>> observed = MemoryMarshal.Cast<T, Vector<T>>(targets);
        int vectors = rowWeights.Length;
        Span<Vector<T>> terms = new Vector<T>[K], ofMeans = new Vector<T>[normals], ofScales = new Vector<T>[normals];
        double loss = 0;
        for (int n = 0; n < vectors; n++)
        {
            var row = new Row(
                observed[ObservedTargets.Centre * vectors + n], observed[ObservedTargets.Width * vectors + n]);
            Vector<T> mass = observed[ObservedTargets.Mass * vectors + n];
            Vector<T> highestLogit = _lowest, highest = _lowest;
            for (int k = 0; k < K; k++)
            {
                Vector<T> logit = all[k * vectors + n];
                highestLogit = Vector.MaxNative(highestLogit, logit);
                terms[k] = k < normals
                    ? logit + LogProbability(row, all[(K + k) * vectors + n], all[(2 * K + k) * vectors + n],
                        out ofMeans[k], out ofScales[k])
                    : Vector.ConditionalSelect(
                        Vector.Equals(mass, Constant<T>(k - normals)), logit, _lowest);
                highest = Vector.MaxNative(highest, terms[k]);
            }

            Vector<T> logitSum = Vector<T>.Zero, sum = Vector<T>.Zero;
            for (int k = 0; k < K; k++)
            {
                ref Vector<T> logit = ref all[k * vectors + n];
                logit = VectorMath.SoftmaxTerm(logit - highestLogit);
                terms[k] = VectorMath.SoftmaxTerm(terms[k] - highest);
                logitSum += logit;
                sum += terms[k];
            }

            Vector<T> weight = rowWeights[n];
            Vector<T> logLikelihood = highest - highestLogit + VectorMath.Log(sum / logitSum)
                + observed[ObservedTargets.Constant * vectors + n];
            loss -= double.CreateChecked(Vector.Sum(weight * logLikelihood));

            Vector<T> toWeight = weight / logitSum, toResponsibility = weight / sum;
            for (int k = 0; k < K; k++)
            {
                Vector<T> γ = terms[k] * toResponsibility;
                ref Vector<T> logit = ref all[k * vectors + n];
                logit = logit * toWeight - γ;
                all[(K + k) * vectors + n] = k < normals ? -γ * ofMeans[k] : Vector<T>.Zero;
                ref Vector<T> s = ref all[(2 * K + k) * vectors + n];
                s = k < normals ? WithinBounds(s, -γ * ofScales[k]) : Vector<T>.Zero;
            }
        }
        return loss;
    }

    /// <summary>log P of a normal component in a vector of rows, with its derivatives by μ and s.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector<T> LogProbability(Row row, Vector<T> μ, Vector<T> s, out Vector<T> ofMean, out Vector<T> ofScale)
    {
        s = VectorMath.Clamp(s, _minScale, _maxScale);
        Vector<T> reciprocal = VectorMath.Exp(-s), isMoved = Vector<T>.Zero, outside = Vector<T>.Zero;
        if (_hasLower || _hasUpper)
        {
            Vector<T> reach = _maxOutside / reciprocal, clamped = Vector.MaxNative(_lower - reach, μ);
            outside = Vector.ConditionalSelect(Vector.Equals(clamped, μ), reach, -reach);
            clamped = Vector.MinNative(_upper + reach, clamped);
            isMoved = ~Vector.Equals(clamped, μ);
            μ = clamped;
        }
        Vector<T> z = (row.Centre - μ) * reciprocal, width = row.Width * reciprocal;
        // Of a point first: its log density has the derivatives −z by the centre and z² − 1 by log σ.
        Vector<T> log = -_half * z * z - s - _halfLogTwoPi, ofCentre = -z, growth = Vector<T>.One;
        if (row.HasCells)
        {
            Vector<T> isCell = Vector.GreaterThan(row.Width, Vector<T>.Zero);
            Vector<T> some = Vector.ConditionalSelect(isCell, width, Vector<T>.One);
            Vector<T> ofCell = NormalInterval.LogProbability(z, some, out Vector<T> slope, out Vector<T> ofWidth);
            log = Vector.ConditionalSelect(isCell, ofCell, log);
            ofCentre = Vector.ConditionalSelect(isCell, slope, ofCentre);
            growth = Vector.ConditionalSelect(isCell, some * ofWidth, growth);
        }
        ofMean = -reciprocal * ofCentre;
        ofScale = -z * ofCentre - growth;
        if (_hasLower || _hasUpper)
            SubtractBounds(μ, reciprocal, ref log, ref ofMean, ref ofScale);
        // A component whose mean was moved stays 30σ outside, whatever the mean.
        ofScale += Vector.ConditionalSelect(isMoved, outside * ofMean, Vector<T>.Zero);
        ofMean = Vector.ConditionalSelect(isMoved, Vector<T>.Zero, ofMean);
        if (!row.HasMasses)
            return log;
        // At a point mass beside a continuous rest no normal component has a probability.
        Vector<T> isMass = Vector.LessThan(row.Width, Vector<T>.Zero);
        ofMean = Vector.ConditionalSelect(isMass, Vector<T>.Zero, ofMean);
        ofScale = Vector.ConditionalSelect(isMass, Vector<T>.Zero, ofScale);
        return Vector.ConditionalSelect(isMass, _lowest, log);
    }

    /// <summary>Takes the logarithm of the probability between the bounds from log P, with its derivatives.</summary>
    private void SubtractBounds(
        Vector<T> μ, Vector<T> reciprocal, ref Vector<T> log, ref Vector<T> ofMean, ref Vector<T> ofScale)
    {
        if (_hasLower && _hasUpper)
        {
            Vector<T> centre = (_half * (_lower + _upper) - μ) * reciprocal, width = (_upper - _lower) * reciprocal;
            log -= NormalInterval.LogProbability(centre, width, out Vector<T> ofCentre, out Vector<T> ofWidth);
            ofMean += reciprocal * ofCentre;
            ofScale += centre * ofCentre + width * ofWidth;
            return;
        }
        // Φ(−z) with z = (L − μ)/σ, or its mirror image z = (μ − U)/σ.
        Vector<T> z = (_hasLower ? _lower - μ : μ - _upper) * reciprocal;
        log -= NormalInterval.LogUpperTail(z, out Vector<T> hazard);
        ofMean -= _hasLower ? hazard * reciprocal : -hazard * reciprocal;
        ofScale -= hazard * z;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector<T> WithinBounds(Vector<T> s, Vector<T> gradient) =>
        Vector.ConditionalSelect(Vector.GreaterThanOrEqual(s, _minScale) & Vector.LessThanOrEqual(s, _maxScale),
            gradient, Vector<T>.Zero);

    /// <summary>The cells of a SIMD vector of rows.</summary>
    private readonly struct Row(Vector<T> centre, Vector<T> width)
    {
        public readonly Vector<T> Centre = centre;
        public readonly Vector<T> Width = width;
        public readonly bool HasCells = Vector.GreaterThanAny(width, Vector<T>.Zero);
        public readonly bool HasMasses = Vector.LessThanAny(width, Vector<T>.Zero);
    }
}
