using CsCheck;
using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Distribution;

public sealed class BracketedNewtonTests
{
    private const double Neighbourhood = 1e-3;

    [Fact]
    public void It_finds_the_root_of_a_smooth_function() =>
        Gen.Select(Gen.Double[-3, 3], Gen.Double[0.1, 20]).Check((root, steepness) =>
        {
            // Of tanh no third derivative is above 2.
            var tanh = new Function(
                x => Math.Tanh(steepness * (x - root)),
                x => steepness / Math.Pow(Math.Cosh(steepness * (x - root)), 2),
                x => -2 * steepness * steepness * Math.Tanh(steepness * (x - root)) / Math.Pow(
                    Math.Cosh(steepness * (x - root)), 2),
                2 * Math.Pow(steepness, 3));
            double found = BracketedNewton.Find(ref tanh, tanh.At(-4), tanh.At(5), 1e-12, Neighbourhood);
            Close.To(root, found, 1e-15, 1e-12);
            Assert.InRange(tanh.Calls, 2, 60);
        });

    [Fact]
    public void It_finds_a_step_that_no_slope_leads_to() => Gen.Double[-3, 3].Check(root =>
    {
        var step = new Function(x => x < root ? -1 : 1, _ => 0, _ => 0, 0);
        Close.To(root, BracketedNewton.Find(ref step, step.At(-4), step.At(5), 1e-12, Neighbourhood), 0, 1e-12);
    });

    [Fact]
    public void It_finds_the_end_of_an_infinite_fall()
    {
        var log = new Function(Math.Log, x => 1 / x, x => -1 / (x * x), 1e300);
        Close.To(1, BracketedNewton.Find(ref log, log.At(0), log.At(1e6), 1e-12, Neighbourhood), 0, 1e-12);
    }

    [Fact]
    public void It_returns_the_better_end_of_a_bracket_that_is_narrow_enough()
    {
        var line = new Function(x => x, _ => 1, _ => 0, 0);
        Assert.Equal(1e-14, BracketedNewton.Find(ref line, line.At(-2e-14), line.At(1e-14), 1e-12, Neighbourhood));
    }

    private struct Function(Func<double, double> value, Func<double, double> slope, Func<double, double> bend,
        double turn) : IIncreasingFunction
    {
        public int Calls { get; private set; }

        public LocalExpansion At(double x)
        {
            Calls++;
            return new LocalExpansion(x, value(x), slope(x), bend(x), turn);
        }
    }
}
