using System.Text;
using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>What a table may be, and what the error message of another one says.</summary>
[Collection(nameof(Libtorch))]
public sealed class CsvSpecs
{
    /// <summary>The small table with one of its lines replaced; 0 is the header.</summary>
    private static string With(int line, string text)
    {
        string[] lines = TestTables.Small.TrimEnd('\n').Split('\n');
        lines[line] = text;
        return TestTables.Csv(lines);
    }

    [Theory]
    [InlineData("row 4, column 'x': 'three' is not a number", 3, "three,red,1")]
    [InlineData("row 4, column 'y': 'three' is not a number", 3, "3,red,three")]
    [InlineData("row 4, column 'y': '1,5' is not a number", 3, "3,red,\"1,5\"")]
    [InlineData("row 4, column 'y': '-Infinity' is not a finite number", 3, "3,red,-Infinity")]
    [InlineData("row 2, column 'x': 'infinity' is not a finite number", 1, "infinity,red,1")]
    [InlineData("row 61, column 'y': '1e400' is not a finite number", 60, "3,red,1e400")]
    [InlineData("row 4, column 'y': '-1e101' is beyond ±1E+100", 3, "3,red,-1e101")]
    [InlineData("row 4: it has 2 fields, and the header has 3", 3, "3,red")]
    [InlineData("row 4: it has 4 fields, and the header has 3", 3, "3,red,1,")]
    [InlineData("row 4: it has 1 field, and the header has 3", 3, "3")]
    [InlineData("row 4: a quote is not closed, or stands inside a field", 3, "3,\"red\"x,1")]
    [InlineData("has two columns 'y'; rename one", 0, "y,colour,y")]
    [InlineData("row 2: it has 3 fields, and the header has 4; so have most rows: fix the header", 0, "x,colour,y,")]
    [InlineData("row 2: it has 3 fields, and the header has 2; the header is one name shorter than the rows", 0,
        "colour,y")]
    public void I_am_told_the_row_and_the_column_of_a_mistake(string message, int line, string text)
    {
        using var folder = new TempDir();
        Fails(folder, Encoding.UTF8.GetBytes(With(line, text)), [], message);
    }

    [Theory]
    [InlineData("row 4, column 'x': the cell is missing; fill it, or choose --missing keep or drop", ",red,1")]
    [InlineData("row 4, column 'colour': the cell is missing", "3,  ,1")]
    [InlineData("row 4, column 'y': the cell is missing", "3,red,\"\"")]
    [InlineData("row 4, column 'x': the cell is missing", "n/a,red,1")]
    public void I_can_have_missing_cells_refused(string message, string text)
    {
        using var folder = new TempDir();
        Fails(folder, Encoding.UTF8.GetBytes(With(3, text)), ["--missing", "error"], message);
    }

    [Fact]
    public void I_am_told_the_row_of_a_quote_that_is_never_closed()
    {
        using var folder = new TempDir();
        Fails(folder, Encoding.UTF8.GetBytes(With(10, "1,\"red,1")), [], "row 11: ");
    }

    [Theory]
    [InlineData("has no column 'duratoin'; the nearest are 'duration', ", "--input", "duratoin")]
    [InlineData("has no column 'Y'; the nearest are 'y'", "--target", "Y")]
    [InlineData("has no column 'z'; the nearest are ", "--categorical", "z")]
    [InlineData("has no column '@y'; the nearest are 'y'", "--target", "@y")]
    [InlineData("Column 'y' is named twice", "--input", "y")]
    [InlineData("Column 'waiting' is named twice", "--input", "waiting", "waiting")]
    [InlineData("Column 'y' is a target and --categorical", "--categorical", "y")]
    public void I_am_told_which_column_I_named_wrongly(string message, params string[] options)
    {
        using var folder = new TempDir();
        Run(folder, "waiting,duration,y\n1,2,3\n"u8.ToArray(), options).IsOneLine(message);
        Assert.Equal(["table.csv"], folder.Names);
    }

    [Theory]
    [InlineData("is empty", "")]
    [InlineData("is empty", "\n")]
    [InlineData("is empty", "\r\n\r\n")]
    [InlineData("is empty", "\uFEFF")]
    [InlineData("has 0 rows to learn from; at least 20 are needed", "x,y\n")]
    [InlineData("has 1 row to learn from; at least 20 are needed", "x,y\n1,2\n")]
    [InlineData("is a binary file", "x\0y,y\n")]
    [InlineData("has no column but the targets", "y\n1\n2\n")]
    public void I_am_told_that_there_is_nothing_to_learn_from(string message, string text)
    {
        using var folder = new TempDir();
        Fails(folder, Encoding.UTF8.GetBytes(text), [], message);
    }

    [Theory]
    [InlineData("--hidden is '64,64'; it must be a whole number", "--hidden", "64,64")]
    [InlineData("--hidden is 20000; it must be from 1 to 10,000", "--hidden", "64", "20000")]
    public void I_am_told_that_a_width_is_none(string message, params string[] options)
    {
        using var folder = new TempDir();
        Run(folder, Rows(200, i => $"{i},{i % 7}"), options).IsOneLine(message);
        Assert.Equal(["table.csv"], folder.Names);
    }

    [Fact]
    public void I_can_have_a_thousand_targets_at_most()
    {
        using var folder = new TempDir();
        string[] targets = [.. Enumerable.Range(0, 1001).Select(i => $"y{i}")];
        byte[] table = Encoding.UTF8.GetBytes(TestTables.Csv("x," + string.Join(',', targets)));
        Run(folder, table, ["--target", .. targets]).IsOneLine(
            "--target names 1,001 columns; at most 1,000 columns fit into a model");
        Assert.Equal(["table.csv"], folder.Names);
    }

    [Fact]
    public void I_need_20_rows()
    {
        using var folder = new TempDir();
        Fails(folder, Rows(19, i => $"{i},{i}"), [], "has 19 rows to learn from; at least 20 are needed");
        Fails(folder, Rows(39, i => $"{i},{i}"), ["--folds", "20"],
            "has 39 rows to learn from; at least 40 are needed");
    }

    [Fact]
    public void I_am_told_why_no_rows_are_left()
    {
        using var folder = new TempDir();
        Outcome outcome = Run(folder, Rows(30, i => $"{i},{(i < 2 ? "7" : "NA")}"), []);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Collection(outcome.Notes,
            note => Assert.Equal("Skipped 28 rows without a target.", note),
            mistake => Assert.Contains("has 2 rows to learn from; at least 20 are needed", mistake));
    }

    [Fact]
    public void I_need_a_target_and_an_input_that_vary()
    {
        using var folder = new TempDir();
        Fails(folder, Rows(30, i => $"{i},7"), [], "column 'y': the target has the same value in all rows");
        Outcome outcome = Run(folder, Rows(30, i => $"7,{i}"), []);
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.Collection(outcome.Notes,
            warning => Assert.Contains("column 'x' has the same value in all rows; it is not used", warning),
            mistake => Assert.Contains("has no input column that varies", mistake));
        outcome = Run(folder, Rows(300, i => $"name{i},{i}"), []);
        Assert.Contains("column 'x': its texts differ in nearly every row", outcome.Notes[0]);
        Assert.Contains("has no input column that varies", outcome.Notes[1]);
    }

    [Fact]
    public void I_am_told_that_a_file_is_no_text()
    {
        using var folder = new TempDir();
        Fails(folder, [0xD0, 0xCF, 0x11, 0xE0, .. new byte[1000]], [], "is a binary file");
        Fails(folder, [(byte)'P', (byte)'K', 3, 4, .. new byte[1000]], [], "is a ZIP file, perhaps of Excel");
    }

    [Fact]
    public void I_am_told_that_a_file_cannot_be_read()
    {
        using var folder = new TempDir();
        void Says(string path, string message) =>
            InProcess.Run("fit", "--target", "y", "--data", path, "--model", folder.At("m.mdn"))
                .IsOneLine(path, message);

        Says(folder.Path, "is a folder; name a file");
        Says(folder.At("nowhere.csv"), "cannot be read: there is no such file");
        Says(folder.At("no/where.csv"), "cannot be read: there is no such folder");
        File.CreateSymbolicLink(folder.At("loop"), folder.At("loop"));
        Says(folder.At("loop"), "cannot be read: ");
        // A file that even root may not read.
        Says("/proc/self/mem", "cannot be read: Input/output error");
        Assert.Equal(["loop"], folder.Names);
    }

    private static byte[] Rows(int count, Func<int, string> row) =>
        Encoding.UTF8.GetBytes(TestTables.Csv(["x,y", .. Enumerable.Range(0, count).Select(row)]));

    private static Outcome Run(TempDir folder, byte[] table, string[] options)
    {
        File.WriteAllBytes(folder.At("table.csv"), table);
        string[] target = options.Contains("--target") ? [] : ["--target", "y"];
        return InProcess.Run(
            ["fit", "--data", folder.At("table.csv"), "--model", folder.At("m.mdn"), .. target, .. options]);
    }

    private static void Fails(TempDir folder, byte[] table, string[] options, string message)
    {
        Run(folder, table, options).IsOneLine(folder.At("table.csv"), message);
        Assert.Equal(["table.csv"], folder.Names);
    }
}
