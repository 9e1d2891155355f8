using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Support;

/// <summary>The notebook's log density, its broadcast of (N, 1) against (N) included.</summary>
internal static class Notebook
{
    /// <summary>[N, N] from weights, means and scales [N, K] and values [N, 1].</summary>
    public static Tensor LogDensity(Tensor logWeights, Tensor means, Tensor scales, Tensor value)
    {
        Tensor z = (value - means) / scales;
        return LogSumExp(logWeights - 0.5 * z * z - log(scales) - 0.5 * (Math.Log(2) + Math.Log(Math.PI)));
    }

    private static Tensor LogSumExp(Tensor x)
    {
        Tensor largest = x.max(1, keepdim: true).values;
        return largest + log(sum(exp(x - largest), 1));
    }
}
