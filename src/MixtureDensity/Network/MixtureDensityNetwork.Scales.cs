using static TorchSharp.torch;

namespace MixtureDensity;

// The scale head: from its outputs to the components' scales, and what multiplies them.
public sealed partial class MixtureDensityNetwork
{
    /// <summary>Multiplies all scales by one factor and all logits by another; only on the CPU.</summary>
    /// <param name="logScale">The logarithm of the scales' factor.</param>
    /// <param name="logLogit">The logarithm of the logits' factor.</param>
    internal void ScaleBy(double logScale, double logLogit = 0)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor ofLogits = Number(Math.Exp(logLogit)), ofScales = Number(Math.Exp(logScale));
        logits.weight!.mul_(ofLogits);
        logits.bias!.mul_(ofLogits);
        LogScaleEntries(scales.bias!).add_(Number(logScale), SafeArithmetic.One);
        if (Layout.OffDiagonals == 0)
            return;
        ScaleEntries(scales.bias!).narrow(-1, Layout.Logs, Layout.OffDiagonals).mul_(ofScales);
        scales.weight!.view(Layout.Blocks, Layout.Entries, -1).narrow(1, Layout.Logs, Layout.OffDiagonals)
            .mul_(ofScales);

        Tensor Number(double value) => tensor(value, Dtype, CPU);
    }

    /// <summary>The components' scales from the output of the scale head, [N, blocks · entries].</summary>
    private ComponentScale Scale(Tensor parameters)
    {
        Tensor logs = LogScaleEntries(parameters).clamp(_lower, _upper);
        long[] rows = parameters.shape[..^1];
        if (Covariance == Covariance.Diagonal)
            return DiagonalScale.FromLog(logs);
        if (Covariance == Covariance.Spherical)
            return DiagonalScale.FromLog(logs.expand([.. rows, Components, Targets]));

        Tensor factors = logs.exp().diag_embed();
        if (Layout.OffDiagonals > 0)
        {
            Tensor below = ScaleEntries(parameters).narrow(-1, Targets, Layout.OffDiagonals);
            // Made on the device: a copy from the CPU would wait for a GPU.
            Tensor places = tril_indices(Targets, Targets, -1, ScalarType.Int64, factors.device);
            Tensor flat = places[0].mul(_width).Plus(places[1]);
            factors = factors.flatten(-2).index_add(-1, flat, below, SafeArithmetic.One);
            factors = Split(factors, Targets, Targets);
        }
        return new CholeskyScale(factors.expand([.. rows, Components, Targets, Targets]));
    }

    private Tensor ScaleEntries(Tensor parameters) => Split(parameters, Layout.Blocks, Layout.Entries);

    private Tensor LogScaleEntries(Tensor parameters) => ScaleEntries(parameters).narrow(-1, 0, Layout.Logs);
}
