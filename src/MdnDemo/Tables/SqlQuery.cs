using DuckDB.NET.Data;

namespace MdnDemo.Tables;

/// <summary>The query of <c>--sql</c>, which shapes a table.</summary>
internal static class SqlQuery
{
    private const string Wanted = "write one query, such as select * from data where x > 0";

    /// <summary>A query as a subquery, in parentheses.</summary>
    /// <param name="sql">The text of the user.</param>
    /// <param name="database">The database, in which the file is <c>data</c>.</param>
    /// <exception cref="UserException">It is not one query that can be run.</exception>
    public static string Relation(string sql, DuckDb database)
    {
        var (statements, error) = Parse(sql, database);
        if (error is not null)
            throw new UserException($"--sql cannot be run: {error}.");
        if (statements == 0)
            throw new UserException($"--sql is empty; {Wanted}.");
        if (statements > 1)
            throw new UserException($"--sql has {statements} statements; {Wanted}.");
        // It may end with a comment.
        string relation = $"({sql.Trim().TrimEnd(';', ' ', '\n', '\r', '\t')}\n)";
        try
        {
            database.Columns(relation);
            return relation;
        }
        catch (DuckDBException) when (statements is null)
        {
            throw new UserException($"--sql is not a query, or has several statements; {Wanted}.");
        }
        catch (InvalidOperationException e)
        {
            throw new UserException("--sql has a parameter, such as ? or $x; write its value.", e);
        }
    }

    /// <summary>
    /// How many statements there are, and what is wrong. Null where one of them is none that DuckDB takes apart: it
    /// writes, or pivots.
    /// </summary>
    private static (long? Statements, string? Error) Parse(string sql, DuckDb database)
    {
        string parsed = $"(select json_serialize_sql({DuckDb.Text(sql)}) as p)";
        using DuckDBDataReader row = database.Query(
            $"select p->>'error_type', p->>'error_message', json_array_length(p, '$.statements') from {parsed}");
        row.Read();
        return row.IsDBNull(0) ? ((long)row.GetFieldValue<ulong>(2), null)
            : row.GetString(0) == "not implemented" ? (null, null) : (null, row.GetString(1));
    }
}
