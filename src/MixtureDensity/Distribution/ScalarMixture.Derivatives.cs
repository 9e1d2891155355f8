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
        /// <param name="buffer">The memory for <see cref="Terms"/>, <see cref="TermsFor"/> numbers.</param>
        public PointDerivatives(ScalarMixture mixture, double x, Span<double> buffer)
        {
            X = x;
            Terms = buffer;
            _unit = mixture._smallestScale;
            _thirdDerivativeBound = mixture._thirdDerivativeBound;
            Vector512<double> slope = default, second = default, third = default, size = default;
            Vector512<double> at = Vector512.Create(x), three = Vector512.Create(3.0);
            int n = mixture._means.Length;
            double[] minKernels = mixture.MinDerivativeKernels;
            for (int k = 0; k < n; k += Lanes)
            {
                Vector512<double> relativePrecision = Vector512.Create(mixture._relativePrecisions, k);
                Vector512<double> δ = at - Vector512.Create(mixture._means, k);
                Vector512<double> z = δ * Vector512.Create(mixture._reciprocals, k), square = z * z;
                Vector512<double> share = Kernels(z, minKernels, k) * Vector512.Create(mixture._slopeWeights, k);
                Vector512<double> pull = z * share;
                Vector512<double> ownSecond = (square - Vector512<double>.One) * (share * relativePrecision);
                z.CopyTo(buffer[k..]);
                ownSecond.CopyTo(buffer[(n + k)..]);
                slope -= pull;
                size += Vector512.Abs(pull);
                second += ownSecond;
                third += (three - square) * pull * (relativePrecision * relativePrecision);
            }
            Slope = Vector512.Sum(slope);
            SecondDerivative = Vector512.Sum(second);
            AbsoluteSlope = Vector512.Sum(size);
            ThirdDerivative = Vector512.Sum(third);
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

        /// <summary>The z of all components, then their second derivatives.</summary>
        public Span<double> Terms { get; }

        /// <summary>The length of <see cref="Terms"/>.</summary>
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
