namespace MdnDemo.Experiments;

/// <summary>p(y|x) at the points of a grid with equal steps.</summary>
/// <param name="X">The columns' x, ascending.</param>
/// <param name="Y">The rows' y, ascending.</param>
/// <param name="Values">The densities per unit of y, by row and column.</param>
internal sealed record DensityGrid(double[] X, double[] Y, double[,] Values);
