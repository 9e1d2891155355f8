using static TorchSharp.torch;

namespace MdnDemo.Experiments;

/// <summary>Converts tensors to plain numbers for pictures and reports.</summary>
internal static class Plain
{
    /// <summary>The entries of a tensor in row-major order, whatever its shape.</summary>
    public static double[] Column(Tensor values)
    {
        using Tensor wide = values.to(ScalarType.Float64);
        return wide.data<double>().ToArray();
    }

    /// <summary>A matrix.</summary>
    /// <param name="values">[rows, columns].</param>
    public static double[,] Table(Tensor values)
    {
        var table = new double[values.shape[0], values.shape[1]];
        double[] entries = Column(values);
        Buffer.BlockCopy(entries, 0, table, 0, entries.Length * sizeof(double));
        return table;
    }
}
