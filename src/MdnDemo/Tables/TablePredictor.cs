using System.Text;
using MdnDemo.Answers;
using MdnDemo.Files;
using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>A model's predictions for a table of any length.</summary>
/// <remarks>Pieces of the table are read, predicted side by side, and written in their order.</remarks>
internal sealed class TablePredictor
{
    // A piece takes one processor some milliseconds; with several pieces for each, none waits long.
    private const int PiecesOfProcessor = 4;

    // The size of a piece, which has at least one row. It is the same on all machines, so that samples are too.
    private const int RowsOfPiece = 2048;
    private const int NumbersOfPiece = 1 << 20;

    private readonly TableReader _reader;
    private readonly RowPredictor _predictor;
    private readonly InputCoverage _coverage;
    private readonly Random _seeds;
    private readonly bool _isStrict;
    private readonly CancellationToken _cancellation;
    private readonly int _rowsOfPiece;
    private readonly Queue<Task<PredictedRows>> _ahead = [];
    private bool _isRead;

    private TablePredictor(TableReader reader, RowPredictor predictor, InputCoverage coverage, int seed, bool isStrict,
        CancellationToken cancellation)
    {
        (_reader, _predictor, _coverage, _isStrict) = (reader, predictor, coverage, isStrict);
        (_seeds, _cancellation) = (new Random(seed), cancellation);
        _rowsOfPiece = Math.Clamp(NumbersOfPiece / predictor.NumbersOfRow, 1, RowsOfPiece);
    }

    /// <summary>Writes a table with its predictions, as Parquet if the output's name ends so and as CSV otherwise.
    /// </summary>
    /// <inheritdoc cref="Write(DensityModel, TableFile, Action{Action{Stream}}, PredictionOptions, ReadOptions, bool,
    /// CancellationToken)"/>
    public static PredictionSummary Write(DensityModel model, TableFile file, OutputFile output,
        PredictionOptions options, ReadOptions reading, CancellationToken cancellation) =>
        ParquetTable.IsMeant(output.Name)
            ? ParquetTable.Write(model, file, output, options, reading, cancellation)
            : Write(model, file, output.Write, options, reading, isShown: true, cancellation);

    /// <summary>Writes a table with its predictions as CSV.</summary>
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
        string header = string.Join(file.Delimiter, file.Header.Select(h => CsvText.Field(h, file.Delimiter)));
        write(stream => stream.Write(Encoding.UTF8.GetBytes($"{header}{predictor.HeaderText}\n")));
        return new TablePredictor(
            reader, predictor, new InputCoverage(model.Schema), options.Seed, reading.Strict, cancellation)
            .Write(write);
    }

    private PredictionSummary Write(Action<Action<Stream>> write)
    {
        long empty = 0;
        string? firstReason = null;
        try
        {
            while (Next() is { } piece)
            {
                using PredictedRows rows = piece.GetAwaiter().GetResult();
                firstReason ??= rows.FirstReason;
                empty += rows.Empty;
                write(stream => stream.Write(rows.Lines.Bytes));
            }
            return new PredictionSummary(_reader.Rows, empty, firstReason, _reader.Summary(), _coverage);
        }
        finally
        {
            // They work with the model, which the caller frees.
            Task rest = Task.WhenAll(_ahead);
            rest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }
    }

    /// <summary>The next piece, after those that follow it have been started; null at the end.</summary>
    private Task<PredictedRows>? Next()
    {
        _cancellation.ThrowIfCancellationRequested();
        while (!_isRead && _ahead.Count < PiecesOfProcessor * Environment.ProcessorCount)
            Start();
        return _ahead.TryDequeue(out Task<PredictedRows>? first) ? first : null;
    }

    /// <summary>Reads a piece, and starts its prediction.</summary>
    private void Start()
    {
        try
        {
            if (_reader.Read(_rowsOfPiece) is not { } piece)
            {
                _isRead = true;
                return;
            }
            _coverage.Add(piece.Table);
            var random = new Random(_seeds.Next());
            _ahead.Enqueue(Task.Run(() => Predict(piece, random), _cancellation));
        }
        catch (UserException mistake)
        {
            // There may be another one further up. The reader is not asked again: it may be anywhere.
            _isRead = true;
            _ahead.Enqueue(Task.FromException<PredictedRows>(mistake));
        }
    }

    private PredictedRows Predict(TableRows rows, Random random)
    {
        try
        {
            return _predictor.Predict(rows, random, _isStrict);
        }
        catch (RowException e)
        {
            throw rows.Mistake(e);
        }
    }
}
