using DuckDB.NET.Data;

namespace MdnDemo.Tables;

/// <summary>A database in memory that reads files and holds none of their rows.</summary>
internal sealed class DuckDb : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public DuckDb()
    {
        _connection.Open();
        // The other processors predict. What is free goes back to the system. Nothing is looked for on the network.
        Execute("set threads=1; set allocator_background_threads=true; set allocator_flush_threshold='1MB'; "
            + "set allocator_bulk_deallocation_flush_threshold='1MB'; "
            + "set autoinstall_known_extensions=false; set autoload_known_extensions=false; "
            // An hour is the same on every machine.
            + "set TimeZone='UTC'");
    }

    /// <summary>A text as a literal in a statement.</summary>
    public static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The path of one file as a literal in a statement, which takes it for a pattern of names.</summary>
    public static string Path(string path) =>
        Text(string.Concat(path.Select(c => c is '[' or '*' or '?' ? $"[{c}]" : $"{c}")));

    /// <summary>A name as an identifier in a statement.</summary>
    public static string Name(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Runs a statement.</summary>
    /// <exception cref="DuckDBException">It cannot be run.</exception>
    public void Execute(string statement)
    {
        using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of a query, on demand.</summary>
    /// <exception cref="DuckDBException">It cannot be run.</exception>
    public DuckDBDataReader Query(string query)
    {
        using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = query;
        command.UseStreamingMode = true;
        return command.ExecuteReader();
    }

    /// <summary>The names of the columns of a relation, and their types.</summary>
    /// <exception cref="DuckDBException">There is no such relation.</exception>
    public IReadOnlyList<(string Name, string Type)> Columns(string relation)
    {
        using DuckDBDataReader rows = Query($"describe select * from {relation}");
        List<(string, string)> columns = [];
        while (rows.Read())
            columns.Add((rows.GetString(0), rows.GetString(1)));
        return columns;
    }

    /// <summary>The error, in a few words.</summary>
    public static string Reason(Exception e) =>
        e.Message.Split('\n')[0].Split("Error: ", 2)[^1].TrimEnd('.', '!', ' ');

    public void Dispose() => _connection.Dispose();
}
