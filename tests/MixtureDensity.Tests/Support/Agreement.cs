using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Support;

/// <summary>Holds an objective against autograd, in double precision and on a network of the same weights.</summary>
internal static class Agreement
{
    /// <summary>How far two ways to the same number may part, relative to the largest of them.</summary>
    public static double Tolerance(ScalarType dtype) => dtype == ScalarType.Float32 ? 1e-5 : 1e-10;

    /// <summary>Checks the loss, and every entry of the gradient relative to the largest entry.</summary>
    /// <param name="objective">The objective of the parameters.</param>
    /// <param name="parameters">Those of the network that the objective is of.</param>
    /// <param name="reference">Those of a network in double precision, in the same order.</param>
    /// <param name="loss">The loss of that network.</param>
    /// <param name="x">Inputs.</param>
    /// <param name="y">Targets.</param>
    public static void WithAutograd(
        IObjective objective, IEnumerable<Parameter> parameters, IReadOnlyList<Parameter> reference, Func<Tensor,
            Tensor, Tensor> loss, Tensor x, Tensor y)
    {
        using var autograd = new AutogradObjective(reference, loss);
        double tolerance = Tolerance(x.dtype);
        double expected = autograd.Evaluate(x.to(ScalarType.Float64), y.to(ScalarType.Float64));
        double[] gradient = [.. reference.SelectMany(p => p.grad!.Doubles())];
        double scale = gradient.Max(Math.Abs);

        Close.To(expected, objective.Evaluate(x, y), tolerance, tolerance);
        Close.To(gradient, [.. parameters.SelectMany(p => p.grad!.Doubles())], 0, tolerance * scale);
    }
}
