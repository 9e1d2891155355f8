using System.Numerics;

namespace MixtureDensity;

/// <summary>The standard normal distribution in double precision, as many values at once as the processor takes.</summary>
internal static class StandardNormal
{
    public static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    private const double Sqrt1_2 = 0.70710678118654752440;
    private const double Sqrt1_Pi = 0.56418958354775628695;

    // Where one approximation ends and the next begins.
    private const double Near = 0.46875;
    private const double Far = 4;

    // Beyond it exp(−t²) is 0, and t² must not overflow.
    private const double Farthest = 40;

    // Rational approximations of W. J. Cody, "Rational Chebyshev approximations for the error function", 1969; the
    // coefficients stand from the highest power down. Near 0 they give erf(t)/t in t², then exp(t²) erfc(t) in t, and far out
    // the rest of its asymptotic series in 1/t².
    private static ReadOnlySpan<double> NearP =>
        [1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3];

    private static ReadOnlySpan<double> NearQ =>
        [1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3];

    private static ReadOnlySpan<double> MiddleP =>
        [2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2,
         8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3];

    private static ReadOnlySpan<double> MiddleQ =>
        [1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
         3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3];

    private static ReadOnlySpan<double> FarP =>
        [1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2,
         6.58749161529837803e-4];

    private static ReadOnlySpan<double> FarQ =>
        [1, 2.56852019228982242, 1.87295284992346047, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3];

    /// <summary>Φ(z) = erfc(−z/√2)/2, to a few units in the last place in the lower tail too.</summary>
    public static Vector<double> Cdf(Vector<double> z)
    {
        Vector<double> t = Vector.Min(Vector.Abs(z) * Sqrt1_2, new Vector<double>(Farthest));
        Vector<double> square = t * t;
        // The rounding of the square, which the exponential would magnify.
        Vector<double> rounding = Vector.FusedMultiplyAdd(t, t, -square);
        Vector<double> bell = Vector.Exp(-square) * (Vector<double>.One - rounding);

        Vector<double> near = Vector<double>.One - t * Polynomial(NearP, square) / Polynomial(NearQ, square);
        Vector<double> middle = bell * (Polynomial(MiddleP, t) / Polynomial(MiddleQ, t));
        Vector<double> reciprocal = Vector<double>.One / Vector.Max(square, Vector<double>.One);
        Vector<double> rest = reciprocal * Polynomial(FarP, reciprocal) / Polynomial(FarQ, reciprocal);
        Vector<double> far = bell * (new Vector<double>(Sqrt1_Pi) - rest) / Vector.Max(t, Vector<double>.One);
        Vector<double> tail = Vector.ConditionalSelect(
            Vector.LessThanOrEqual(t, new Vector<double>(Near)),
            near,
            Vector.ConditionalSelect(Vector.LessThanOrEqual(t, new Vector<double>(Far)), middle, far));
        Vector<double> half = tail * 0.5;
        return Vector.ConditionalSelect(Vector.LessThan(z, Vector<double>.Zero), half, Vector<double>.One - half);
    }

    private static Vector<double> Polynomial(ReadOnlySpan<double> coefficients, Vector<double> x)
    {
        Vector<double> sum = Vector<double>.Zero;
        foreach (double coefficient in coefficients)
            sum = Vector.FusedMultiplyAdd(sum, x, new Vector<double>(coefficient));
        return sum;
    }
}
