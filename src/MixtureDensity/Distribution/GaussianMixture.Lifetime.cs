using static TorchSharp.torch;

namespace MixtureDensity;

// Rows of the batch, and how long the tensors live.
public sealed partial class GaussianMixture
{
    /// <summary>One mixture of the batch, or those of one index of its first axis: views, not copies.</summary>
    /// <param name="row">The index along the first batch axis; negative counts from its end.</param>
    /// <returns>A mixture of batch shape B[1..].</returns>
    /// <exception cref="InvalidOperationException">There is a single mixture and no batch axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public GaussianMixture this[long row]
    {
        get
        {
            if (BatchShape.Length == 0)
                throw new InvalidOperationException($"{this} is a single mixture; it has no rows.");
            long rows = BatchShape[0];
            if (row < -rows || row >= rows)
                throw new ArgumentOutOfRangeException(nameof(row), row, $"{this} has {rows} rows.");
            Tensor Select(Tensor values) => values.select(0, row);
            return new GaussianMixture(
                Select(LogWeights), Select(PresentMeans), _scale.Map(Select), IsScalar, generator);
        }
    }

    /// <summary>Moves all its tensors to the dispose scope outside of the present one, as a result of it.</summary>
    /// <returns>This mixture.</returns>
    public GaussianMixture MoveToOuterDisposeScope()
    {
        foreach (Tensor tensor in Tensors)
            tensor.MoveToOuterDisposeScope();
        return this;
    }

    /// <summary>Takes all its tensors out of every dispose scope; <see cref="Dispose"/> frees them then.</summary>
    /// <returns>This mixture.</returns>
    public GaussianMixture DetachFromDisposeScope()
    {
        foreach (Tensor tensor in Tensors)
            tensor.DetachFromDisposeScope();
        return this;
    }

    /// <summary>Frees its tensors. A network's prediction shares none with the network.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (Tensor tensor in Tensors)
                tensor.Dispose();
        }
        base.Dispose(disposing);
    }

    private IEnumerable<Tensor> Tensors => [_logWeights, _means, .. _scale.Tensors];
}
