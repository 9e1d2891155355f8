namespace MixtureDensity;

/// <summary>An input with values that the training rows did not cover.</summary>
/// <param name="Input">The input.</param>
/// <param name="Rows">The number of rows with such a value.</param>
/// <param name="Example">The first such value.</param>
public sealed record UncoveredInput(InputEncoding Input, long Rows, string Example);
