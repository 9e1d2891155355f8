namespace MixtureDensity;

/// <summary>Gauss-Legendre quadrature with eight points, exact for polynomials up to degree 15.</summary>
internal static class GaussLegendre
{
    private static readonly double[] Nodes =
        [0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363];

    private static readonly double[] Weights =
        [0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];

    /// <summary>∫ f from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="state">What the function needs: a function of its own for each call would be garbage.</param>
    /// <param name="f">The function.</param>
    public static double Integrate<TState>(double low, double high, TState state, Func<double, TState, double> f)
    {
        double middle = 0.5 * (low + high), half = 0.5 * (high - low);
        if (half == 0)
            return 0;
        double sum = 0;
        for (int i = 0; i < Nodes.Length; i++)
            sum += Weights[i] * (f(middle - half * Nodes[i], state) + f(middle + half * Nodes[i], state));
        return half * sum;
    }
}
