namespace MixtureDensity.Onnx;

/// <summary>The rule of Gauss-Legendre quadrature between −1 and 1, with any number of nodes.</summary>
internal static class GaussLegendreRule
{
    /// <summary>The nodes and their weights, by Newton's method on Legendre's polynomial.</summary>
    /// <remarks>Source: W. H. Press et al., "Numerical recipes", 1986, gauleg.</remarks>
    public static (double[] Nodes, double[] Weights) Create(int count)
    {
        double[] nodes = new double[count], weights = new double[count];
        for (int i = 0; i < count; i++)
        {
            double x = -Math.Cos(Math.PI * (i + 0.75) / (count + 0.5)), slope = 1;
            for (int step = 0; step < 10; step++)
            {
                double before = 1, p = x;
                for (int n = 2; n <= count; n++)
                    (before, p) = (p, ((2 * n - 1) * x * p - (n - 1) * before) / n);
                slope = count * (x * p - before) / (x * x - 1);
                x -= p / slope;
            }
            (nodes[i], weights[i]) = (x, 2 / ((1 - x * x) * slope * slope));
        }
        return (nodes, weights);
    }
}
