using System.Globalization;
using MdnDemo.Answers;
using MdnDemo.Files;
using MdnDemo.Tables;
using MixtureDensity;

namespace MdnDemo.Benchmarks.Predictions;

/// <summary>A table of random inputs for a model, and what it costs to predict it.</summary>
internal sealed class Throughput : IDisposable
{
    private const int RowsAtOnce = 2048;

    private readonly DensityModel _model;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("predict-");

    /// <summary>
    /// Writes the table: numbers about the mean of the training rows, with their deviation, and texts that occur there.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="cancellation">Ends it; nothing is left.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Throughput(DensityModel model, int rows, CancellationToken cancellation)
    {
        _model = model;
        try
        {
            var random = new Random(1);
            // The parts of a time are one column.
            InputEncoding[] columns = [.. model.Schema.Inputs.DistinctBy(c => c.Name)];
            using StreamWriter table = File.CreateText(Table);
            table.WriteLine(string.Join(',', columns.Select(c => Quoted(c.Name))));
            for (int row = 0; row < rows; row++)
            {
                cancellation.ThrowIfCancellationRequested();
                table.WriteLine(string.Join(',', columns.Select(column => Cell(column, random))));
            }
        }
        catch (OperationCanceledException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The file of the table.</summary>
    public string Table => Path.Combine(_folder.FullName, "table.csv");

    private string Predictions => Path.Combine(_folder.FullName, "predictions.csv");

    /// <summary>What <c>predict</c> does.</summary>
    public Cost Predict(PredictionOptions options, CancellationToken cancellation) =>
        Measure((file, output) =>
            TablePredictor.Write(
                _model, file, output.Write, options, new ReadOptions(), isShown: true, cancellation));

    /// <summary>
    /// Reads the table as <c>predict</c> does, and writes it with as many numbers a row, which nothing is computed for.
    /// </summary>
    public Cost Copy(PredictionOptions options, CancellationToken cancellation)
    {
        int columns = new RowPredictor(_model, options, hasTargets: false, ',').Columns.Count;
        return Measure((file, output) =>
        {
            using TableReader reader = TableReader.For(_model.Schema, file, withTargets: false, new ReadOptions(),
                keepsEveryRow: true, cancellation: cancellation);
            while (reader.Read(RowsAtOnce) is { } rows)
            {
                cancellation.ThrowIfCancellationRequested();
                using var lines = new CsvLines(file.Delimiter, RowsAtOnce);
                for (int row = 0; row < rows.Places.Count; row++)
                {
                    lines.Append(rows.Texts[row]);
                    for (int i = 1; i <= columns; i++)
                        lines.AppendField(rows.Places[row].Index / (i + 6.0));
                    lines.EndLine();
                }
                output.Write(stream => stream.Write(lines.Bytes));
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    private Cost Measure(Action<TableFile, OutputFile> work) => Cost.From(() =>
    {
        using TableFile file = TableFile.Open(Table);
        using OutputFile output = OutputFile.Create(Predictions, "The predictions", force: true);
        work(file, output);
        output.Commit();
    });

    private static string Cell(InputEncoding column, Random random) => column switch
    {
        NumericEncoding time when time.Format == TimeFormat.YearFirst.Name =>
            DateTime.UnixEpoch.AddDays(RandomRows.Number(time, random))
                .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        NumericEncoding numeric => RandomRows.Number(numeric, random).ToString("G6", CultureInfo.InvariantCulture),
        OneHotEncoding categorical => Quoted(RandomRows.Text(categorical, random)),
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
