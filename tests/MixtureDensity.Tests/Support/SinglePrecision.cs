namespace MixtureDensity.Tests.Support;

/// <summary>How far two programs may part that compute the same networks in single precision.</summary>
internal static class SinglePrecision
{
    // A few units in the last place of numbers up to 10, for each output of a network: a mean in deviations of its
    // target, or the logarithm of a scale. Those of logits change every answer by as small a part.
    private const double Rounding = 5e-6;

    /// <summary>How far rounding moves an answer about a row.</summary>
    /// <remarks>
    /// The sum over all outputs, each moved by itself: those of two components that a value lies between do not cancel.
    /// </remarks>
    /// <param name="batch">Whose components are moved, and put back.</param>
    /// <param name="row">The row.</param>
    /// <param name="targets">The targets.</param>
    /// <param name="answer">Asks the batch.</param>
    public static double Uncertainty(
        MixtureBatch batch, int row, IReadOnlyList<TargetScaling> targets, Func<double> answer)
    {
        double before = answer(), sum = 0;
        for (int d = 0; d < batch.Targets; d++)
        {
            double distance = Rounding * targets[d].Deviation;
            Move(batch.Means(row, d), distance, 0);
            for (int e = 0; e < d; e++)
                Move(batch.Factors(row, d, e), distance, 0);
            Move(batch.Factors(row, d, d), 0, Rounding);
        }
        return sum;

        void Move(Span<double> ofComponents, double distance, double part)
        {
            foreach (ref double value in ofComponents)
            {
                double kept = value;
                value += distance + part * value;
                sum += Math.Abs(answer() - before);
                value = kept;
            }
        }
    }
}
