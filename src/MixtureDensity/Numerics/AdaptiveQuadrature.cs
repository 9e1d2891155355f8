namespace MixtureDensity;

/// <summary>
/// Adaptive Gauss-Kronrod quadrature with 7 and 15 points: intervals are halved until both rules agree.
/// </summary>
/// <remarks>Source: R. Piessens et al., "QUADPACK: A Subroutine Package for Automatic Integration", 1983.</remarks>
internal static class AdaptiveQuadrature
{
    // So many evaluations, of a function with jumps or rounding errors, are enough.
    private const int MaxHalvings = 2000;

    private static readonly double[] Nodes =
        [0.991455371120812639206854697526329, 0.949107912342758524526189684047851, 0.864864423359769072789712788640926,
         0.741531185599394439863864773280788, 0.586087235467691130294144691693013, 0.405845151377397166906606412076961,
         0.207784955007898467600689403773245];

    private static readonly double[] KronrodWeights =
        [0.022935322010529224963732008058970, 0.063092092629978553290700663189204, 0.104790010322250183839876322541518,
         0.140653259715525918745189590510238, 0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
         0.204432940075298892414161999234649];

    private const double KronrodCentre = 0.209482141084727828012999174891714;

    // Those of every second node.
    private static readonly double[] GaussWeights =
        [0.129484966168869693270611432679082, 0.279705391489276667901467771423780, 0.381830050505118944950369775488975];

    private const double GaussCentre = 0.417959183673469387755102040816327;

    /// <summary>∫ f from <paramref name="low"/> to <paramref name="high"/>.</summary>
    /// <param name="f">A bounded function.</param>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="relative">
    /// The difference at which both rules agree in an interval, relative to the integral of |f|. The integral is more
    /// accurate than that.
    /// </param>
    public static double Integrate(Func<double, double> f, double low, double high, double relative = 1e-9)
    {
        if (!(low < high))
            return 0;
        const int Pieces = 4;
        var pieces = new (double Kronrod, double Gauss)[Pieces];
        int halvings = MaxHalvings;
        double size = 0, sum = 0, width = (high - low) / Pieces;
        for (int i = 0; i < Pieces; i++)
        {
            pieces[i] = Rules(f, low + i * width, low + (i + 1) * width);
            size += Math.Abs(pieces[i].Kronrod);
        }
        for (int i = 0; i < Pieces; i++)
            sum += Refine(f, low + i * width, low + (i + 1) * width, pieces[i], relative * size, ref halvings);
        return sum;
    }

    private static double Refine(Func<double, double> f, double low, double high, (double Kronrod, double Gauss) whole,
        double tolerance, ref int halvings)
    {
        double middle = low + 0.5 * (high - low);
        if (!(Math.Abs(whole.Kronrod - whole.Gauss) > tolerance) || halvings == 0 || middle <= low || middle >= high)
            return whole.Kronrod;
        halvings--;
        var left = Rules(f, low, middle);
        var right = Rules(f, middle, high);
        return Refine(f, low, middle, left, tolerance, ref halvings)
            + Refine(f, middle, high, right, tolerance, ref halvings);
    }

    private static (double Kronrod, double Gauss) Rules(Func<double, double> f, double low, double high)
    {
        double middle = low + 0.5 * (high - low), half = 0.5 * (high - low), centre = f(middle);
        double kronrod = KronrodCentre * centre, gauss = GaussCentre * centre;
        for (int i = 0; i < Nodes.Length; i++)
        {
            double both = f(middle - half * Nodes[i]) + f(middle + half * Nodes[i]);
            kronrod += KronrodWeights[i] * both;
            if (i % 2 == 1)
                gauss += GaussWeights[i / 2] * both;
        }
        return (half * kronrod, half * gauss);
    }
}
