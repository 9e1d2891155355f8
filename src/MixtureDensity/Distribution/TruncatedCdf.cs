using System.Runtime.Intrinsics;

namespace MixtureDensity;

/// <summary>
/// The distribution function of a mixture whose components are each truncated to [L, U] and renormalised.
/// </summary>
internal sealed class TruncatedCdf
{
    private const int Lanes = 4;

    // All padded with components of weight 0 to whole vectors.
    private readonly double[] _weights; // πₖ/Zₖ
    private readonly double[] _means;
    private readonly double[] _reciprocals; // 1/σₖ

    // Probabilities of a component outside of the bounds, by its upper or its lower tail, whichever is the smaller one
    // at that bound; and which one it is, as a mask.
    private readonly double[] _below;
    private readonly double[] _above;
    private readonly double[] _belowByUpperTail;
    private readonly double[] _aboveByLowerTail;

    private readonly double _lower;
    private readonly double _upper;

    /// <param name="logWeights">log(πₖ/Zₖ), with Zₖ the probability of a component between the bounds.</param>
    /// <param name="means">μₖ.</param>
    /// <param name="scales">σₖ.</param>
    /// <param name="lower">L.</param>
    /// <param name="upper">U.</param>
    public TruncatedCdf(double[] logWeights, double[] means, double[] scales, double lower, double upper)
    {
        (_lower, _upper) = (lower, upper);
        int count = means.Length, length = (count + Lanes - 1) / Lanes * Lanes;
        (_weights, _means, _reciprocals) = (new double[length], new double[length], new double[length]);
        (_below, _above) = (new double[length], new double[length]);
        (_belowByUpperTail, _aboveByLowerTail) = (new double[length], new double[length]);
        for (int k = 0; k < length; k++)
        {
            int from = k < count ? k : 0;
            _weights[k] = k < count ? Math.Exp(logWeights[k]) : 0;
            (_means[k], _reciprocals[k]) = (means[from], 1 / scales[from]);
            _belowByUpperTail[k] = lower > _means[k] ? BitConverter.Int64BitsToDouble(-1) : 0;
            _aboveByLowerTail[k] = upper < _means[k] ? BitConverter.Int64BitsToDouble(-1) : 0;
        }
        for (int k = 0; k < length; k += Lanes)
        {
            var (below, _) = Tails(k, lower);
            var (_, above) = Tails(k, upper);
            below.CopyTo(_below, k);
            above.CopyTo(_above, k);
        }
    }

    /// <summary>The probabilities below and above a point.</summary>
    public (double Below, double Above) At(double x)
    {
        Vector256<double> below = default, above = default;
        double inside = Math.Clamp(x, _lower, _upper);
        for (int k = 0; k < _weights.Length; k += Lanes)
        {
            Vector256<double> weight = Vector256.Create(_weights, k);
            var (fromLower, fromUpper) = Tails(k, inside);
            below += weight * Vector256.Abs(fromLower - Vector256.Create(_below, k));
            above += weight * Vector256.Abs(fromUpper - Vector256.Create(_above, k));
        }
        return (x >= _upper ? 1 : Math.Min(1, Vector256.Sum(below)),
            x <= _lower ? 1 : Math.Min(1, Vector256.Sum(above)));
    }

    /// <summary>
    /// The tails of the vector of components at k that a point cuts off, of the kind that suits the lower and the upper
    /// bound. The difference of two of the same kind is, up to its sign, the probability between two points.
    /// </summary>
    private (Vector256<double> ForLower, Vector256<double> ForUpper) Tails(int k, double x)
    {
        Vector256<double> z = (Vector256.Create(x) - Vector256.Create(_means, k)) * Vector256.Create(_reciprocals, k);
        Vector256<double> tail = StandardNormal.SignedTail(z), one = Vector256<double>.One;
        Vector256<double> isLeft = Vector256.LessThan(z, Vector256<double>.Zero);
        Vector256<double> left = tail + Vector256.ConditionalSelect(isLeft, Vector256<double>.Zero, one);
        Vector256<double> right = Vector256.ConditionalSelect(isLeft, one, Vector256<double>.Zero) - tail;
        return (Vector256.ConditionalSelect(Vector256.Create(_belowByUpperTail, k), right, left),
            Vector256.ConditionalSelect(Vector256.Create(_aboveByLowerTail, k), left, right));
    }
}
