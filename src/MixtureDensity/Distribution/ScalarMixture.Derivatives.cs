using System.Runtime.Intrinsics;

namespace MixtureDensity;

// Derivatives of the density.
public sealed partial class ScalarMixture
{
    /// <summary>The derivatives of √(2π) p at a point in units of the smallest σ, and the components' terms.</summary>
    private readonly ref struct PointDerivatives
    {
        private readonly double _unit;
        private readonly double _thirdDerivativeBound;

        /// <summary>Computes the derivatives.</summary>
        /// <param name="mixture">The mixture.</param>
        /// <param name="x">The point.</param>
        /// <param name="buffer">The memory for the components' terms, <see cref="TermsFor"/> numbers.</param>
        public PointDerivatives(ScalarMixture mixture, double x, Span<double> buffer)
        {
            X = x;
            Distances = buffer[..(buffer.Length / 2)];
            Curvatures = buffer[(buffer.Length / 2)..];
            _unit = mixture._smallestScale;
            _thirdDerivativeBound = mixture._thirdDerivativeBound;
            Vector256<double> slope = default, second = default, third = default, size = default;
            Vector256<double> at = Vector256.Create(x), three = Vector256.Create(3.0);
            Span<Vector256<double>> distances = Vectors(Distances), curvatures = Vectors(Curvatures);
            ReadOnlySpan<Vector256<double>> means = Vectors(mixture._means), weights = Vectors(mixture._slopeWeights);
            ReadOnlySpan<Vector256<double>> reciprocals = Vectors(mixture._reciprocals);
            ReadOnlySpan<Vector256<double>> precisions = Vectors(mixture._relativePrecisions);
            ReadOnlySpan<Vector256<double>> minKernels = Vectors(mixture.MinDerivativeKernels);
            for (int i = 0; i < means.Length; i++)
            {
                Vector256<double> z = (at - means[i]) * reciprocals[i], square = z * z, precision = precisions[i];
                Vector256<double> share = Kernels(z, minKernels[i]) * weights[i], pull = z * share;
                Vector256<double> curvature = (square - Vector256<double>.One) * (share * precision);
                distances[i] = z;
                curvatures[i] = curvature;
                slope -= pull;
                size += Vector256.Abs(pull);
                second += curvature;
                third += (three - square) * pull * (precision * precision);
            }
            Slope = Vector256.Sum(slope);
            SecondDerivative = Vector256.Sum(second);
            AbsoluteSlope = Vector256.Sum(size);
            ThirdDerivative = Vector256.Sum(third);
            double slopeOrLogSlope =
                Math.Abs(Slope) > RoundingError * AbsoluteSlope ? Slope : mixture.LogDensityAndSlope(x).Slope;
            IsIncreasing = slopeOrLogSlope > 0;
        }

        /// <summary>The point.</summary>
        public double X { get; }

        /// <summary>The first derivative.</summary>
        public double Slope { get; }

        /// <summary>
        /// The sum of the absolute values of the components' slopes, for a bound of the rounding error.
        /// </summary>
        public double AbsoluteSlope { get; }

        /// <summary>
        /// Whether the density increases, which is known even if the slope is lost to rounding or underflow.
        /// </summary>
        public bool IsIncreasing { get; }

        /// <summary>The second derivative.</summary>
        public double SecondDerivative { get; }

        /// <summary>The third derivative.</summary>
        public double ThirdDerivative { get; }

        /// <summary>The z of all components.</summary>
        public Span<double> Distances { get; }

        /// <summary>The second derivatives of all components.</summary>
        public Span<double> Curvatures { get; }

        /// <summary>How many numbers the terms are.</summary>
        public static int TermsFor(ScalarMixture mixture) => 2 * mixture._means.Length;

        /// <summary>±p′ near an extremum, with the sign that makes it increase, in units of y.</summary>
        public LocalExpansion LocalExpansion(bool isMaximum)
        {
            double sign = isMaximum ? -1 : 1;
            return new LocalExpansion(X, sign * Slope, sign * SecondDerivative / _unit,
                sign * ThirdDerivative / (_unit * _unit), _thirdDerivativeBound / (_unit * _unit * _unit));
        }
    }
}
