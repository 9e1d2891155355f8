using System.Runtime.Intrinsics;

namespace MixtureDensity;

// How the density changes at a point.
public sealed partial class ScalarMixture
{
    /// <summary>
    /// The derivatives of √(2π) p at a point, with the smallest σ as the unit, and what each component does to them.
    /// </summary>
    private readonly ref struct PointDerivatives
    {
        private readonly double _unit;
        private readonly double _thirdDerivativeBound;

        /// <summary>Looks at a point.</summary>
        /// <param name="mixture">The mixture.</param>
        /// <param name="x">The point.</param>
        /// <param name="room">Where to keep the terms.</param>
        public PointDerivatives(ScalarMixture mixture, double x, Span<double> room)
        {
            X = x;
            Terms = room;
            _unit = mixture._smallestScale;
            _thirdDerivativeBound = mixture._thirdDerivativeBound;
            Vector512<double> slope = default, second = default, third = default, size = default;
            Vector512<double> at = Vector512.Create(x), three = Vector512.Create(3.0);
            int n = mixture._means.Length;
            double[] least = mixture.MinBellsOfPeaks;
            for (int k = 0; k < n; k += Lanes)
            {
                Vector512<double> relativePrecision = Vector512.Create(mixture._relativePrecisions, k);
                Vector512<double> z =
                    (at - Vector512.Create(mixture._means, k)) * Vector512.Create(mixture._reciprocals, k),
                    square = z * z;
                Vector512<double> share = Bells(z, least, k) * Vector512.Create(mixture._peaks, k);
                Vector512<double> pull = z * share,
                    ownSecond = (square - Vector512<double>.One) * (share * relativePrecision);
                z.CopyTo(room[k..]);
                ownSecond.CopyTo(room[(n + k)..]);
                slope -= pull;
                size += Vector512.Abs(pull);
                second += ownSecond;
                third += (three - square) * pull * (relativePrecision * relativePrecision);
            }
            Slope = Vector512.Sum(slope);
            SecondDerivative = Vector512.Sum(second);
            Size = Vector512.Sum(size);
            ThirdDerivative = Vector512.Sum(third);
            Rises = Math.Abs(Slope) > Rounding * Size ? Slope > 0 : mixture.LogDensityAndSlope(x).Slope > 0;
        }

        /// <summary>The point.</summary>
        public double X { get; }

        /// <summary>The first derivative.</summary>
        public double Slope { get; }

        /// <summary>The sizes of the components' parts of the slope, added up.</summary>
        public double Size { get; }

        /// <summary>Whether the slope is positive, be it lost in rounding or underflow.</summary>
        public bool Rises { get; }

        /// <summary>The second derivative.</summary>
        public double SecondDerivative { get; }

        /// <summary>The third derivative.</summary>
        public double ThirdDerivative { get; }

        /// <summary>Each component's z, and then its part of the second.</summary>
        public Span<double> Terms { get; }

        /// <summary>How many terms the components of a mixture have.</summary>
        public static int TermsFor(ScalarMixture mixture) => 2 * mixture._means.Length;

        /// <summary>The slope about an extremum, with the sign that makes it rise, over y in its own unit.</summary>
        public LocalExpansion LocalExpansion(bool isMaximum)
        {
            double sign = isMaximum ? -1 : 1;
            return new LocalExpansion(X, sign * Slope, sign * SecondDerivative / _unit,
                sign * ThirdDerivative / (_unit * _unit), _thirdDerivativeBound / (_unit * _unit * _unit));
        }
    }
}
