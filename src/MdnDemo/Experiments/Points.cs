namespace MdnDemo.Experiments;

/// <summary>Points of the plane, as a picture shows them.</summary>
/// <param name="X">Their x.</param>
/// <param name="Y">Their y, as many.</param>
internal sealed record Points(double[] X, double[] Y);
