using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// An optimizer of parameters on the CPU that may step while another thread collects garbage: <see cref="AdamW"/> or
/// <see cref="RmsProp"/>.
/// </summary>
/// <remarks>
/// TorchSharp's own optimizers are not safe beside a garbage collection (see the implicit scalars in
/// docs/architecture.md), and for a small network their operations on tensors take a sixth of a step. These step in
/// plain memory. Gradients, moving averages and, by AdamW, parameters below 1e-8 ε, with ε the precision of the
/// parameters, are set to 0.
/// </remarks>
public abstract class CpuOptimizer : optim.Optimizer, optim.ILearningRateController
{
    private readonly Parameter[] _parameters;

    private protected CpuOptimizer(IEnumerable<Parameter> parameters, double learningRate)
        : base(IntPtr.Zero)
    {
        if (!(learningRate > 0 && double.IsFinite(learningRate)))
            throw new ArgumentOutOfRangeException(nameof(learningRate), learningRate, "η is finite and more than 0.");
        (_parameters, LearningRate, InitialLearningRate) = ([.. parameters], learningRate, learningRate);
        if (_parameters.FirstOrDefault(p =>
            p.dtype is not (ScalarType.Float32 or ScalarType.Float64) || p.device_type != DeviceType.CPU) is { } other)
            throw new ArgumentException(
                $"A parameter is {other.dtype} on {other.device}; this optimizer takes Float32 or Float64 on the CPU. "
                    + "On another device use torch.optim.",
                nameof(parameters));
    }

    /// <summary>η.</summary>
    public double LearningRate { get; set; }

    /// <summary>η at the start, for learning-rate schedulers.</summary>
    public double InitialLearningRate { get; set; }

    /// <summary>A single group: all parameters have one learning rate.</summary>
    public override IEnumerable<optim.ILearningRateController> ParamGroups => [this];

    /// <inheritdoc/>
    public override IEnumerable<Parameter> parameters() => _parameters;

    /// <summary>Sets the gradients to 0, in place.</summary>
    public override void zero_grad()
    {
        foreach (Parameter parameter in _parameters)
        {
            using Tensor? gradient = parameter.grad;
            gradient?.bytes.Clear();
        }
    }

    /// <summary>Takes a step with the current gradients; parameters without a gradient do not change.</summary>
    /// <param name="closure">Computes the gradients and the loss before the step; may be null.</param>
    /// <returns>The loss; null without a closure.</returns>
    /// <exception cref="InvalidOperationException">The network was moved or converted by <c>.to(...)</c> after the
    /// optimizer was made.</exception>
    public override Tensor step(Func<Tensor>? closure = null)
    {
        AutogradObjective.RequirePresent(_parameters, "optimizer");
        Tensor? loss = closure?.Invoke();
        for (int i = 0; i < _parameters.Length; i++)
        {
            using Tensor? gradient = _parameters[i].grad;
            if (gradient is null)
                continue;
            if (_parameters[i].dtype == ScalarType.Float32)
                Move(i, Entries<float>(_parameters[i]), Entries<float>(gradient));
            else
                Move(i, Entries<double>(_parameters[i]), Entries<double>(gradient));
        }
        return loss!;
    }

    /// <summary>Updates one parameter.</summary>
    /// <param name="parameter">Its index, from 0.</param>
    /// <param name="θ">Its values.</param>
    /// <param name="gradient">Their gradient.</param>
    private protected abstract void Move<T>(int parameter, Span<T> θ, ReadOnlySpan<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>;

    private static Span<T> Entries<T>(Tensor tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.bytes);
}
