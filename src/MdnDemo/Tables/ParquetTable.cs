using DuckDB.NET.Data;
using MdnDemo.Answers;
using MdnDemo.Files;
using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>A table with its predictions as a Parquet file; written as text first, then as columns.</summary>
internal static class ParquetTable
{
    private const string Ending = ".parquet";

    /// <summary>Whether a path is that of a Parquet file.</summary>
    public static bool IsMeant(string path) => path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes a table with its predictions.</summary>
    /// <param name="file">The table.</param>
    /// <param name="output">The Parquet file.</param>
    /// <param name="options">What to write.</param>
    /// <param name="reading">How the table is read.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UserException">A row does not fit the file's columns, or the output cannot be written.
    /// </exception>
    public static PredictionSummary Write(DensityModel model, TableFile file, OutputFile output,
        PredictionOptions options, ReadOptions reading, CancellationToken cancellation)
    {
        string text = TemporaryFiles.New(".csv"), columns = TemporaryFiles.New(Ending);
        try
        {
            PredictionSummary summary;
            using (FileStream stream = File.Create(text))
                summary = TablePredictor.Write(model, file, write => write(stream), options, reading, isShown: false,
                    cancellation);
            Convert(file, text, columns);
            output.Write(stream =>
            {
                using FileStream parquet = File.OpenRead(columns);
                parquet.CopyTo(stream);
            });
            return summary;
        }
        catch (DuckDBException e)
        {
            throw new UserException($"The Parquet file cannot be written: {DuckDb.Reason(e)}.", e);
        }
        catch (IOException e)
        {
            throw new UserException($"The Parquet file cannot be written: {FileErrors.Reason(e)}.", e);
        }
        finally
        {
            TemporaryFiles.Delete(text);
            TemporaryFiles.Delete(columns);
        }
    }

    private static void Convert(TableFile file, string text, string parquet)
    {
        using var database = new DuckDb();
        string[] names = [.. CsvNames(text, file.Delimiter)];
        string relation = $"read_csv({DuckDb.Path(text)}, auto_detect=false, header=false, skip=1, "
            + $"delim={DuckDb.Text(file.Delimiter.ToString())}, quote='\"', escape='\"', strict_mode=false, "
            + "max_line_size=100000000, "
            + $"columns={{{string.Join(", ", names.Select((_, i) => $"'c{i}': 'VARCHAR'"))}}})";
        string[] types = [.. names.Select((_, i) => i >= file.Header.Count ? ColumnTypes.Number
            : file.Types is { } own && ColumnTypes.AreRead(own[i]) ? own[i] : ColumnTypes.Text)];
        string cells = string.Join(", ", names.Select((name, i) =>
            $"{(types[i] == "VARCHAR" ? $"c{i}" : $"cast(c{i} as {types[i]})")} as {DuckDb.Name(name)}"));
        database.Execute($"copy (select {cells} from {relation}) to {DuckDb.Text(parquet)} (format parquet)");
    }

    // Parquet files have no two columns of one name, and none without.
    private static IEnumerable<string> CsvNames(string text, char delimiter)
    {
        using StreamReader reader = File.OpenText(text);
        char[] start = new char[1 << 20];
        int length = reader.ReadBlock(start);
        IReadOnlyList<string> header = CsvDialect.Names(new string(start, 0, length), delimiter);
        return OpenedTable.Unique(header);
    }
}
