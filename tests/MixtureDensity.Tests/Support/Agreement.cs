using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Support;

/// <summary>Holds an objective against autograd, in double precision and on a network of the same weights.</summary>
internal static class Agreement
{
    /// <summary>How far two ways to the same number may part, relative to the largest of them.</summary>
    public static double Tolerance(ScalarType dtype) => dtype == ScalarType.Float32 ? 1e-5 : 1e-10;

    // Where rounding errors grow, as behind a triangle that is nearly singular, they grow in autograd too.
    private const double AsGoodAsAutograd = 3;

    /// <summary>
    /// Checks the loss, and every entry of the gradient relative to the largest entry, or to the error of autograd in
    /// the same precision where that is larger.
    /// </summary>
    /// <param name="objective">The objective of the parameters.</param>
    /// <param name="parameters">Those of the network that the objective is of.</param>
    /// <param name="reference">Those of a network in double precision, in the same order.</param>
    /// <param name="loss">The loss of that network.</param>
    /// <param name="ownLoss">The same loss of the network that the objective is of.</param>
    /// <param name="x">Inputs.</param>
    /// <param name="y">Targets.</param>
    public static void WithAutograd(
        IObjective objective, IReadOnlyList<Parameter> parameters, IReadOnlyList<Parameter> reference,
        Func<Tensor, Tensor, Tensor> loss, Func<Tensor, Tensor, Tensor> ownLoss, Tensor x, Tensor y)
    {
        using AutogradObjective autograd = new(reference, loss), own = new(parameters, ownLoss);
        double tolerance = Tolerance(x.dtype);
        double expected = autograd.Evaluate(x.to(ScalarType.Float64), y.to(ScalarType.Float64));
        double[] gradient = Gradient(reference);
        own.Evaluate(x, y);
        double error = Gradient(parameters).Zip(gradient, (a, b) => Math.Abs(a - b)).Max();
        foreach (Parameter parameter in parameters)
            parameter.grad!.fill_(double.NaN);
        double allowed = Math.Max(tolerance * gradient.Max(Math.Abs), AsGoodAsAutograd * error);

        Close.To(expected, objective.Evaluate(x, y), tolerance, tolerance);
        Close.To(gradient, Gradient(parameters), 0, allowed);

        static double[] Gradient(IEnumerable<Parameter> parameters) =>
            [.. parameters.SelectMany(p => p.grad!.Doubles())];
    }
}
