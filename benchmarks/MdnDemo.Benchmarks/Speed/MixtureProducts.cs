using MdnDemo.Experiments;
using TorchSharp;
using static TorchSharp.torch;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>The five products of matrices that no step of <c>mdn</c> can do without: the floor.</summary>
internal sealed class MixtureProducts : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _x;
    private readonly Tensor _first;
    private readonly Tensor _h;
    private readonly Tensor _heads;
    private readonly Tensor _a;

    /// <param name="rows">N.</param>
    /// <param name="options">The sizes.</param>
    public MixtureProducts(int rows, MdnOptions options)
    {
        int outputs = 3 * options.Components;
        (_first, _x, _h) = (rand(options.Hidden, 1), rand(1, rows), rand(options.Hidden, rows));
        (_heads, _a) = (rand(outputs, options.Hidden), rand(outputs, rows));
    }

    /// <summary>Takes them: two of the way forward, three of the way back.</summary>
    public void Multiply()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _first.mm(_x);
        _heads.mm(_h);
        _a.mm(_h.t());
        _heads.t().mm(_a);
        _h.mm(_x.t());
    }

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();
}
