using MixtureDensity;
using TorchSharp;
using static TorchSharp.torch;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>
/// Epochs of a fit to a large table, in two ways: 8 inputs, hidden layers of 64 and 64, 24 components, batches of 1024.
/// </summary>
internal sealed class FitEpochs : IDisposable
{
    private const int Inputs = 8;
    private const int Components = 24;
    private const int BatchSize = 1024;
    private const int Epochs = 4;
    private const int HeldOut = 64;
    private static readonly int[] Hidden = [64, 64];

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Generator _generator = new(1);
    private readonly int _rows;
    private readonly Tensor _x;
    private readonly Tensor _y;

    /// <param name="rows">N.</param>
    public FitEpochs(int rows)
    {
        _rows = rows;
        _x = randn([rows, Inputs], generator: _generator);
        _y = _x.sin().sum(1, keepdim: true) + 0.3 * randn([rows, 1], generator: _generator);
    }

    /// <summary>As a user of TorchSharp would write it.</summary>
    public void Idiomatic()
    {
        using var all = NewDisposeScope();
        using var network = new IdiomaticMixtureNetwork(Inputs, Hidden, Components, () => nn.SiLU());
        using var optimizer = optim.AdamW(network.parameters(), lr: 3e-3, weight_decay: 1e-2);
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            Tensor order = randperm(_rows, generator: _generator);
            for (int from = 0; from + BatchSize <= _rows; from += BatchSize)
            {
                using var scope = NewDisposeScope();
                Tensor batch = order.narrow(0, from, BatchSize);
                Tensor loss = network.Loss(_x.index_select(0, batch), _y.index_select(0, batch));
                optimizer.zero_grad();
                loss.backward();
                nn.utils.clip_grad_norm_(network.parameters(), 5);
                optimizer.step();
                loss.ToDouble();
            }
        }
    }

    /// <summary>As <c>fit</c> does it, with a few rows held out.</summary>
    public void Ours()
    {
        using var all = NewDisposeScope();
        using var network = new MixtureDensityNetwork(Inputs, Hidden, Components, activation: Activation.SiLU,
            generator: _generator);
        var options = new TrainingOptions { Steps = Epochs * (_rows / BatchSize), BatchSize = BatchSize };
        NetworkTrainer.Train(network, _x, _y, _x.narrow(0, 0, HeldOut), _y.narrow(0, 0, HeldOut), options, _generator);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }
}
