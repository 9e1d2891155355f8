namespace MdnDemo.Experiments;

/// <summary>A network in the middle of its training.</summary>
/// <param name="Epoch">The number of steps taken.</param>
/// <param name="Weights">Its parameters.</param>
internal sealed record Snapshot(int Epoch, DenseWeights Weights);
