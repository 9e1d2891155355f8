namespace MixtureDensity;

/// <summary>A network's outputs for a block of rows, with the targets and weights of the rows.</summary>
/// <param name="Outputs">The outputs, [outputs, rows].</param>
/// <param name="Targets">The targets as the head takes them, [lines, rows]; see <see cref="IHead{T}.Targets"/>.</param>
/// <param name="Weights">The weights of the rows' losses, [rows]; 0 for the padding at the end.</param>
internal sealed record OutputBlock<T>(T[] Outputs, T[] Targets, T[] Weights);
