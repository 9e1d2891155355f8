using System.Globalization;
using System.Text;
using MdnDemo.Tables;
using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>Where tables come from: titles above them, encodings, several files, queries, nested values.</summary>
[Collection(nameof(Libtorch))]
public sealed class TableSourceSpecs(SmallModel model)
{
    private static string[] Lines { get; } = TestTables.Small.TrimEnd('\n').Split('\n');

    [Theory]
    [InlineData(2, "Survey of 2024, all stations\nAuthor: Smith, J.\n\n")]
    [InlineData(2, "Device,Model 5,Serial 7,v1\nDate,2024-01-01\n")]
    [InlineData(2, "Report of measurements,,\n,,\n")]
    [InlineData(3, "Report,,\nStation,Berlin,\n,,\n")]
    public void Titles_with_delimiters_in_them_stand_above_a_table(int lines, string titles)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), titles + TestTables.Small);
        using TableFile file = TableFile.Open(folder.At("table.csv"));
        Assert.Equal(["x", "colour", "y"], file.Header);
        Assert.Equal((60, $"{lines} lines above the header"), (Rows(file).Count, file.PassedOver));
    }

    [Fact]
    public void Titles_of_a_table_with_semicolons_and_decimal_commas_do_not_make_it_one_of_commas()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), "Station;Berlin\nFrom;2024-01-01\n\n"
            + TestTables.Small.Replace(',', ';').Replace('.', ','));
        using TableFile file = TableFile.Open(folder.At("table.csv"));
        Assert.Equal((';', 60), (file.Delimiter, Rows(file).Count));
    }

    [Theory]
    [InlineData("table.csv has no column 'y'; its row 3 has; if that is the header, take the lines above it out.",
        "Name,Value,Unit\nLatitude,52.5,deg\n")]
    [InlineData("table.csv, row 2: it has 3 fields, and the header has 4; so have most rows: fix the header, "
        + "or take the lines above it out if it is not row 1", "a,b,c,d\n1,2,3\n")]
    public void I_am_told_where_the_header_may_be(string message, string titles)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), titles + TestTables.Small);
        Fit(folder, "table.csv").IsOneLine(message);
    }

    [Theory]
    [InlineData("shift_jis", "色", "赤", "青")]
    [InlineData("shift_jis", "A社の色", "ﾚｯﾄﾞ", "ブルー")]
    [InlineData("windows-1252", "größe", "don’t “quote” – €", "naïve")]
    [InlineData("windows-1252", "Nº", "m³", "col·lecció")]
    [InlineData("utf-32", "größe", "赤", "青")]
    public void A_text_is_read_in_the_encoding_that_it_is_in(string encoding, string name, string red, string blue)
    {
        using var folder = new TempDir();
        Encoding own = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        string text = TestTables.Small.Replace("colour", name).Replace("red", red).Replace("blue", blue);
        File.WriteAllText(folder.At("table.csv"), text, own);
        using (TableFile file = TableFile.Open(folder.At("table.csv")))
        {
            Assert.Equal($"CSV with ',' in {encoding}", file.Kind);
            Assert.Equal(["x", name, "y"], file.Header);
            Assert.Equal(Lines[1..].Select(l => l.Split(',')[1] == "red" ? red : blue), Rows(file).Select(r => r[1]));
        }
        Assert.Equal(["table.csv"], folder.Names);
    }

    [Theory]
    [InlineData("gb18030", "颜色", "红"), InlineData("big5", "顏色", "紅"), InlineData("euc-kr", "색", "빨강")]
    [InlineData("euc-jp", "番号", "赤"), InlineData("windows-1251", "Цвет", "красный")]
    public void An_encoding_that_cannot_be_told_by_a_few_words_is_asked_for(string encoding, string name, string red)
    {
        using var folder = new TempDir();
        Encoding own = CodePagesEncodingProvider.Instance.GetEncoding(encoding)!;
        File.WriteAllText(folder.At("table.csv"), TestTables.Small.Replace("colour", name).Replace("red", red), own);
        Fit(folder, "table.csv").IsOneLine("table.csv is not in UTF-8", "name it with --encoding", $"as {encoding} it ",
            $"'{name}'");
        Outcome fit = Fit(folder, "table.csv", "--encoding", encoding, "--verbose");
        Assert.Equal((0, $"  {name}: 2 categories"), (fit.ExitCode, fit.Notes[1]));
    }

    [Theory]
    [InlineData("--encoding: there is no encoding 'klingon'", "klingon")]
    [InlineData("table.csv is not in euc-jp; name the encoding that it is in", "EUC_JP")]
    [InlineData("table.csv is not in utf-8; name the encoding that it is in", "utf8")]
    public void I_am_told_that_an_encoding_is_another_one(string message, string encoding)
    {
        using var folder = new TempDir();
        File.WriteAllBytes(folder.At("table.csv"), [.. "x,y\n"u8, 0x91, 0xFF, .. ",1\n"u8]);
        Fit(folder, "table.csv", "--encoding", encoding).IsOneLine(message);
        Assert.Equal(["table.csv"], folder.Names);
    }

    [Theory]
    [InlineData("cp932", 932), InlineData("cp1252", 1252), InlineData("Shift-JIS", 932), InlineData("latin1", 28591)]
    [InlineData("utf_16", 1200), InlineData("GBK", 936)]
    public void An_encoding_has_the_names_of_other_programs(string name, int page) =>
        Assert.Equal(page, TextEncoding.Named(name)!.CodePage);

    [Fact]
    public async Task A_text_that_is_not_in_its_encoding_leaves_no_copy()
    {
        using var folder = new TempDir();
        File.WriteAllBytes(folder.At("table.csv"), [.. "x,y\n"u8, 0x91, 0xFF, .. ",1\n"u8]);
        string temporary = Directory.CreateDirectory(folder.At("temporary")).FullName;
        Outcome fit = await Demo.RunFileAsync("env", $"TMPDIR={temporary}", Demo.File, "fit",
            "--data", folder.At("table.csv"), "--target", "y", "--model", folder.At("m.mdn"), "--encoding", "euc-jp");
        fit.IsOneLine("table.csv is not in euc-jp");
        Assert.Empty(Directory.GetFiles(temporary));
    }

    [Fact]
    public void Files_may_have_their_columns_in_another_order()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("a.csv"), TestTables.Csv(Lines[..31]));
        File.WriteAllText(folder.At("b.csv"), TestTables.Csv(Lines[31..].Prepend(Lines[0])
            .Select(l => l.Split(',')).Select(f => $"{f[2]};{f[0]};{f[1]}")));
        using TableFile file = TableFile.Open(folder.At("*.csv"));
        Assert.Equal(Lines[1..], Rows(file).Select(r => string.Join(',', r)));
    }

    [Theory]
    [InlineData("b.csv has other columns than ", "it lacks 'colour'; give all files the same columns.", "x,y\n1,2\n")]
    [InlineData("b.csv has other columns than ", "it lacks 'x', and it has 'X' besides;", "X,y,colour\n1,2,a\n")]
    [InlineData("b.csv has other columns than ", "it has 'z' besides;", "x,colour,y,z\n1,red,2,3\n")]
    [InlineData("b.csv, column 'x': it is written as texts here, and as 1234.5 in ", "or name the column with --cat",
        "x,colour,y\nn1,red,2\nn2,red,2\n")]
    [InlineData("b.csv, column 'x': it is written as year-month-day here, and as 1234.5 in ", "write both alike",
        "x,colour,y\n2024-01-01,red,2\n")]
    [InlineData("b.csv, column 'y': it is written as 1234,5 here, and as 1234.5 in ", "write both alike.",
        "x,colour,y\n1,red,\"2,5\"\n2,blue,\"3,5\"\n")]
    public void I_am_told_how_two_files_differ(string message, string more, string second)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("a.csv"), TestTables.Small);
        File.WriteAllText(folder.At("b.csv"), second);
        Fit(folder, "*.csv").IsOneLine(message, folder.At("a.csv"), more);
    }

    [Theory]
    [InlineData("--sql is empty; write one query, such as select * from data where x > 0.", " ; ")]
    [InlineData("--sql is empty;", "/* all of it */")]
    [InlineData("--sql has 2 statements; write one query", "select * from data; select 1 as y")]
    [InlineData("--sql is not a query, or has several statements;", "delete from data")]
    [InlineData("--sql is not a query, or has several statements;", "create table t as select * from data")]
    [InlineData("--sql is not a query, or has several statements;", "copy data to 'stolen.csv'")]
    [InlineData("--sql has a parameter, such as ? or $x; write its value.", "select * from data where x > ?")]
    [InlineData("--sql cannot be run: syntax error at or near \"selec\".", "selec * from data")]
    [InlineData("table.csv with --sql has 0 rows to learn from", "select * from data where x > 100")]
    [InlineData("table.csv with --sql cannot be read: Could not convert string 'red'",
        "select colour::int as x, y from data")]
    [InlineData("table.csv with --sql, column 'y': 'blue' is a text, and a target is a number",
        "select x, colour as y from data where x > 0")]
    [InlineData("table.csv with --sql has no column 'y'; the nearest are 'a'.", "select 5 as a")]
    public void I_am_told_in_one_line_what_is_wrong_with_a_query(string message, string query)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), TestTables.Small);
        Fit(folder, "table.csv", "--sql", query).IsOneLine(message);
        Assert.Equal(["table.csv"], folder.Names);
    }

    [Theory]
    [InlineData("select * from data -- all of it"), InlineData("from data;;"), InlineData("table data")]
    [InlineData("with a as (select * from data) select * from a where colour <> ';'")]
    public void A_query_may_be_written_in_many_ways(string query)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), TestTables.Small);
        using TableFile file = TableFile.Open(folder.At("table.csv"), new ReadOptions { Sql = query });
        Assert.Equal(Lines[1..].Select(l => l.Split(',')[1]), Rows(file).Select(r => r[1]));
    }

    [Fact]
    public void A_query_without_rows_predicts_none()
    {
        using var folder = new TempDir();
        Outcome predict = InProcess.Run("predict", "--model", model.Path, "--data", model.Data, "--sql",
            "select * from data where x > 100", "--output", folder.At("out.csv"));
        Assert.Equal((0, "0 rows predicted."), (predict.ExitCode, predict.Notes[^1]));
        Assert.StartsWith("x,colour,y,y_mean,", Assert.Single(File.ReadAllLines(folder.At("out.csv"))));
    }

    [Fact]
    public void A_date_is_no_value_of_a_target()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), "x,colour,y\n1,red,2024-01-02\n2,blue,2024-01-03\n");
        InProcess.Run("evaluate", "--model", model.Path, "--data", folder.At("table.csv")).IsOneLine(
            "row 2, column 'y': '2024-01-02' is not a number");
        Outcome predict = InProcess.Predict("--model", model.Path, "--data", folder.At("table.csv"), "--modes", "0");
        Assert.All(predict.Output.TrimEnd('\n').Split('\n')[1..], row => Assert.EndsWith(",", row));
    }

    [Fact]
    public void Values_inside_of_values_are_columns_of_their_own()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("rows.jsonl"), TestTables.Csv(Enumerable.Range(0, 60).Select(i =>
            $$$"""{"x": {{{i}}}, "place": {"lon": {{{i % 7}}}, "of": {"town": "t{{{i % 2}}}"}}, "tags": ["a"], """
                + $"\"y\": {i}}}").Append("""{"x": "n/a", "place": null, "tags": [], "y": 3}""")));
        using (TableFile file = TableFile.Open(folder.At("rows.jsonl")))
        {
            Assert.Equal(["x", "place.lon", "place.of.town", "tags", "y"], file.Header);
            Assert.Equal(["59", "3", "t1", "[a]", "59"], Rows(file)[59]);
            Assert.Equal(["n/a", null, null, "[]", "3"], Rows(file)[60]);
        }
        Outcome fit = Fit(folder, "rows.jsonl", "--verbose");
        Assert.Equal(["  x: numbers, 1 missing cell", "  place.lon: numbers, 1 missing cell",
            "  place.of.town: 2 categories, 1 missing cell"], fit.Notes[..3]);
    }

    [Theory]
    [InlineData("""{"data": [ROWS]}""", "its rows are in 'data'")]
    [InlineData("""{"status": "ok", "result": {"my rows": [ROWS]}}""", "its rows are in 'result.my rows'")]
    [InlineData("""{"x": {KEYS}, "y": {KEYS}}""", "its columns are objects")]
    [InlineData("""{"x": {MANY KEYS}, "y": {MANY KEYS}}""", "has objects where a table has values")]
    [InlineData("""{"x": [VALUES], "y": [VALUES]}""", "has lists where a table has values")]
    [InlineData("""{"columns": ["x", "y"], "index": [VALUES], "data": [PAIRS]}""", "has lists where a table has")]
    [InlineData("[PAIRS]", "has lists where a table has values")]
    public void I_am_told_by_which_query_rows_are_taken_out_of_other_values(string json, string message)
    {
        using var folder = new TempDir();
        string Join(int count, Func<int, string> each) => string.Join(", ", Enumerable.Range(0, count).Select(each));
        File.WriteAllText(folder.At("t.json"), json
            .Replace("ROWS", Join(30, i => $$"""{"x": {{i}}, "y": {{i * i}}}"""), StringComparison.Ordinal)
            .Replace("MANY KEYS", Join(300, i => $"\"{i}\": {i}"), StringComparison.Ordinal)
            .Replace("KEYS", Join(30, i => $"\"{i}\": {i}"), StringComparison.Ordinal)
            .Replace("VALUES", Join(30, i => $"{i}"), StringComparison.Ordinal)
            .Replace("PAIRS", Join(30, i => $"[{i}, {i * i}]"), StringComparison.Ordinal));
        Outcome refused = Fit(folder, "t.json");
        refused.IsOneLine(message, "take them out with --sql '");
        Outcome fit = Fit(folder, "t.json", "--sql", refused.Error.Split('\'')[^2]);
        Assert.Equal(0, fit.ExitCode);
        Assert.Contains($", {(json.Contains("MANY") ? 300 : 30)} rows, 2 columns, 1 input.", fit.Error);
    }

    [Theory]
    [InlineData("{0}", "; it is not used"), InlineData("\"t{1}\", {1}", "; each of them is a category")]
    public void I_am_told_that_a_column_holds_lists_and_how_to_take_an_element(string list, string then)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("t.json"), TestTables.Csv(Enumerable.Range(0, 30).Select(i =>
            $$"""{"v": {"tags": [{{string.Format(CultureInfo.InvariantCulture, list, i, i % 2)}}]}, "x": {{i}}, """
                + $"\"y\": {i * i}}}")));
        string query = "select *, v.tags[1] as \"v.tags1\" from data";
        Assert.Contains($"Warning: {folder.At("t.json")}, column 'v.tags': its cells are lists; take them out with "
            + $"--sql '{query}'{then}.", Fit(folder, "t.json").Notes);
        Outcome fit = Fit(folder, "t.json", "--sql", query, "--verbose");
        Assert.Contains(list == "{0}" ? "  v.tags1: numbers" : "  v.tags1: 2 categories", fit.Notes);
    }

    // DuckDB's own limit is 2 MB.
    [Fact]
    public void A_row_may_be_of_any_length()
    {
        using var folder = new TempDir();
        string note = new('a', 5_000_000);
        File.WriteAllText(folder.At("t.csv"), $"note,x\n{note},1\nb,2\n");
        using TableFile file = TableFile.Open(folder.At("t.csv"));
        Assert.Equal([(note.Length, "1"), (1, "2")], Rows(file).Select(row => (row[0]!.Length, row[1]!)));
    }

    [Fact]
    public void Parquet_keeps_the_types_of_the_columns_that_it_had()
    {
        using var folder = new TempDir();
        string query = "select x::decimal(9, 2) as x, colour, (x > 3) as flag, {'a': x::int} as s, "
            + "timestamptz '2024-01-01 00:00:00+00' + to_hours(x::int) as t from data";
        Outcome first = InProcess.Run("predict", "--model", model.Path, "--data", model.Data, "--sql", query,
            "--output", folder.At("out.parquet"));
        Assert.Equal(0, first.ExitCode);
        using TableFile file = TableFile.Open(folder.At("out.parquet"));
        Assert.Equal(["x", "colour", "flag", "s.a", "t", "y_mean"], file.Header.Take(6));
        Assert.Equal(["DECIMAL(9,2)", "VARCHAR", "BOOLEAN", "INTEGER", "TIMESTAMP WITH TIME ZONE", "DOUBLE"],
            file.Types!.Take(6));
        Assert.Equal(["5.90", "blue", "true", "6"], Rows(file)[59].Take(4));
    }

    private static List<string?[]> Rows(TableFile file)
    {
        List<string?[]> rows = [];
        using TableCursor cursor = file.Read([.. Enumerable.Range(0, file.Header.Count)]);
        while (cursor.Read())
            rows.Add([.. Enumerable.Range(0, file.Header.Count).Select(i => cursor[i])]);
        return rows;
    }

    private static Outcome Fit(TempDir folder, string data, params string[] options) => InProcess.Run(
        ["fit", "--data", folder.At(data), "--model", folder.At("m.mdn"), "--target", "y", "--no-report", "--no-plots",
            "--force", "--steps", "1", "--folds", "2", "--refits", "0", "--hidden", "1", "--components", "1",
            .. options]);
}
