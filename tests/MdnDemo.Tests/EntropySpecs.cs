using MdnDemo.Experiments;

namespace MdnDemo.Tests;

public class EntropySpecs
{
    private const double Bound = 10.5;

    [Fact]
    public void It_is_the_number_that_is_known() => Assert.Equal(1.288, Entropy.OfInverse(), 0.0005);

    [Fact]
    public void It_is_the_mean_of_minus_log_p_over_the_joint_density()
    {
        // −∫∫ p(u, v) ln p(u|v) du dv on a grid, straight from the definition.
        const double du = 0.02, dv = 0.1;
        double[] inputs = [.. Grid(-Bound, Bound, du)];
        double integral = 0;
        foreach (double v in Grid(-21, 21, dv))
        {
            double[] joint = [.. inputs.Select(u => Joint(u, v))];
            double marginal = joint.Sum() * du;
            integral -= joint.Where(p => p > 0).Sum(p => p * Math.Log(p / marginal)) * du * dv;
        }

        Assert.Equal(integral, Entropy.OfInverse(), 1e-4);
    }

    [Fact]
    public void It_is_what_knowing_the_curve_costs_on_average()
    {
        // Points drawn from the problem, scored with the true p(u|v); the bound is 4 standard errors of the mean.
        var random = new Random(1);
        double[] inputs = [.. Grid(-Bound, Bound, 0.02)];
        double[] costs = [.. Enumerable.Range(0, 5000).Select(_ =>
        {
            double u = (random.NextDouble() * 2 - 1) * Bound;
            double noise =
                Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            double v = Curve(u) + noise;
            return -Math.Log(Joint(u, v) / (inputs.Sum(w => Joint(w, v)) * 0.02));
        })];
        double mean = costs.Average();
        double error = Math.Sqrt(costs.Average(c => (c - mean) * (c - mean)) / costs.Length);

        Assert.InRange(error, 0.001, 0.02);
        Assert.Equal(mean, Entropy.OfInverse(), 4 * error);
    }

    private static double Curve(double u) => 7 * Math.Sin(0.75 * u) + 0.5 * u;

    private static double Joint(double u, double v) =>
        1 / (2 * Bound) * Math.Exp(-0.5 * Math.Pow(v - Curve(u), 2)) / Math.Sqrt(2 * Math.PI);

    /// <summary>The middles of equal steps.</summary>
    private static IEnumerable<double> Grid(double from, double to, double step) =>
        Enumerable.Range(0, (int)Math.Round((to - from) / step)).Select(i => from + (i + 0.5) * step);
}
