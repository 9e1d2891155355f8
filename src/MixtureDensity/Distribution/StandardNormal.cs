namespace MixtureDensity;

/// <summary>The standard normal distribution in double precision.</summary>
internal static class StandardNormal
{
    public static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    /// <summary>Φ(z) = erfc(−z/√2)/2, accurate to a few units in the last place in the lower tail too.</summary>
    public static double Cdf(double z) => 0.5 * Erfc(-z * Sqrt1_2);

    private const double Sqrt1_2 = 0.70710678118654752440;
    private const double Sqrt1_Pi = 0.56418958354775628695;

    // Rational approximations of W. J. Cody, "Rational Chebyshev approximations for the error function", 1969; the
    // coefficients stand from the highest power down. Near 0 they give erf(x)/x in x², then exp(x²) erfc(x) in x, and far out
    // the rest of its asymptotic series in 1/x².
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

    private static double Erfc(double x)
    {
        double a = Math.Abs(x);
        if (a <= 0.46875)
            return 1 - x * Ratio(NearP, NearQ, a * a);
        double tail = a <= 4
            ? ExpOfMinusSquare(a) * Ratio(MiddleP, MiddleQ, a)
            : ExpOfMinusSquare(a) * (Sqrt1_Pi - Ratio(FarP, FarQ, 1 / (a * a)) / (a * a)) / a;
        return x < 0 ? 2 - tail : tail;
    }

    // exp(−a²) with a² split in two, so that the rounding of the square is not magnified.
    private static double ExpOfMinusSquare(double a)
    {
        if (a > 1e3)
            return 0;
        double head = Math.Truncate(a * 16) / 16;
        return Math.Exp(-head * head) * Math.Exp(-(a - head) * (a + head));
    }

    private static double Ratio(ReadOnlySpan<double> p, ReadOnlySpan<double> q, double x) => Polynomial(p, x) / Polynomial(q, x);

    private static double Polynomial(ReadOnlySpan<double> coefficients, double x)
    {
        double sum = 0;
        foreach (double coefficient in coefficients)
            sum = sum * x + coefficient;
        return sum;
    }
}
