namespace MixtureDensity;

/// <summary>The predictions of two networks for the same rows, with the observed values.</summary>
/// <param name="First">The predictions of one.</param>
/// <param name="Second">Those of the other.</param>
/// <param name="Targets">The observed values of each target.</param>
/// <param name="Weights">The weight of each row; null if all count the same.</param>
internal sealed record PairedPredictions(
    MixtureBatch First, MixtureBatch Second, double[][] Targets, double[]? Weights)
{
    /// <summary>The summed loss of each network alone, averaged over both, in nats.</summary>
    /// <param name="factor">The factor of all scales.</param>
    public double LossAlone(double factor) => Loss(factor, (first, second) => (first + second) / 2);

    /// <summary>The summed loss of the average of both distributions, in nats.</summary>
    /// <param name="factor">The factor of all scales.</param>
    public double LossTogether(double factor) =>
        Loss(factor, (first, second) => LogSumExp.Compute(first, second) - Math.Log(2));

    private double Loss(double factor, Func<double, double, double> logDensity)
    {
        MixtureBatch first = First.WithScalesTimes(factor), second = Second.WithScalesTimes(factor);
        double loss = 0;
        for (int row = 0; row < first.Count; row++)
        {
            double[] y = [.. Targets.Select(values => values[row])];
            loss -= (Weights?[row] ?? 1) * logDensity(first.LogDensity(row, y), second.LogDensity(row, y));
        }
        return loss;
    }
}
