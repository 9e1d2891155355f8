using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The weights of a network at one time, to go back to.</summary>
internal sealed class Snapshot
{
    private readonly Parameter[] _parameters;
    private readonly Tensor[] _copies;

    public Snapshot(Parameter[] parameters)
    {
        _parameters = parameters;
        _copies = [.. parameters.Select(p => p.detach().clone())];
    }

    public void Take() => Copy(_parameters, _copies);

    public void Restore() => Copy(_copies, _parameters);

    private static void Copy(Tensor[] from, Tensor[] to)
    {
        using var noGrad = no_grad();
        foreach (var (source, target) in from.Zip(to))
            target.copy_(source);
    }
}
