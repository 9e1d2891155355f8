using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// Several networks, each fitted without one fold of the rows: together an ensemble that has seen every row, and for every row
/// one network that has not.
/// </summary>
internal sealed record CrossFit(IReadOnlyList<CrossFit.Member> Members)
{
    // What lies outside, in standard deviations of the target, helps no row and can overflow. Only a value that hardly ever
    // occurs makes the deviation so small beside the grid that the grid's floor is higher.
    private const double LargestLogScale = 5;
    private const double SmallestScale = 5e-5;

    /// <summary>A network, the rows it was not fitted to, and how its fit went.</summary>
    public sealed record Member(MixtureDensityNetwork Network, int[] HeldOut, FitResult Result);

    /// <summary>Frees the networks.</summary>
    public void DisposeNetworks()
    {
        foreach (Member member in Members)
            member.Network.Dispose();
    }

    /// <summary>Fits the networks side by side, each on one thread, so that the number of cores changes nothing but the time.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="x">Encoded inputs, [N, width].</param>
    /// <param name="y">Standardised targets, [N, D].</param>
    /// <param name="options">What the networks are.</param>
    /// <param name="progress">Told of every evaluation of a fold, and whether it was the last, from several threads.</param>
    /// <param name="cancellation">Stops the fits; networks that have learnt nothing by then are left out.</param>
    public static CrossFit Run(
        TableSchema schema, Tensor x, Tensor y, ModelOptions options, Action<int, FitProgress, bool>? progress, CancellationToken cancellation)
    {
        int rows = (int)x.shape[0];
        int[][] folds = Folds.Of(rows, options.Folds, options.Seed);
        var members = new Member?[folds.Length];
        int threads = get_num_threads();
        set_num_threads(1);
        try
        {
            Parallel.For(0, folds.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, fold =>
            {
                if (cancellation.IsCancellationRequested)
                    return;
                using var scope = NewDisposeScope();
                using var generator = new Generator((ulong)((long)options.Seed * options.Folds + fold));
                MixtureDensityNetwork network = NewNetwork(schema, options, generator);
                Tensor heldOut = tensor(folds[fold]), rest = tensor([.. Enumerable.Range(0, rows).Except(folds[fold])]);
                FitResult result = Fitter.Fit(
                    network, x.index_select(0, rest), y.index_select(0, rest), x.index_select(0, heldOut), y.index_select(0, heldOut), options.Fit,
                    generator, progress is null ? null : new Relay(value => progress(fold, value, false)), cancellation);
                progress?.Invoke(fold, result.Curve[^1], true);
                members[fold] = new Member(network, folds[fold], result);
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is DivergenceException))
        {
            throw e.InnerExceptions[0];
        }
        finally
        {
            set_num_threads(threads);
        }
        return new CrossFit([.. members.OfType<Member>().Where(m => m.Result.BestStep > 0 || !m.Result.WasCancelled)]);
    }

    /// <summary>The least σ that may be had of a target, in its standard deviations: half of the grid that its values lie on.</summary>
    public static double LeastScale(TargetColumn target) => target.Spacing > 0 ? 0.5 * target.Spacing / target.Deviation : SmallestScale;

    private static MixtureDensityNetwork NewNetwork(TableSchema schema, ModelOptions options, Generator generator)
    {
        double floor = Math.Log(schema.Targets.Min(LeastScale));
        return new MixtureDensityNetwork(
            schema.Width, options.Hidden, options.Components, schema.Targets.Count,
            schema.Targets.Count > 1 ? Covariance.Full : Covariance.Diagonal, Activation.SiLU, (floor, Math.Max(LargestLogScale, floor + 1)), generator: generator);
    }

    private sealed class Relay(Action<FitProgress> report) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => report(value);
    }
}
