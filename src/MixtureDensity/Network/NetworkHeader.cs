using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The arguments of a network's constructor; the names are part of the file format.</summary>
internal sealed record NetworkHeader(int Inputs, IReadOnlyList<int> Hidden, int Components, int Targets,
    Covariance Covariance, Activation Activation, double MinLogScale, double MaxLogScale, ScalarType Dtype)
{
    /// <summary>How many weights there are, without biases.</summary>
    internal long Numbers
    {
        get
        {
            checked
            {
                long outputs = MixtureLayout.From(Components, Targets, Covariance).Outputs;
                long[] widths = [Inputs, .. Hidden.Select(h => (long)h), outputs];
                return widths.Zip(widths[1..], (from, to) => from * to).Sum();
            }
        }
    }

    public static NetworkHeader From(MixtureDensityNetwork network) => new(network.Inputs, network.Hidden,
        network.Components, network.Targets, network.Covariance, network.Activation, network.LogScaleBounds.Lower,
        network.LogScaleBounds.Upper, network.Dtype);

    public MixtureDensityNetwork NewNetwork() =>
        new(Inputs, Hidden, Components, Targets, Covariance, Activation, (MinLogScale, MaxLogScale), Dtype);
}
