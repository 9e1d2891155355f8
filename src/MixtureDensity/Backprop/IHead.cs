namespace MixtureDensity;

/// <summary>What stands on a dense trunk: the loss of its outputs, and its gradient.</summary>
/// <typeparam name="T">Single or double precision.</typeparam>
internal interface IHead<T>
{
    /// <summary>The number of targets, D.</summary>
    int Targets { get; }

    /// <summary>Turns outputs into the gradient of the weighted loss with respect to them.</summary>
    /// <param name="outputs">In: the outputs, [outputs, rows]; out: the gradient.</param>
    /// <param name="targets">The targets, [D, rows].</param>
    /// <param name="weights">What each row's loss counts, [rows]; a multiple of a vector's length.</param>
    /// <returns>The weighted sum of the rows' losses.</returns>
    double Differentiate(Span<T> outputs, ReadOnlySpan<T> targets, ReadOnlySpan<T> weights);
}
