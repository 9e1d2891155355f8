using MixtureDensity;
using TorchSharp.Modules;

namespace MdnDemo.Experiments;

/// <summary>
/// Keeps the parameters of a network before the first step, after the last, and at logarithmically spaced steps
/// between, because a training changes most at its start. It does not influence the training.
/// </summary>
internal sealed class SnapshotRecorder : IProgress<EpochLoss>
{
    // The number of snapshots for an animation, and the numbers that fit into a page.
    private const int MaxSnapshots = 64;
    private const int MaxNumbers = 500_000;

    private readonly Parameter _parameters;
    private readonly IReadOnlyList<int> _widths;
    private readonly IProgress<EpochLoss>? _next;
    private readonly Queue<int> _due;
    private readonly List<Snapshot> _snapshots = [];

    /// <param name="objective">The objective of the training, with its parameters in one vector.</param>
    /// <param name="widths">The network's widths.</param>
    /// <param name="epochs">The number of steps.</param>
    /// <param name="next">Receives every epoch too.</param>
    public SnapshotRecorder(IObjective objective, IReadOnlyList<int> widths, int epochs, IProgress<EpochLoss>? next)
    {
        _parameters = objective.Parameters.Single();
        _widths = widths;
        _next = next;
        _due = new Queue<int>(EpochsFor(epochs, DenseWeights.Count(widths)));
    }

    /// <summary>The snapshots; none of a network that is too large for a page.</summary>
    public IReadOnlyList<Snapshot> Snapshots => _snapshots;

    /// <summary>The steps after which a network of a given size is kept.</summary>
    internal static IEnumerable<int> EpochsFor(int epochs, long parameters)
    {
        int count = (int)Math.Min(MaxSnapshots, MaxNumbers / parameters);
        return count < 2 ? []
            : [.. Enumerable.Range(0, count - 2)
                .Select(i => (int)Math.Round(Math.Pow(epochs, i / (count - 2.0)))).Prepend(0).Append(epochs)
                .Distinct().Order()];
    }

    public void Report(EpochLoss value)
    {
        KeepIfDue(value.Epoch);
        _next?.Report(value);
    }

    /// <summary>Keeps the network after its last step.</summary>
    public void Finish(int epochs) => KeepIfDue(epochs);

    private void KeepIfDue(int epoch)
    {
        if (_due.TryPeek(out int due) && due == epoch)
        {
            float[] values = _parameters.data<float>().ToArray();
            _snapshots.Add(new Snapshot(_due.Dequeue(), new DenseWeights(_widths, values)));
        }
    }
}
