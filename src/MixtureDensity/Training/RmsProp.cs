using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// RMSprop for parameters on the CPU: v ← α v + (1 − α) g², θ ← θ − η g/(√v + ε), as TorchSharp's own, without its
/// objects.
/// </summary>
/// <remarks>
/// TorchSharp's takes six operations on tensors, and for a small network those take a sixth of a step; and it makes an
/// object of
/// every number beside a tensor, which a garbage collection that another thread asks for may free while libtorch reads
/// it.
/// Source: T. Tieleman and G. Hinton, "Lecture 6.5: RMSProp", 2012.
/// </remarks>
public sealed class RmsProp : optim.Optimizer, optim.ILearningRateController
{
    private const double Epsilon = 1e-8;

    private readonly Parameter[] _parameters;
    private readonly Array[] _squares;
    private readonly double _alpha;

    /// <summary>Prepares to step.</summary>
    /// <param name="parameters">The parameters, contiguous, on the CPU, of Float32 or Float64.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="alpha">α, at least 0 and less than 1.</param>
    /// <exception cref="ArgumentException">A constant is out of range, or a parameter is of another type or on another
    /// device.</exception>
    public RmsProp(IEnumerable<Parameter> parameters, double learningRate = 0.01, double alpha = 0.99)
        : base(IntPtr.Zero)
    {
        if (!(learningRate > 0 && double.IsFinite(learningRate)))
            throw new ArgumentOutOfRangeException(nameof(learningRate), learningRate, "η is finite and more than 0.");
        if (alpha is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "α is at least 0 and less than 1.");
        (_parameters, LearningRate, InitialLearningRate, _alpha) = ([.. parameters], learningRate, learningRate, alpha);
        if (_parameters.FirstOrDefault(p =>
            p.dtype is not (ScalarType.Float32 or ScalarType.Float64) || p.device_type != DeviceType.CPU) is { } other)
            throw new ArgumentException(
                $"A parameter is {other.dtype} on {other.device}; this optimizer takes Float32 or Float64 on the CPU.",
                nameof(parameters));
        _squares = [.. _parameters
            .Select(p => p.dtype == ScalarType.Float32 ? (Array)new float[p.numel()] : new double[p.numel()])];
    }

    /// <summary>η.</summary>
    public double LearningRate { get; set; }

    /// <summary>η as it was at the start, for what schedules it.</summary>
    public double InitialLearningRate { get; set; }

    /// <summary>v of each parameter.</summary>
    internal IReadOnlyList<Array> Squares => _squares;

    /// <summary>All parameters, which have one learning rate.</summary>
    public override IEnumerable<optim.ILearningRateController> ParamGroups => [this];

    /// <inheritdoc/>
    public override IEnumerable<Parameter> parameters() => _parameters;

    /// <inheritdoc/>
    public override void zero_grad()
    {
        foreach (Parameter parameter in _parameters)
        {
            using Tensor? gradient = parameter.grad;
            gradient?.bytes.Clear();
        }
    }

    /// <summary>Takes a step down the gradients that are there.</summary>
    /// <param name="closure">Fills the gradients and gives the loss; nothing is called where it is null.</param>
    /// <returns>The loss; null where there is no closure.</returns>
    public override Tensor step(Func<Tensor>? closure = null)
    {
        Tensor? loss = closure?.Invoke();
        for (int i = 0; i < _parameters.Length; i++)
        {
            using Tensor? gradient = _parameters[i].grad;
            if (gradient is null)
                continue;
            if (_squares[i] is float[] single)
                Step(_parameters[i], gradient, single);
            else
                Step(_parameters[i], gradient, (double[])_squares[i]);
        }
        return loss!;
    }

    private void Step<T>(Tensor parameter, Tensor gradient, Span<T> squares)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> θ = MemoryMarshal.Cast<byte, T>(parameter.bytes);
        ReadOnlySpan<T> gradients = MemoryMarshal.Cast<byte, T>(gradient.bytes);
        Vector<T> least = Of<T>(Epsilon), negligible = new(Negligible<T>.Gradient),
            negligibleSquare = new(Negligible<T>.Square);
        Vector<T> keep = Of<T>(_alpha), take = Of<T>(1 - _alpha), length = Of<T>(LearningRate);
        for (int i = 0; i < θ.Length; i += Vector<T>.Count)
        {
            Vector<T> g = VectorMath.ZeroWithin(VectorMath.Load(gradients, i), negligible);
            Vector<T> square = VectorMath.ZeroWithin(keep * VectorMath.Load<T>(squares, i) + take * (g * g),
                negligibleSquare);
            VectorMath.Store(square, squares, i);
            VectorMath.Store(VectorMath.Load<T>(θ, i) - length * g / (Vector.SquareRoot(square) + least), θ, i);
        }
    }

    private static Vector<T> Of<T>(double value)
        where T : unmanaged, INumberBase<T> => new(T.CreateChecked(value));
}
