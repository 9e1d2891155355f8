using CsCheck;
using MixtureDensity.Tests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Objectives;

/// <summary>How the weight of a row enters the loss.</summary>
public sealed class WeightedLossTests
{
    private static readonly Gen<(int[] Weights, ulong Seed)> Cases =
        Gen.Select(Gen.Int[0, 4].Array[1, 60], Gen.ULong[0, 1_000_000]);

    [Fact]
    public void A_row_of_weight_2_is_that_row_twice_and_one_of_weight_0_is_none() => Cases.Check(
        c =>
        {
            int[] repeated = [.. c.Weights.SelectMany((weight, row) => Enumerable.Repeat(row, weight))];
            if (repeated.Length == 0)
                return;
            using var scope = NewDisposeScope();
            var (network, x, y) = Problem(c.Weights.Length, c.Seed);
            using DenseObjective<double> objective = AnalyticObjective.NegativeLogLikelihood<double>(network, null);
            RowSet<double> rows = RowsOf(network, x, y);
            double expected = objective.Evaluate(rows, repeated);
            double[] gradient = Gradient(objective);
            RowSet<double> weighted = rows with { Weights = [.. c.Weights.Select(w => (double)w)] };
            // Both are sums over the number of rows that there are.
            double more = (double)repeated.Length / rows.Rows.Length;
            Close.To(more * expected, objective.Evaluate(weighted, rows.Rows), 1e-12, 1e-12);
            Close.To(more * expected, objective.Loss(weighted, rows.Rows), 1e-12, 1e-12);
            double scale = gradient.Max(Math.Abs);
            Close.To(gradient, [.. Gradient(objective).Select(g => g / more)], 1e-10, 1e-12 * scale);
        },
        times: 60);

    [Fact]
    public void The_gradient_is_that_of_finite_differences_of_the_weighted_loss()
    {
        const double Step = 1e-5;
        double[] weights = [0.2, 3, 0, 1.5, 0.3];
        var (network, x, y) = Problem(weights.Length, 3);
        using DenseObjective<double> objective = AnalyticObjective.NegativeLogLikelihood<double>(network, null);
        RowSet<double> rows = RowsOf(network, x, y) with { Weights = weights };
        Close.To(Loss(), objective.Evaluate(rows, rows.Rows), 1e-12);
        double[] gradient = Gradient(objective);
        Parameter parameters = objective.Parameters.Single();
        using var noGrad = no_grad();
        for (int i = 0; i < gradient.Length; i++)
        {
            double At(double by)
            {
                parameters[i].add_(by);
                double loss = Loss();
                parameters[i].sub_(by);
                return loss;
            }
            Close.To((At(Step) - At(-Step)) / (2 * Step), gradient[i], 1e-6, 1e-7, $"of parameter {i}");
        }

        // As the definition has it, by tensors.
        double Loss() => (-network.call(x).log_prob(y) * weights.As(ScalarType.Float64)).mean().Value();
    }

    [Fact]
    public void Many_rows_in_blocks_and_shards_keep_their_own_weights()
    {
        const int Rows = 5000;
        var (network, x, y) = Problem(Rows, 5);
        double[] weights = [.. Enumerable.Range(0, Rows).Select(i => i % 7 * 0.5)];
        int[] some = [.. Enumerable.Range(0, Rows).Where(i => i % 3 != 0).Reverse()];
        using DenseObjective<double> objective = AnalyticObjective.NegativeLogLikelihood<double>(network, null);
        RowSet<double> rows = RowsOf(network, x, y) with { Weights = weights };
        double[] losses = (-network.call(x).log_prob(y)).Doubles();
        Close.To(some.Average(row => weights[row] * losses[row]), objective.Evaluate(rows, some), 1e-10);
    }

    [Fact]
    public void A_validation_loss_is_the_weighted_mean_however_many_rows_are_computed_at_once()
    {
        const int Rows = 20_000;
        var (network, x, y) = Problem(Rows, 7);
        double[] weights = [.. Enumerable.Range(0, Rows).Select(i => i < 15_000 ? 0.1 : i % 5)];
        RowSet<double> rows = RowsOf(network, x, y) with { Weights = weights };
        double[] losses = (-network.call(x).log_prob(y)).Doubles();
        using var steps = new TrainingSteps<double>(network, rows, new TrainingOptions(), Make.Seed(1));
        Close.To(weights.Zip(losses, (w, l) => w * l).Sum() / weights.Sum(),
            steps.Loss(rows, CancellationToken.None), 1e-10);
    }

    [Fact]
    public void Weights_of_1_change_no_bit()
    {
        var (network, x, y) = Problem(500, 9);
        using DenseObjective<double> objective = AnalyticObjective.NegativeLogLikelihood<double>(network, null);
        RowSet<double> rows = RowsOf(network, x, y);
        double loss = objective.Evaluate(rows, rows.Rows);
        double[] gradient = Gradient(objective);
        RowSet<double> ones = rows with { Weights = [.. Enumerable.Repeat(1.0, 500)] };
        Assert.Equal(loss, objective.Evaluate(ones, rows.Rows));
        Assert.Equal(gradient, Gradient(objective));
    }

    /// <summary>A standardised network of two inputs and two targets, and rows for it.</summary>
    private static (MixtureDensityNetwork Network, Tensor X, Tensor Y) Problem(int rows, ulong seed)
    {
        Generator generator = Make.Seed(seed);
        Tensor x = randn([rows, 2], ScalarType.Float64, generator: generator),
            y = 3 * randn([rows, 2], ScalarType.Float64, generator: generator) + 40;
        var network = new MixtureDensityNetwork(2, [4], 2, 2, Covariance.Full, dtype: ScalarType.Float64,
            generator: generator);
        network.Standardize(cat([x, x + 1]), cat([y, y - 2]));
        return (network, x, y);
    }

    private static RowSet<double> RowsOf(MixtureDensityNetwork network, Tensor x, Tensor y) => new(
        new TensorRows<double>(x, network.InputStandardizer<double>()),
        new TensorRows<double>(y, network.TargetStandardizer<double>()));

    private static double[] Gradient(DenseObjective<double> objective) => objective.Parameters.Single().grad!.Doubles();
}
