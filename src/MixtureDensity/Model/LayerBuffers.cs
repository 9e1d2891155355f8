namespace MixtureDensity;

/// <summary>Memory for the values of a layer, of the next one, and of the gates of an activation.</summary>
/// <param name="First">The values of one layer, [rows, stride].</param>
/// <param name="Second">Those of the next.</param>
/// <param name="Gates">The gates.</param>
internal readonly record struct LayerBuffers(Memory<float> First, Memory<float> Second, Memory<float> Gates);
