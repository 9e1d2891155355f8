namespace MixtureDensity;

/// <summary>The loss of a dense network's outputs and its gradient.</summary>
/// <typeparam name="T">Single or double precision.</typeparam>
internal interface IHead<T>
{
    /// <summary>The number of lines of targets: D, or more if a target takes several lines.</summary>
    int Targets { get; }

    /// <summary>Computes the weighted loss, and replaces the outputs by its gradient with respect to them.</summary>
    /// <param name="outputs">In: the outputs, [outputs, rows]; out: the gradient.</param>
    /// <param name="targets">The lines of targets, [lines, rows].</param>
    /// <param name="weights">The weight of each row's loss, [rows]; the length is a multiple of a SIMD
    /// vector's.</param>
    /// <returns>The weighted sum of the rows' losses.</returns>
    double Differentiate(Span<T> outputs, ReadOnlySpan<T> targets, ReadOnlySpan<T> weights);
}
