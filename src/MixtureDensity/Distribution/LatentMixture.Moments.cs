namespace MixtureDensity;

// Moments.
internal sealed partial class LatentMixture
{
    /// <summary>The mean and the variance of s or, if <paramref name="isLogarithmic"/>, of exp s.</summary>
    /// <returns>They are infinite rather than NaN if they are too large.</returns>
    public (double Mean, double Variance) Moments(bool isLogarithmic)
    {
        if (!isLogarithmic && _truncated is null)
            return (Heights.Mean, Heights.StandardDeviation * Heights.StandardDeviation);
        var moments = new (double Mean, double Variance)[_means.Length];
        for (int k = 0; k < moments.Length; k++)
            moments[k] = isLogarithmic ? ExponentialMoments(k) : TruncatedMoments(k);
        return OfAll(moments);
    }

    /// <summary>The mean and the variance of s rounded to a grid, without bounds.</summary>
    /// <param name="spacing">The spacing of the grid.</param>
    /// <param name="offset">A value of the grid.</param>
    public (double Mean, double Variance) RoundedMoments(double spacing, double offset)
    {
        var moments = new (double Mean, double Variance)[_means.Length];
        for (int k = 0; k < moments.Length; k++)
        {
            double place = (_means[k] - offset) / spacing, nearest = Math.Round(place);
            var (mean, variance) = RoundedNormal.Moments(place - nearest, _scales[k] / spacing);
            moments[k] = double.IsFinite(place) ? (offset + (nearest + mean) * spacing, variance * spacing * spacing)
                : (_means[k], _scales[k] * _scales[k]);
        }
        return OfAll(moments);
    }

    private (double Mean, double Variance) OfAll((double Mean, double Variance)[] moments)
    {
        double mean = 0, variance = 0;
        for (int k = 0; k < moments.Length; k++)
            mean += _weights[k] * moments[k].Mean;
        if (double.IsPositiveInfinity(mean))
            return (mean, mean);
        for (int k = 0; k < moments.Length; k++)
        {
            double shift = moments[k].Mean - mean;
            variance += _weights[k] * (moments[k].Variance + shift * shift);
        }
        return (mean, variance);
    }

    private (double Mean, double Variance) TruncatedMoments(int k)
    {
        double scale = _scales[k];
        var (mean, variance) = TruncatedNormal.Moments(Z(k, Lower), Z(k, Upper));
        return (Math.Clamp(_means[k] + scale * mean, Lower, Upper), scale * scale * variance);
    }

    // E[exp(n s)] = exp(n μ + n²σ²/2) Z(μ + nσ²)/Z(μ).
    private (double Mean, double Variance) ExponentialMoments(int k)
    {
        double scale = _scales[k], a = Z(k, Lower), b = Z(k, Upper);
        double none = 0, first = 0, second = 0;
        if (IsBounded)
        {
            none = TruncatedNormal.LogProbability(a, b);
            first = TruncatedNormal.LogProbability(a - scale, b - scale);
            second = TruncatedNormal.LogProbability(a - 2 * scale, b - 2 * scale);
        }
        double mean = Math.Exp(_means[k] + 0.5 * scale * scale + first - none);
        double logRatio = scale * scale + second + none - 2 * first;
        double excess = logRatio < 1e-5 ? logRatio * (1 + 0.5 * logRatio) : Math.Exp(logRatio) - 1;
        return mean == 0 ? (0, 0) : (mean, Math.Max(0, mean * mean * excess));
    }
}
