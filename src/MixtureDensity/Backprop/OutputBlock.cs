namespace MixtureDensity;

/// <summary>A network's outputs for a block of rows, and what a head compares them with.</summary>
/// <param name="Outputs">The outputs, [outputs, rows].</param>
/// <param name="Targets">The lines of targets, [lines, rows].</param>
/// <param name="Weights">The weights of the rows' losses, [rows]; 0 for the padding at the end.</param>
internal sealed record OutputBlock<T>(T[] Outputs, T[] Targets, T[] Weights);
