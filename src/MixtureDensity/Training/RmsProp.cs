using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
            p.dtype == torch.ScalarType.Float32
                ? (Array)new Vector<float>[VectorsFor<float>((int)p.numel())]
                : new Vector<double>[VectorsFor<double>((int)p.numel())])];
    }

    /// <summary>v of a parameter, padded with 0 to whole vectors.</summary>
    internal ReadOnlySpan<T> Squares<T>(int parameter)
        where T : unmanaged => MemoryMarshal.Cast<Vector<T>, T>((Vector<T>[])_squares[parameter]);

    private protected override void Move<T>(int parameter, Span<T> θ, ReadOnlySpan<T> gradient)
    {
        var squares = (Vector<T>[])_squares[parameter];
        int whole = θ.Length / Vector<T>.Count;
        Move(MemoryMarshal.Cast<T, Vector<T>>(θ), MemoryMarshal.Cast<T, Vector<T>>(gradient), squares);
        if (whole == squares.Length)
            return;
        Vector<T> last = Rest<T>(θ), slope = Rest(gradient);
        Move(new Span<Vector<T>>(ref last), new ReadOnlySpan<Vector<T>>(in slope), squares.AsSpan(whole));
        StoreRest(last, θ);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Move<T>(Span<Vector<T>> θ, ReadOnlySpan<Vector<T>> gradient, Span<Vector<T>> squares)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Of one length, so that no index is checked.
        gradient = gradient[..θ.Length];
        squares = squares[..θ.Length];
        Vector<T> least = Constant<T>(Epsilon), negligible = new(Negligible<T>.Gradient),
            negligibleSquare = new(Negligible<T>.Square);
        Vector<T> keep = Constant<T>(_alpha), take = Constant<T>(1 - _alpha), length = Constant<T>(LearningRate);
        for (int i = 0; i < θ.Length; i++)
        {
            Vector<T> g = ZeroWithin(gradient[i], negligible);
            Vector<T> square = ZeroWithin(keep * squares[i] + take * (g * g), negligibleSquare);
            squares[i] = square;
            θ[i] -= length * g / (Vector.SquareRoot(square) + least);
        }
    }
}
