using System.Buffers;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Predicts with the networks of a model in plain memory. Safe for concurrent use.</summary>
/// <remarks>A row has the same prediction in every table, to the last bit.</remarks>
internal sealed class EnsembleForward
{
    // A block of values stays in the second-level cache while it passes through the layers. A multiple of six, for
    // products take six rows at a time.
    private const int BlockRows = 126;

    private readonly TableSchema _schema;
    private readonly IReadOnlyList<MixtureDensityNetwork> _networks;
    private volatile Members? _members;

    /// <param name="schema">The columns.</param>
    /// <param name="networks">The networks.</param>
    public EnsembleForward(TableSchema schema, IReadOnlyList<MixtureDensityNetwork> networks)
    {
        (_schema, _networks) = (schema, networks);
        UsesBins = EncodedLayer.AppliesTo(schema);
    }

    /// <summary>Whether networks take <see cref="BinnedRows"/>, unless they standardise their inputs.</summary>
    private bool UsesBins { get; }

    /// <summary>p(y|x) for each row of a table.</summary>
    public MixtureBatch Run(Table table)
    {
        MemberForward[] members = CurrentMembers();
        var mixtures = new MixtureBatch(table.Rows, members.Sum(m => m.Components),
            [.. _schema.Targets.Select(t => t.Origin)], _schema.SingleObservation);
        int capacity = Math.Min(BlockRows, table.Rows);
        BinnedRows? binned = members.Any(m => m.UsesBins) ? new BinnedRows(_schema, table, capacity) : null;
        EncodedTable? encoded = members.All(m => m.UsesBins) ? null : new EncodedTable(_schema, table);
        int width = capacity * members.Max(m => m.MaxWidth);
        int encodedNumbers = encoded is null ? 0 : 2 * capacity * _schema.Width;
        float[] buffers = ArrayPool<float>.Shared.Rent(3 * width + encodedNumbers);
        var values = new LayerBuffers(buffers.AsMemory(0, width), buffers.AsMemory(width, width),
            buffers.AsMemory(2 * width, width));
        Span<float> inputs = buffers.AsSpan(3 * width);
        for (int from = 0; from < table.Rows; from += BlockRows)
        {
            int count = Math.Min(BlockRows, table.Rows - from), first = 0;
            binned?.Load(from, count);
            if (encoded is not null)
                LoadInputs(encoded, from, count, inputs);
            foreach (MemberForward member in members)
            {
                ReadOnlySpan<float> outputs = member.UsesBins
                    ? member.Run(binned!, values) : member.Run(inputs[..(count * _schema.Width)], count, values);
                for (int n = 0; n < count; n++)
                    member.WriteMixture(outputs[(n * member.OutputStride)..], mixtures, from + n, first);
                first += member.Components;
            }
        }
        ArrayPool<float>.Shared.Return(buffers);
        return mixtures;
    }

    /// <summary>Encodes rows of a table, [count, inputs]; the rest of the buffer is scratch memory.</summary>
    private static void LoadInputs(EncodedTable table, int from, int count, Span<float> inputs)
    {
        int columns = table.Columns;
        Span<float> rows = inputs[..(count * columns)], lines = inputs.Slice(count * columns, count * columns);
        table.Fill([.. Enumerable.Range(from, count)], lines, count);
        for (int column = 0; column < columns; column++)
        {
            for (int n = 0; n < count; n++)
                rows[n * columns + column] = lines[column * count + n];
        }
    }

    // The weights are packed again when they have changed: a network may be trained further.
    private MemberForward[] CurrentMembers()
    {
        Members? members = _members;
        if (members is not null && !members.Tensors.Any(t => t.IsInvalid)
            && Checksum.Compute(members.Tensors) == members.Sum)
            return members.Forwards;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        // A network that is moved gets other tensors.
        Tensor[] tensors = [.. _networks.SelectMany(n => n.parameters().Concat(n.buffers()))];
        _members = members = new Members(tensors, Checksum.Compute(tensors),
            [.. _networks.Select(n => new MemberForward(_schema, n, UsesBins, _networks.Count))]);
        return members.Forwards;
    }

    private sealed record Members(Tensor[] Tensors, UInt128 Sum, MemberForward[] Forwards);
}
