using System.Text;
using MdnDemo.Output;
using MdnDemo.Tables;
using MixtureDensity;
using TorchSharp;

namespace MdnDemo.Predictions;

/// <summary>A model's predictions for a table of any length.</summary>
internal static class TablePredictor
{
    // Few enough that all processors have work on a short table, and that a stop is heeded at once.
    private const int RowsAtOnce = 2048;

    /// <summary>Writes a table with its predictions.</summary>
    /// <returns>How many rows were predicted, and how many were left out for an empty cell.</returns>
    /// <exception cref="UserException">A row is no such row as the file should have, or the output cannot be written.</exception>
    public static (long Rows, long Dropped) Write(
        DensityModel model, CsvFile file, OutputFile output, PredictionOptions options, bool dropMissing, CancellationToken cancellation)
    {
        bool hasTargets = model.Schema.Targets.All(t => file.IndexOf(t.Name) >= 0);
        using var generator = new torch.Generator((ulong)options.Seed);
        var predictor = new RowPredictor(model, options, hasTargets, file.Delimiter, generator);
        foreach (string column in predictor.Columns.Where(c => file.IndexOf(c) >= 0))
            throw new UserException($"{file.Name} has a column '{column}' already, which predict would add; rename it.");

        TableReader reader = TableReader.For(model.Schema, file, hasTargets, dropMissing);
        output.Write(stream => stream.Write(Encoding.UTF8.GetBytes($"{file.HeaderText}{predictor.HeaderText}\n")));
        long rows = 0;
        OrderedWork.Run(
            read: () => reader.Read(RowsAtOnce, keepTexts: true),
            prepare: piece =>
            {
                try
                {
                    return (piece.Texts, Mixtures: predictor.Predict(piece.Table));
                }
                catch (RowException e)
                {
                    throw file.Mistake(piece, e);
                }
            },
            work: piece => (Lines: predictor.Write(piece.Texts, piece.Mixtures), Count: piece.Mixtures.Marginals[0].Length),
            write: result =>
            {
                using CsvLines lines = result.Lines;
                output.Write(stream => stream.Write(lines.Bytes));
                rows += result.Count;
            },
            cancellation);
        return (rows, reader.Dropped);
    }
}
