using System.Text;
using MdnDemo.Files;
using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>A model's predictions for a table of any length.</summary>
internal static class TablePredictor
{
    // A piece keeps one processor busy for some milliseconds; of several a processor none waits long for the next.
    private const int PiecesOfProcessor = 4;

    // What of a piece is in memory at most, but for a row at least. That is the same on all machines, and so are the
    // draws.
    private const int RowsOfPiece = 2048;
    private const int NumbersOfPiece = 1 << 20;

    /// <summary>
    /// Writes a table with its predictions: pieces of it are read, predicted side by side, and written in their order.
    /// </summary>
    /// <returns>How many rows were predicted, and how many were left out for an empty cell.</returns>
    /// <exception cref="UserException">A row is no such row as the file should have, or the output cannot be
    /// written.</exception>
    public static (long Rows, long Dropped) Write(
        DensityModel model, CsvFile file, OutputFile output, PredictionOptions options, bool dropMissing,
            CancellationToken cancellation)
    {
        bool hasTargets = model.Schema.Targets.All(t => file.IndexOf(t.Name) >= 0);
        var predictor = new RowPredictor(model, options, hasTargets, file.Delimiter);
        foreach (string column in predictor.Columns.Where(c => file.IndexOf(c) >= 0))
            throw new UserException(
                $"{file.Name} has a column '{column}' already, which predict would add; rename it.");

        TableReader reader = TableReader.For(model.Schema, file, hasTargets, dropMissing);
        int pieces = PiecesOfProcessor * Environment.ProcessorCount;
        int rowsOfPiece = Math.Clamp(NumbersOfPiece / predictor.NumbersOfRow, 1, RowsOfPiece);
        output.Write(stream => stream.Write(Encoding.UTF8.GetBytes($"{file.HeaderText}{predictor.HeaderText}\n")));
        var seeds = new Random(options.Seed);
        long rows = 0;
        Queue<Task<CsvLines>> ahead = [];
        bool isRead = false;
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                while (!isRead && ahead.Count < pieces)
                    Next();
                if (!ahead.TryDequeue(out Task<CsvLines>? first))
                    return (rows, reader.Dropped);
                using CsvLines lines = first.GetAwaiter().GetResult();
                output.Write(stream => stream.Write(lines.Bytes));
            }
        }
        finally
        {
            // They work with the model, which the caller frees.
            Task rest = Task.WhenAll(ahead);
            rest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }

        void Next()
        {
            try
            {
                if (reader.Read(rowsOfPiece, keepTexts: true) is not { } piece)
                {
                    isRead = true;
                    return;
                }
                rows += piece.FileRows.Count;
                var random = new Random(seeds.Next());
                ahead.Enqueue(Task.Run(() => Predict(predictor, file, piece, random), cancellation));
            }
            catch (UserException mistake)
            {
                // There may be another one further up. The reader is not asked again: it may be anywhere.
                isRead = true;
                ahead.Enqueue(Task.FromException<CsvLines>(mistake));
            }
        }
    }

    private static CsvLines Predict(RowPredictor predictor, CsvFile file, TableRows rows, Random random)
    {
        try
        {
            return predictor.Predict(rows, random);
        }
        catch (RowException e)
        {
            throw file.Mistake(rows, e);
        }
    }
}
