namespace MixtureDensity.Tests.Support;

/// <summary>One mixture over vectors in plain doubles, by its covariance matrices.</summary>
internal sealed record PlainVectorMixture(double[] Weights, double[][] Means, double[][,] Covariances)
{
    private readonly (double[,] Inverse, double Determinant)[] _inverses = [.. Covariances.Select(Plain.Invert)];

    public double Density(params double[] y)
    {
        int d = y.Length;
        double density = 0;
        for (int k = 0; k < Weights.Length; k++)
        {
            double distance = 0;
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j < d; j++)
                    distance += (y[i] - Means[k][i]) * _inverses[k].Inverse[i, j] * (y[j] - Means[k][j]);
            }
            density += Weights[k] * Math.Exp(-0.5 * distance) / Math.Sqrt(Math.Pow(2 * Math.PI,
                d) * _inverses[k].Determinant);
        }
        return density;
    }

    /// <summary>A range of one dimension that holds all the mass to about 1e-17.</summary>
    public (double Low, double High) Range(int dimension) =>
        (Ends(dimension, -9).Min(), Ends(dimension, 9).Max());

    private IEnumerable<double> Ends(int i, double reach) =>
        Means.Zip(Covariances, (mean, covariance) => mean[i] + reach * Math.Sqrt(covariance[i, i]));
}
