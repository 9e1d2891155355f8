namespace MixtureDensity.Tests.Support;

/// <summary>Numerical mathematics as a textbook has it: slow, obvious, and sharing no code with the library.</summary>
internal static class Plain
{
    public static double NormalDensity(double y, double mean, double scale)
    {
        double z = (y - mean) / scale;
        return Math.Exp(-0.5 * z * z) / (scale * Math.Sqrt(2 * Math.PI));
    }

    /// <summary>
    /// Φ(z): near 0 by the series ½ + φ(z) (z + z³/3 + z⁵/(3·5) + …), in the tails by Laplace's continued fraction
    /// φ(z)/(z + 1/(z + 2/(z + 3/(z + …)))).
    /// </summary>
    public static double NormalCdf(double z)
    {
        if (z > 0)
            return 1 - NormalCdf(-z);
        if (z < -2)
        {
            double fraction = -z;
            // From −2 to −40 more terms change the last bit at most.
            for (int i = 20 + (int)(400 / (z * z)); i > 0; i--)
                fraction = -z + i / fraction;
            return NormalDensity(z, 0, 1) / fraction;
        }
        double term = z, sum = z;
        for (int i = 3; Math.Abs(term) > 1e-18; i += 2)
            sum += term *= z * z / i;
        return 0.5 + NormalDensity(z, 0, 1) * sum;
    }

    /// <summary>
    /// ∫ f from <paramref name="low"/> to <paramref name="high"/> by Simpson's rule on <paramref name="cells"/> cells.
    /// </summary>
    public static double Integral(Func<double, double> f, double low, double high, int cells)
    {
        double h = (high - low) / cells, sum = f(low) + f(high) + 4 * f(low + 0.5 * h);
        for (int i = 1; i < cells; i++)
            sum += 2 * f(low + i * h) + 4 * f(low + (i + 0.5) * h);
        return sum * h / 6;
    }

    /// <summary>
    /// The points of a rectangle and the area about each: the trapezoidal rule, which for a smooth bump converges
    /// faster than
    /// any power.
    /// </summary>
    public static IEnumerable<(double X, double Y, double Area)> Grid((double Low, double High) x,
        (double Low, double High) y, int cells)
    {
        double hx = (x.High - x.Low) / cells, hy = (y.High - y.Low) / cells;
        for (int i = 0; i <= cells; i++)
        {
            for (int j = 0; j <= cells; j++)
                yield return (x.Low + i * hx, y.Low + j * hy, hx * hy);
        }
    }

    /// <summary>The inverse and the determinant of a small matrix, by Gauss and Jordan.</summary>
    public static (double[,] Inverse, double Determinant) Invert(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        var a = (double[,])matrix.Clone();
        var inverse = new double[n, n];
        for (int i = 0; i < n; i++)
            inverse[i, i] = 1;
        double determinant = 1;
        for (int column = 0; column < n; column++)
        {
            int pivot = Enumerable.Range(column, n - column).MaxBy(r => Math.Abs(a[r, column]));
            for (int j = 0; j < n && pivot != column; j++)
            {
                (a[column, j], a[pivot, j]) = (a[pivot, j], a[column, j]);
                (inverse[column, j], inverse[pivot, j]) = (inverse[pivot, j], inverse[column, j]);
            }
            double head = a[column, column];
            determinant *= pivot == column ? head : -head;
            for (int j = 0; j < n; j++)
            {
                a[column, j] /= head;
                inverse[column, j] /= head;
            }
            for (int row = 0; row < n; row++)
            {
                double factor = a[row, column];
                for (int j = 0; j < n && row != column; j++)
                {
                    a[row, j] -= factor * a[column, j];
                    inverse[row, j] -= factor * inverse[column, j];
                }
            }
        }
        return (inverse, determinant);
    }
}
