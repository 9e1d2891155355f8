using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Support;

/// <summary>Holds gradients against central finite differences, in double precision.</summary>
internal static class Gradients
{
    /// <summary>
    /// Checks the gradient of a function's outputs, mixed by fixed weights, in every entry of every input.
    /// </summary>
    public static void MatchFiniteDifferences(Func<Tensor[], Tensor> function, Tensor[] inputs, double step = 1e-5,
        double tolerance = 1e-6)
    {
        Tensor[] leaves = [.. inputs.Select(input => input.detach().clone().requires_grad_())];
        Tensor output = function(leaves);
        // Unequal weights, so that errors of several outputs cannot cancel.
        Tensor mix = (arange(output.numel(), ScalarType.Float64) * 0.7 + 1).sin().reshape(output.shape);
        (output * mix).sum().backward();

        double At(Tensor[] point) => (function(point) * mix).sum().Value();
        for (int i = 0; i < inputs.Length; i++)
        {
            double[] values = inputs[i].Doubles();
            double[] analytic = leaves[i].grad?.Doubles() ?? new double[values.Length];
            for (int j = 0; j < values.Length; j++)
            {
                double Shifted(double by)
                {
                    double[] moved = [.. values];
                    moved[j] += by;
                    Tensor[] point = [.. inputs.Select(t => t.detach())];
                    point[i] = moved.As(ScalarType.Float64, inputs[i].shape).reshape(inputs[i].shape);
                    return At(point);
                }
                double numeric = (Shifted(step) - Shifted(-step)) / (2 * step);
                Close.To(numeric, analytic[j], tolerance, tolerance, $"in the gradient of input {i}, entry {j}");
            }
        }
    }
}
