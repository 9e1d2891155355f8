using System.Text;
using MdnDemo.Output;
using MdnDemo.Tables;
using MixtureDensity;
using TorchSharp;

namespace MdnDemo.Predictions;

/// <summary>A model's predictions for a table of any length.</summary>
internal static class TablePredictor
{
    // A piece keeps one processor busy for some milliseconds; of several a processor none waits long for the last.
    private const int PiecesOfProcessor = 4;

    // What of a piece is in memory at most, but for a row at least. That is the same on all machines, and so are the draws.
    private const int RowsOfPiece = 2048;
    private const int NumbersOfPiece = 1 << 20;

    /// <summary>Writes a table with its predictions.</summary>
    /// <returns>How many rows were predicted, and how many were left out for an empty cell.</returns>
    /// <exception cref="UserException">A row is no such row as the file should have, or the output cannot be written.</exception>
    /// <remarks>
    /// The networks run while nothing else does, and the searches, which take most of the time, on all processors. For TorchSharp
    /// makes an object of every number beside a tensor, the 1 included that a sum multiplies by, and a garbage collection that
    /// another thread needs may free it while libtorch reads it.
    /// </remarks>
    public static (long Rows, long Dropped) Write(
        DensityModel model, CsvFile file, OutputFile output, PredictionOptions options, bool dropMissing, CancellationToken cancellation)
    {
        bool hasTargets = model.Schema.Targets.All(t => file.IndexOf(t.Name) >= 0);
        using var generator = new torch.Generator((ulong)options.Seed);
        var predictor = new RowPredictor(model, options, hasTargets, file.Delimiter, generator);
        foreach (string column in predictor.Columns.Where(c => file.IndexOf(c) >= 0))
            throw new UserException($"{file.Name} has a column '{column}' already, which predict would add; rename it.");

        TableReader reader = TableReader.For(model.Schema, file, hasTargets, dropMissing);
        int pieces = PiecesOfProcessor * Environment.ProcessorCount;
        int rowsOfPiece = Math.Clamp(NumbersOfPiece / predictor.NumbersOfRow, 1, RowsOfPiece);
        output.Write(stream => stream.Write(Encoding.UTF8.GetBytes($"{file.HeaderText}{predictor.HeaderText}\n")));
        long rows = 0;
        List<(RowTexts Texts, RowMixtures Mixtures)> round = [];
        do
        {
            round.Clear();
            while (round.Count < pieces && reader.Read(rowsOfPiece, keepTexts: true) is { } piece)
            {
                cancellation.ThrowIfCancellationRequested();
                round.Add((piece.Texts, Predict(predictor, file, piece)));
            }
            var lines = new CsvLines[round.Count];
            Parallel.For(0, round.Count, new ParallelOptions { CancellationToken = cancellation }, i => lines[i] = predictor.Write(round[i].Texts, round[i].Mixtures));
            foreach (CsvLines some in lines)
            {
                output.Write(stream => stream.Write(some.Bytes));
                some.Dispose();
            }
            rows += round.Sum(piece => piece.Mixtures.Rows);
        }
        while (round.Count > 0);
        return (rows, reader.Dropped);
    }

    private static RowMixtures Predict(RowPredictor predictor, CsvFile file, TableRows rows)
    {
        try
        {
            return predictor.Predict(rows.Table);
        }
        catch (RowException e)
        {
            throw file.Mistake(rows, e);
        }
    }
}
