using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Support;

/// <summary>A model's predictions by its modules and tensors alone.</summary>
internal static class TensorPredictions
{
    public static GaussianMixture PredictByModules(this DensityModel model, Table table)
    {
        using var noGrad = no_grad();
        Tensor x = model.Schema.EncodeInputs(table);
        GaussianMixture standardized = GaussianMixture.Ensemble([.. model.Networks.Select(n => n.call(x))]);
        Tensor deviations = tensor([.. model.Schema.Targets.Select(t => t.Deviation)], ScalarType.Float64);
        Tensor means = tensor([.. model.Schema.Targets.Select(t => t.Mean)], ScalarType.Float64);
        return standardized.Affine(deviations, means);
    }
}
