using System.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static MixtureDensity.VectorMath;

namespace MixtureDensity;

/// <summary>RMSprop for parameters on the CPU: v ← α v + (1 − α) g², θ ← θ − η g/(√v + ε), with ε = 1e-8.</summary>
/// <remarks>
/// It may step while another thread collects garbage, see <see cref="CpuOptimizer"/>.
/// Source: T. Tieleman and G. Hinton, "Lecture 6.5: RMSProp", 2012.
/// </remarks>
public sealed class RmsProp : CpuOptimizer
{
    private const double Epsilon = 1e-8;

    private readonly Array[] _squares;
    private readonly double _alpha;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="parameters">The parameters, contiguous, on the CPU, of Float32 or Float64.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="alpha">α, at least 0 and less than 1.</param>
    /// <exception cref="ArgumentException">A constant is out of range, or a parameter is of another type or on another
    /// device.</exception>
    public RmsProp(IEnumerable<Parameter> parameters, double learningRate = 0.01, double alpha = 0.99)
        : base(parameters, learningRate)
    {
        if (alpha is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "α is at least 0 and less than 1.");
        _alpha = alpha;
        _squares = [.. this.parameters().Select(p =>
            p.dtype == torch.ScalarType.Float32 ? (Array)new float[p.numel()] : new double[p.numel()])];
    }

    /// <summary>v of each parameter.</summary>
    internal IReadOnlyList<Array> Squares => _squares;

    private protected override void Move<T>(int parameter, Span<T> θ, ReadOnlySpan<T> gradient)
    {
        Span<T> squares = (T[])_squares[parameter];
        Vector<T> least = Constant<T>(Epsilon), negligible = new(Negligible<T>.Gradient),
            negligibleSquare = new(Negligible<T>.Square);
        Vector<T> keep = Constant<T>(_alpha), take = Constant<T>(1 - _alpha), length = Constant<T>(LearningRate);
        for (int i = 0; i < θ.Length; i += Vector<T>.Count)
        {
            Vector<T> g = ZeroWithin(Load(gradient, i), negligible);
            Vector<T> square = ZeroWithin(keep * Load<T>(squares, i) + take * (g * g),
                negligibleSquare);
            Store(square, squares, i);
            Store(Load<T>(θ, i) - length * g / (Vector.SquareRoot(square) + least), θ, i);
        }
    }
}
