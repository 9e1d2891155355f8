using CsCheck;
using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Objectives;

public sealed class ObservedMixtureHeadTests
{
    private const double Infinity = double.PositiveInfinity;

    /// <summary>Rows, each with the cell of its value, its point mass and its constant, and outputs for them.</summary>
    private sealed record Case(int Normals, int Masses, (double Lower, double Upper) Bounds, Row[] Rows,
        double[] Outputs)
    {
        public int Components => Normals + Masses;

        public override string ToString() =>
            $"{Normals}+{Masses} in {Bounds}: {string.Join(' ', Rows)}; {string.Join(' ', Outputs)}";
    }

    private sealed record Row(double Centre, double Width, int Mass, double Constant);

    private static readonly Gen<(double, double)> Bounds = Mixtures.OneOf(
        (-Infinity, Infinity), (-2.5, Infinity), (-Infinity, 2.5), (-2.5, 2.5));

    private static readonly Gen<Case> Cases =
        from normals in Gen.Int[1, 4]
        from masses in Gen.Int[0, 2]
        from bounds in Bounds
        from rows in
            (from centre in Gen.Double[-2, 2]
             from width in Gen.OneOf(Gen.Const(0.0), Gen.Double[1e-3, 1], Gen.Double[0.1, 0.9])
             from mass in Gen.Int[-1, masses - 1]
             from constant in Gen.Double[-3, 3]
             // A point mass without a grid has no normal component beside it.
             select new Row(centre, mass >= 0 && width == 0 ? -1 : width, mass, constant)).Array[1, 11]
        from outputs in Gen.Double[-1.5, 1.5].Array[rows.Length * 3 * (normals + masses)]
        select new Case(normals, masses, bounds, rows, outputs);

    [Fact]
    public void The_loss_is_the_sum_of_components_by_quadrature() => Cases.Check(
        c =>
        {
            double expected = 0;
            for (int n = 0; n < c.Rows.Length; n++)
                expected -= Weight(n) * LogLikelihood(c, n);
            Close.To(expected, Run(c, c.Outputs).Loss, 1e-6, 1e-6);
        }, times: 300);

    [Fact]
    public void The_gradient_is_that_of_finite_differences() => Cases.Check(
        c =>
        {
            const double Step = 1e-4;
            double[] gradient = Run(c, c.Outputs).Gradient;
            for (int i = 0; i < c.Outputs.Length; i++)
            {
                double At(double by)
                {
                    double[] moved = [.. c.Outputs];
                    moved[i] += by;
                    return Run(c, moved).Loss;
                }
                Close.To((At(Step) - At(-Step)) / (2 * Step), gradient[i], 2e-4, 2e-4, $"in output {i}");
            }
        }, times: 100);

    [Fact]
    public void A_spike_on_a_cell_gains_no_more_than_all_of_its_probability()
    {
        // −log(P/h) with P = 1.
        var row = new Row(0, 0.25, -1, -Math.Log(0.25));
        double Loss(double s) => Run(new Case(1, 0, (-Infinity, Infinity), [row], []), [0, 0, s]).Loss / Weight(0);
        Assert.All(new[] { -1.0, -2, -4, -6, -9 }, s => Assert.True(Loss(s) >= Math.Log(0.25) - 1e-9));
        Close.To(Math.Log(0.25), Loss(-9), 1e-6);
    }

    [Fact]
    public void Components_far_outside_their_bounds_stay_finite()
    {
        foreach ((double, double) bounds in new[] { (0.0, Infinity), (-Infinity, 0.0), (0.0, 1.0) })
        {
            foreach (double mean in new[] { -1e6, 1e6, -40, 40 })
            {
                var row = new Row(bounds.Item1 == 0 ? 0.5 : -0.5, 0, -1, 0);
                var (loss, gradient) = Run(new Case(1, 0, bounds, [row], []), [0, mean, -3]);
                Assert.True(double.IsFinite(loss));
                Assert.All(gradient, g => Assert.True(double.IsFinite(g)));
            }
        }
    }

    private static double Weight(int row) => 0.5 + 0.1 * row;

    private static double LogLikelihood(Case c, int n)
    {
        int rows = c.Rows.Length, K = c.Components;
        double Output(int line) => c.Outputs[line * rows + n];
        Row row = c.Rows[n];
        double[] shares = [.. Enumerable.Range(0, K).Select(k => Math.Exp(Output(k)))];
        double sum = 0;
        for (int k = 0; k < K; k++)
        {
            double μ = Output(K + k), σ = Math.Exp(Output(2 * K + k)), P;
            if (k >= c.Normals)
                P = row.Mass == k - c.Normals ? 1 : 0;
            else if (row.Width < 0)
                P = 0;
            else if (row.Width == 0)
                P = Plain.NormalDensity(row.Centre, μ, σ);
            else
                P = Between(row.Centre - row.Width / 2, row.Centre + row.Width / 2);
            if (k < c.Normals)
                P /= Between(c.Bounds.Lower, c.Bounds.Upper);
            sum += shares[k] / shares.Sum() * P;

            double Between(double a, double b) =>
                Math.Exp(PlainInterval.LogProbability((a - μ) / σ, (b - μ) / σ));
        }
        return Math.Log(sum) + row.Constant;
    }

    /// <summary>The head's loss and gradient, with the rows padded to whole vectors by weight 0.</summary>
    private static (double Loss, double[] Gradient) Run(Case c, double[] outputs)
    {
        int rows = c.Rows.Length, width = (rows + 7) / 8 * 8;
        var head = new ObservedMixtureHead<double>(c.Components, c.Masses, c.Bounds, (-10, 10));
        var padded = new double[3 * c.Components * width];
        var lines = new double[ObservedTargets.Lines * width];
        var weights = new double[width];
        for (int n = 0; n < width; n++)
        {
            int from = Math.Min(n, rows - 1);
            Row row = c.Rows[from];
            for (int line = 0; line < 3 * c.Components; line++)
                padded[line * width + n] = outputs[line * rows + from];
            lines[ObservedTargets.Centre * width + n] = row.Centre;
            lines[ObservedTargets.Width * width + n] = row.Width;
            lines[ObservedTargets.Mass * width + n] = row.Mass;
            lines[ObservedTargets.Constant * width + n] = row.Constant;
            weights[n] = n < rows ? Weight(n) : 0;
        }
        double loss = head.Differentiate(padded, lines, weights);
        double[] gradient = [.. Enumerable.Range(0, 3 * c.Components)
            .SelectMany(line => padded.AsSpan(line * width, rows).ToArray())];
        return (loss, gradient);
    }
}
