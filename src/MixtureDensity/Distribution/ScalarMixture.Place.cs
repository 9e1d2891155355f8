using System.Runtime.Intrinsics;

namespace MixtureDensity;

// How the density changes at a point.
public sealed partial class ScalarMixture
{
    /// <summary>The derivatives of √(2π) p at a point, with the smallest σ as the unit, and what each component does to them.</summary>
    private readonly ref struct Place
    {
        /// <summary>So many terms are kept on the stack.</summary>
        public const int FewTerms = 128;

        private readonly double _unit;

        /// <summary>Looks at a point.</summary>
        /// <param name="mixture">The mixture.</param>
        /// <param name="x">The point.</param>
        /// <param name="room">Where to keep the terms.</param>
        public Place(ScalarMixture mixture, double x, Span<double> room)
        {
            X = x;
            Terms = room;
            _unit = mixture._finest;
            Vector512<double> slope = default, bend = default, size = default, twist = default;
            Vector512<double> at = Vector512.Create(x), three = Vector512.Create(3.0);
            int n = mixture._means.Length;
            for (int k = 0; k < n; k += Lanes)
            {
                Vector512<double> r = Vector512.Create(mixture._reciprocals, k), sharpness = r * _unit;
                Vector512<double> z = (at - Vector512.Create(mixture._means, k)) * r, square = z * z;
                Vector512<double> share = StandardNormal.Bell(z) * Vector512.Create(mixture._weights, k) * sharpness;
                Vector512<double> pull = z * share * sharpness, distance = Vector512.Abs(pull);
                Vector512<double> turn = (square - Vector512<double>.One) * share * sharpness * sharpness;
                z.CopyTo(room[k..]);
                turn.CopyTo(room[(n + k)..]);
                slope -= pull;
                bend += turn;
                size += distance;
                twist += distance * (square + three) * sharpness * sharpness;
            }
            Slope = Vector512.Sum(slope);
            Bend = Vector512.Sum(bend);
            Size = Vector512.Sum(size);
            Twist = Vector512.Sum(twist);
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
        public double Bend { get; }

        /// <summary>The sizes of the components' parts of the third derivative, added up.</summary>
        public double Twist { get; }

        /// <summary>Each component's z, and then its part of the bend.</summary>
        public Span<double> Terms { get; }

        /// <summary>How many terms the components of a mixture have.</summary>
        public static int TermsFor(ScalarMixture mixture) => 2 * mixture._means.Length;

        /// <summary>The slope about an extremum, with the sign that makes it rise, over y in its own unit.</summary>
        public Elevation Elevation(bool isMaximum) =>
            new(X, isMaximum ? -Slope : Slope, (isMaximum ? -Bend : Bend) / _unit, Twist / (_unit * _unit));
    }
}
