using System.Text;
using MdnDemo.Answers;
using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>A model's predictions for a table of any length.</summary>
internal static class TablePredictor
{
    // A piece takes one processor some milliseconds; with several pieces for each, none waits long.
    private const int PiecesOfProcessor = 4;

    // The size of a piece, which has at least one row. It is the same on all machines, so that samples are too.
    private const int RowsOfPiece = 2048;
    private const int NumbersOfPiece = 1 << 20;

    /// <summary>
    /// Writes a table with its predictions: pieces of it are read, predicted side by side, and written in their order.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="file">The table.</param>
    /// <param name="write">Writes to the output.</param>
    /// <param name="options">What to write.</param>
    /// <param name="reading">How the table is read.</param>
    /// <param name="isShown">Whether people read the output, which then has decimal commas if the table has.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UserException">A row does not fit the columns of the file, or the output cannot be
    /// written.</exception>
    public static PredictionSummary Write(DensityModel model, TableFile file, Action<Action<Stream>> write,
        PredictionOptions options, ReadOptions reading, bool isShown, CancellationToken cancellation)
    {
        bool hasTargets = model.Schema.Targets.All(t => file.IndexOf(t.Name) >= 0);
        using TableReader reader = TableReader.For(model.Schema, file, hasTargets, reading, keepsEveryRow: true,
            cancellation: cancellation);
        var predictor = new RowPredictor(model, options, hasTargets, file.Delimiter, file.Header)
        {
            Point = isShown ? reader.Point : '.',
        };
        foreach (var (wanted, name) in predictor.Renamed)
            Console.Error.WriteLine($"Warning: {file.Name} has a column '{wanted}'; the prediction is in '{name}'.");

        int pieces = PiecesOfProcessor * Environment.ProcessorCount;
        int rowsOfPiece = Math.Clamp(NumbersOfPiece / predictor.NumbersOfRow, 1, RowsOfPiece);
        string header = string.Join(file.Delimiter, file.Header.Select(h => CsvText.Field(h, file.Delimiter)));
        write(stream => stream.Write(Encoding.UTF8.GetBytes($"{header}{predictor.HeaderText}\n")));
        var seeds = new Random(options.Seed);
        var coverage = new InputCoverage(model.Schema);
        long empty = 0;
        string? firstReason = null;
        Queue<Task<PredictedRows>> ahead = [];
        bool isRead = false;
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                while (!isRead && ahead.Count < pieces)
                    Next();
                if (!ahead.TryDequeue(out Task<PredictedRows>? first))
                    return new PredictionSummary(reader.Rows, empty, firstReason, reader.Summary(), coverage);
                using PredictedRows rows = first.GetAwaiter().GetResult();
                firstReason ??= rows.FirstReason;
                empty += rows.Empty;
                write(stream => stream.Write(rows.Lines.Bytes));
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
                if (reader.Read(rowsOfPiece) is not { } piece)
                {
                    isRead = true;
                    return;
                }
                coverage.Add(piece.Table);
                var random = new Random(seeds.Next());
                ahead.Enqueue(Task.Run(() => Predict(predictor, piece, random, reading.Strict), cancellation));
            }
            catch (UserException mistake)
            {
                // There may be another one further up. The reader is not asked again: it may be anywhere.
                isRead = true;
                ahead.Enqueue(Task.FromException<PredictedRows>(mistake));
            }
        }
    }

    private static PredictedRows Predict(RowPredictor predictor, TableRows rows, Random random, bool isStrict)
    {
        try
        {
            return predictor.Predict(rows, random, isStrict);
        }
        catch (RowException e)
        {
            throw rows.Mistake(e);
        }
    }
}
