using System.Globalization;
using System.Text;
using System.Text.Json;
using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>Tables as people have them: of other programs, with gaps, dates and remarks.</summary>
[Collection(nameof(Libtorch))]
public sealed class TableKindSpecs(SmallModel model)
{
    private const string Usual = "CSV with ',', 60 rows, 3 columns, 2 inputs; categories: colour (2).";

    private static string[] Lines { get; } = TestTables.Small.TrimEnd('\n').Split('\n');

    private static readonly Encoding Utf16 = new UnicodeEncoding(bigEndian: false, byteOrderMark: true);

    public static TheoryData<string, string> Texts { get; } = new()
    {
        { Usual.Replace("columns", "columns, passed over 3 blank lines"), TestTables.Small + "\n\n\n" },
        { Usual.Replace("columns", "columns, passed over 1 blank line"), Insert(30, "") },
        { Usual.Replace("columns", "columns, passed over 1 blank line, the last line"),
            TestTables.Small + "\n(60 rows affected)\n" },
        { Usual.Replace("60 rows", "62 rows"), TestTables.Small + ",,\n,,\n" },
        { Usual.Replace("','", "';'").Replace("columns", "columns, passed over 1 line above the header"),
            "sep=;\n" + TestTables.Small.Replace(',', ';') },
        { Usual.Replace("columns", "columns, passed over 1 line above the header"),
            "# made by an instrument\n" + TestTables.Small },
        { Usual.Replace("columns", "columns, passed over 2 lines above the header"),
            "Survey of 2024\n\nAll stations\n" + TestTables.Small },
        { Usual.Replace("','", "'|'"), TestTables.Small.Replace(',', '|') },
        { Usual.Replace("','", "tab"), TestTables.Small.Replace(',', '\t') },
        { Usual, TestTables.Small.Replace('\n', '\r') },
        { Usual, Insert(1, "0.05,red,1.2\r").Replace("0.05,red,1.2\r\n", "").Replace("\n", "\r\n") },
        { Usual.Replace("3 columns", "4 columns"), TestTables.Csv(Lines.Select((line, i) =>
            i == 0 ? "," + line : $"{i - 1},{line}")) },
        { Usual.Replace("3 columns", "4 columns"), TestTables.Csv(Lines.Select(line => line + ",")) },
        { Usual.Replace("3 columns", "4 columns"), WithEnds(",") },
        { Usual.Replace("3 columns", "5 columns"), WithEnds(",\"\", ") },
        { Usual.Replace("3 columns", "4 columns, passed over 1 line above the header"), "Survey\n" + WithEnds(",") },
        { Usual.Replace("3 columns", "4 columns").Replace("','", "tab"), WithEnds(",").Replace(',', '\t') },
        { Usual.Replace("3 columns", "4 columns").Replace("','", "';'"),
            WithEnds(",").Replace(',', ';').Replace('.', ',') },
        { Usual, TestTables.Small.Replace("red", "\"a \"\"red\"\",\none\"") },
        { Usual, TestTables.Small.Replace("0.5,blue", "?,blue").Replace("0.1,blue", "NA,blue") },
    };

    [Theory, MemberData(nameof(Texts))]
    public void I_am_told_in_one_line_what_was_understood_of_a_text(string understood, string text)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), text);
        Understands(folder, "table.csv", understood, rows: 60);
    }

    [Fact]
    public void I_can_use_a_text_in_another_encoding_or_compressed()
    {
        using var folder = new TempDir();
        string umlauts = TestTables.Small.Replace("colour", "größe", StringComparison.Ordinal);
        string understood = Usual.Replace("colour", "größe", StringComparison.Ordinal);
        File.WriteAllText(folder.At("latin.csv"), umlauts, Encoding.Latin1);
        Understands(folder, "latin.csv", understood.Replace("','", "',' in windows-1252"), rows: 60);
        File.WriteAllText(folder.At("wide.csv"), umlauts, Utf16);
        Understands(folder, "wide.csv", understood.Replace("','", "',' in utf-16"), rows: 60);
        File.WriteAllBytes(folder.At("table.csv.gz"), TestTables.Compressed(umlauts));
        Understands(folder, "table.csv.gz", understood, rows: 60);
        Assert.Equal(["latin.csv", "table.csv.gz", "wide.csv"], folder.Names);
    }

    [Fact]
    public void A_compressed_table_that_is_cut_off_is_no_shorter_table()
    {
        using var folder = new TempDir();
        byte[] whole = TestTables.Compressed(TestTables.Small);
        foreach (int missing in new[] { 1, 8, 9, 60, whole.Length / 2 })
        {
            File.WriteAllBytes(folder.At("cut.csv.gz"), whole[..^missing]);
            Fit(folder, "cut.csv.gz").IsOneLine("cut.csv.gz is cut off: the end of its gzip data is missing");
        }
        foreach (int damaged in new[] { whole.Length / 4, whole.Length - 6 })
        {
            byte[] bytes = [.. whole];
            bytes[damaged] ^= 0xFF;
            File.WriteAllBytes(folder.At("damaged.csv.gz"), bytes);
            Fit(folder, "damaged.csv.gz").IsOneLine("damaged.csv.gz cannot be read: its compressed data are damaged");
        }
        // Two of them are one too, as logs are made.
        int half = TestTables.Small.IndexOf('\n', TestTables.Small.Length / 2) + 1;
        File.WriteAllBytes(folder.At("two.csv.gz"), [.. TestTables.Compressed(TestTables.Small[..half]),
            .. TestTables.Compressed(TestTables.Small[half..])]);
        Understands(folder, "two.csv.gz", Usual, rows: 60);
    }

    [Fact]
    public void I_can_use_several_files_and_lines_of_json()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("a1.csv"), TestTables.Csv(Lines[..31]));
        File.WriteAllText(folder.At("a2.csv"), TestTables.Csv([Lines[0], .. Lines[31..]]));
        Understands(folder, "a*.csv", Usual.Replace("CSV", "2 files, CSV"), rows: 60);
        File.WriteAllText(folder.At("rows.jsonl"), TestTables.JsonLines(TestTables.Small));
        Understands(folder, "rows.jsonl", Usual.Replace("CSV with ','", "JSON"), rows: 60);
        File.WriteAllText(folder.At("a3.csv"), "x,other\n1,2\n");
        Fit(folder, "a*.csv").IsOneLine("a3.csv has other columns than ");
    }

    [Fact]
    public void I_can_write_and_read_parquet()
    {
        using var folder = new TempDir();
        string csv = Predict(folder, TestTables.Small, "out.csv", "--modes", "0").Replace("\r", "");
        Predict(folder, TestTables.Small, "out.parquet", "--modes", "0");
        Outcome again = InProcess.Predict("--model", model.Path, "--data", folder.At("out.parquet"), "--sql",
            "select x, colour, y from data", "--modes", "0");
        Assert.Equal(0, again.ExitCode);
        Assert.Equal(csv.Split('\n').Select(l => l.Split(',')[^1]),
            again.Output.Split('\n').Select(l => l.Split(',')[^1]));
    }

    [Fact]
    public void I_can_shape_a_table_on_its_way_in()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), TestTables.Small);
        Outcome fit = Fit(folder, "table.csv", "--sql", "select 2 * x as twice, y from data where x < 4");
        Assert.Equal(0, fit.ExitCode);
        Assert.Contains("table.csv with --sql: CSV with ',', 40 rows, 2 columns, 1 input.", fit.Error);
        Fit(folder, "table.csv", "--sql", "select z from data", "--force").IsOneLine("--sql cannot be run: ", "\"z\"");
    }

    [Fact]
    public void My_decimal_commas_are_numbers()
    {
        using var folder = new TempDir();
        string commas = TestTables.Small.Replace(',', ';').Replace('.', ',');
        File.WriteAllText(folder.At("comma.csv"), commas);
        Understands(folder, "comma.csv", Usual.Replace("','", "';'"), rows: 60);
        string[] with = Predict(folder, commas, "out.csv", "--modes", "0").Split('\n');
        string[] without = Predict(folder, TestTables.Small, "out.csv", "--modes", "0", "--force").Split('\n');
        // The predictions have them too.
        Assert.Equal(without, with.Select(line => line.Replace(',', '.').Replace(';', ',')));
    }

    [Theory]
    [InlineData("numbers as 1,234.5", "\"1,{0:D3}.5\"")]
    [InlineData("numbers as 1 234,5", "1 {0:D3}")]
    [InlineData("numbers", "{0}.5%")]
    [InlineData("times, year-month-day", "2024-{1:D2}-{2:D2}")]
    [InlineData("times, year-month-day", "2024-{1:D2}-{2:D2}T{2:D2}:30:00Z")]
    [InlineData("times, day-month-year", "{2}.{1}.2024")]
    [InlineData("times, month-day-year", "{1}/{2}/2024 08:15")]
    [InlineData("times, day-month-year", "{2}-Mar-2024")]
    [InlineData("times, hour:minute", "{2}:00")]
    public void I_can_see_what_each_column_is(string kind, string format)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), TestTables.Csv(["v,y", .. Enumerable.Range(0, 60).Select(i =>
            string.Format(CultureInfo.InvariantCulture, format, 7 * i, i % 12 + 1, i % 23 + 1) + $",{i % 9}.5")]));
        Outcome fit = Fit(folder, "table.csv", "--verbose");
        Assert.Equal(0, fit.ExitCode);
        Assert.Equal([$"  v: {kind}", "  y: target, numbers"], fit.Notes[..2]);
    }

    [Fact]
    public void A_day_that_may_be_a_month_is_read_as_in_the_training_rows()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), TestTables.Csv(["v,y", .. Enumerable.Range(0, 60).Select(i =>
            $"{i % 28 + 1}/{i % 12 + 1}/2024,{i % 12}")]));
        Assert.Equal(0, Fit(folder, "table.csv").ExitCode);
        string[] rows = new string[2];
        foreach (var (i, day) in new[] { "3/4/2024", "2024-04-03" }.Index())
        {
            File.WriteAllText(folder.At("new.csv"), $"v\n{day}\n");
            rows[i] = InProcess.Predict("--model", folder.At("m.mdn"), "--data",
                folder.At("new.csv")).Output.Split('\n')[1].Split(',', 2)[1];
        }
        Assert.Equal(rows[1], rows[0]);
    }

    [Fact]
    public void Missing_cells_are_learnt_and_predicted()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), TestTables.Csv(["age,deck,fare", .. Enumerable.Range(0, 100)
            .Select(i => $"{(i % 5 == 0 ? "" : i)},{(i % 4 > 0 ? "-" : "ABC"[i % 3])},"
                + (i % 7 == 0 ? "NA" : $"{i}.5"))]));
        Outcome fit = Fit(folder, "table.csv", "--target", "fare", "--na", "-", "--verbose");
        Assert.Equal(0, fit.ExitCode);
        Assert.Equal(["  age: numbers, 20 missing cells", "  deck: 3 categories, 75 missing cells",
            "  fare: target, numbers, 15 missing cells", "Skipped 15 rows without a target."], fit.Notes);
        Assert.Matches(@"; 85 rows \(15 skipped\)", fit.Output);
        File.WriteAllText(folder.At("new.csv"), "age,deck,fare\n,,\n,A,?\n20,Z,3\n");
        Outcome predict = InProcess.Predict("--model", folder.At("m.mdn"), "--data", folder.At("new.csv"), "--modes",
            "0", "--quantiles", "0.5");
        string[] rows = predict.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(["age", "deck", "fare", "fare_mean", "fare_std", "fare_q0.5", "log_density"], rows[0].Split(','));
        Assert.Equal(",,,,,,", rows[1]);
        Assert.Matches(@"^,A,\?(,[\d.]+){3},$", rows[2]);
        Assert.Matches(@"^20,Z,3(,[\d.]+){3},-[\d.]+$", rows[3]);
        Assert.Equal(["Warning: 'deck' has values that the model does not know, such as 'Z', in 1 of 3 rows.",
            "2 rows predicted; 1 row without a prediction, the first: "
            + $"{folder.At("new.csv")}, row 2: it is empty."], predict.Notes);
    }

    [Fact]
    public void Columns_that_say_nothing_are_not_used_and_I_am_warned()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), TestTables.Csv(Lines.Select((line, i) =>
            i == 0 ? $",id,x,x,note,{line["x,".Length..]}" : $"{i},P-{i},1,2,free,{line[line.IndexOf(',')..][1..]}")));
        Outcome fit = Fit(folder, "table.csv", "--exclude", "note");
        Assert.Equal(0, fit.ExitCode);
        Assert.Collection(fit.Notes,
            n => Assert.Contains("column 1: it has no name; it is not used.", n),
            n => Assert.Contains("column 'x': another column has its name; it is not used.", n),
            n => Assert.Contains("column 'x': another column has its name; it is not used.", n),
            n => Assert.Contains("column 'id': its texts differ in nearly every row, such as 'P-1' (60 in 60 rows", n));
        Fit(folder, "table.csv", "--exclude", "y", "--force")
            .IsOneLine("Column 'y' is excluded, and an input or a target");
        Outcome insists = Fit(folder, "table.csv", "--input", "id", "--force");
        Assert.Equal((0, 0), (insists.ExitCode, insists.Notes.Length));
    }

    [Fact]
    public void Rows_that_cannot_be_predicted_keep_their_places()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), "x,colour\n0.1,red\n1e12,red\nthree,blue\n0.2,green\n");
        Outcome predict = InProcess.Predict("--model", model.Path, "--data", folder.At("table.csv"), "--modes", "0",
            "--quantiles", "0.5");
        string[] rows = predict.Output.TrimEnd('\n').Split('\n');
        Assert.Matches("^0.1,red(,-?[0-9.]+){3}$", rows[1]);
        Assert.Equal(["1e12,red,,,", "three,blue,,,"], rows[2..4]);
        Assert.Matches("^0.2,green(,-?[0-9.]+){3}$", rows[4]);
        Assert.Equal([
            "Warning: 'x' is outside the range of the training rows, 0 to 5.9, in 1 of 4 rows; predictions there are "
                + "extrapolations.",
            "Warning: 'colour' has values that the model does not know, such as 'green', in 1 of 4 rows.",
            "2 rows predicted; 2 rows without a prediction, the first: "
            + $"{folder.At("table.csv")}, row 3: the inputs are too far from those of the training rows."],
            predict.Notes);
    }

    [Fact]
    public void A_prediction_never_takes_the_name_of_a_column()
    {
        using var folder = new TempDir();
        string table = TestTables.Csv("x,colour,Y_mean", "1,red,7");
        File.WriteAllText(folder.At("table.csv"), table);
        Outcome predict = InProcess.Predict("--model", model.Path, "--data", folder.At("table.csv"), "--modes", "0",
            "--quantiles", "0.5");
        Assert.StartsWith("x,colour,Y_mean,y_mean_2,y_std,y_q0.5\n1,red,7,", predict.Output);
        Assert.Contains("has a column 'y_mean'; the prediction is in 'y_mean_2'.", predict.Notes[0]);
    }

    [Theory]
    [InlineData("1,2\n3\n4,5,6\n", "row 3: it has 1 field, and the header has 2")]
    [InlineData("1,2\n3,4\nsum\n", "row 4: it has 1 field, and the header has 2")]
    [InlineData("1,2\n\n3,4\n\n\n5,inf\n7,8\n", "row 7, column 'y': 'inf' is not a number")]
    [InlineData("1,2,\n3,4,\n5,6\n7,8,\n", "row 4: it has 2 fields, and most rows have 3; fix the row")]
    [InlineData("1,2,\n3,4,\n5,6,,\n7,8,\n", "row 4: it has 4 fields, and most rows have 3; fix the row")]
    [InlineData("1,\"2\"\n3,\"4\n5,6\n", "row 3: a quote is not closed")]
    [InlineData("1,\"2\"\n\n3,\"\"4\n", "row 4: a quote is not closed, or stands inside a field")]
    public void No_row_is_lost_in_silence(string rows, string message)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), "x,y\n" + rows);
        Fit(folder, "table.csv").IsOneLine(folder.At("table.csv"), message);
    }

    // On grids that all of them hold exactly. The finer one is the last digit of the largest: to it the ends of an
    // interval, which are numbers of the target, are rounded, and so is its length.
    [Theory]
    [InlineData(1024, 1e-6)]
    [InlineData(8192, 1e-5)]
    public void Large_offsets_change_no_score(double perUnit, double ofLength)
    {
        using var folder = new TempDir();
        JsonElement[] scores = new JsonElement[3];
        foreach (var (i, offset) in new[] { 0, 1e9, 1e12 }.Index())
        {
            File.WriteAllText(folder.At("table.csv"), TestTables.Csv(["x,y", .. Enumerable.Range(0, 100).Select(n =>
                string.Create(CultureInfo.InvariantCulture,
                    $"{n},{offset + Math.Round(9000 * Math.Sin(n)) / perUnit:F13}"))]));
            Assert.Equal(0, Fit(folder, "table.csv", "--force", "--plots", folder.At("p")).ExitCode);
            Outcome evaluate = InProcess.Run("evaluate", "--model", folder.At("m.mdn"), "--data",
                folder.At("table.csv"), "--json");
            scores[i] = JsonDocument.Parse(evaluate.Output).RootElement;
        }
        foreach (JsonElement other in scores[1..])
        {
            Assert.All(scores[0].EnumerateObject(), score =>
            {
                double expected = score.Value.GetDouble(), actual = other.GetProperty(score.Name).GetDouble();
                double allowed = score.Name.Contains("length", StringComparison.Ordinal)
                    ? ofLength * Math.Max(1, expected) : 0;
                Assert.InRange(actual, expected - allowed, expected + allowed);
            });
        }
    }

    [Fact]
    public void Large_numbers_are_predicted_with_as_many_digits_as_they_need()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), TestTables.Csv(["x,t", .. Enumerable.Range(0, 100).Select(n =>
            $"{n},{1699999999999000000 + 500 * (n * 37 % 1000)}")]));
        Assert.Equal(0, Fit(folder, "table.csv", "--target", "t", "--plots", folder.At("p")).ExitCode);
        Outcome predict = InProcess.Predict("--model", folder.At("m.mdn"), "--data", folder.At("table.csv"),
            "--modes", "0");
        Assert.All(predict.Output.TrimEnd('\n').Split('\n')[1..], row =>
        {
            Assert.Equal(row.Split(',')[4..9].Order(), row.Split(',')[4..9]);
            Assert.Equal(5, row.Split(',')[4..9].Distinct().Count());
        });
    }

    // As programs write a table that end each row with a delimiter, and not the header.
    private static string WithEnds(string end) => TestTables.Csv([Lines[0], .. Lines[1..].Select(l => l + end)]);

    private static string Insert(int line, string text) => TestTables.Csv([.. Lines[..line], text, .. Lines[line..]]);

    private static Outcome Fit(TempDir folder, string data, params string[] options) => InProcess.Run(
        ["fit", "--data", folder.At(data), "--model", folder.At("m.mdn"), "--no-report",
            .. options.Contains("--plots") ? [] : new[] { "--no-plots" },
            .. options.Contains("--target") ? [] : new[] { "--target", "y" }, .. SmallModel.Quick, .. options]);

    private string Predict(TempDir folder, string table, string output, params string[] options)
    {
        File.WriteAllText(folder.At("table.csv"), table);
        Outcome predict = InProcess.Run(["predict", "--model", model.Path, "--data", folder.At("table.csv"),
            "--output", folder.At(output), .. options]);
        Assert.Equal((0, "60 rows predicted."), (predict.ExitCode, Assert.Single(predict.Notes)));
        return File.ReadAllText(folder.At(output));
    }

    private static void Understands(TempDir folder, string data, string understood, int rows)
    {
        Outcome fit = Fit(folder, data, "--force");
        Assert.Equal(0, fit.ExitCode);
        Assert.Contains($"Read {folder.At(data)}: {understood}", fit.Error);
        Assert.Matches($@"; {rows:N0} rows", fit.Output);
        File.Delete(folder.At("m.mdn"));
    }
}
