using System.Globalization;
using System.IO.Compression;
using System.Text;
using MdnDemo.Tests.Support;
using static MdnDemo.Tests.Support.OneColumn;

namespace MdnDemo.Tests;

/// <summary>Files that the database would read otherwise, or not at all.</summary>
[Collection(nameof(Libtorch))]
public sealed class FileReadingSpecs(SmallModel model)
{
    private const int Rows = 60;

    [Theory]
    [InlineData("d[1].csv", "d1.csv"), InlineData("d[1].jsonl", "d1.jsonl"), InlineData("run[2]/t.csv", "run2/t.csv")]
    public void A_name_with_brackets_is_that_file_and_no_pattern(string name, string other)
    {
        using var folder = new TempDir();
        foreach (var (path, x) in new[] { (name, 1.5), (other, 2.5) })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.At(path))!);
            string table = string.Create(CultureInfo.InvariantCulture, $"x,colour,y\n{x},red,1\n");
            File.WriteAllText(folder.At(path), name.EndsWith(".csv") ? table : TestTables.JsonLines(table));
        }
        Assert.StartsWith("1.5,", Predicted(folder, name)[1]);
    }

    [Fact]
    public void A_number_of_json_keeps_its_digits_however_late_it_comes()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("late.jsonl"), TestTables.JsonLines(TestTables.Csv(["x,colour,y",
            .. Enumerable.Range(0, 21_000).Select(i => $"{(i < 20_990 ? "1" : "2.5")},red,1")])));
        string[] rows = Predicted(folder, "late.jsonl", "--modes", "0");
        Assert.Equal(("1.0", "2.5"), (rows[1].Split(',')[0], rows[^1].Split(',')[0]));
    }

    [Theory, InlineData("PT1H30"), InlineData("P1"), InlineData("-PT1H30"), InlineData("PT")]
    public void A_text_that_is_nearly_a_duration_is_a_text(string text)
    {
        using var folder = new TempDir();
        Outcome fit = Fit(folder, Table([.. Enumerable.Range(0, Rows).Select(i => i == 5 ? text : $"id{i % 3}")]));
        Assert.Equal((0, "  v: 4 categories"), (fit.ExitCode, fit.Notes[0]));
    }

    [Theory, InlineData("{1}/{0}/2024"), InlineData("{1}.{0}.2024"), InlineData("{1:D2}-{0:D2}-2024")]
    public void A_date_has_the_same_day_with_a_query_and_without(string format)
    {
        using var folder = new TempDir();
        // No day is above 12.
        string[] cells = [.. Enumerable.Range(0, Rows).Select(i => string.Format(
            CultureInfo.InvariantCulture, format, i % 11 + 1, i % 7 + 1))];
        string[] plain = Fit(folder, Table(cells)).Notes,
            queried = Fit(folder, Table(cells), "--sql", "select * from data").Notes;
        Assert.Equal(plain, queried.Select(note => note.Replace(" with --sql", "", StringComparison.Ordinal)));
        Assert.Contains("no day is above 12", plain[^1]);
    }

    [Fact]
    public void A_compressed_table_is_cut_off_though_it_holds_the_first_bytes_of_another()
    {
        using var folder = new TempDir();
        byte[] text = Encoding.UTF8.GetBytes(TestTables.Small), start = [0x1F, 0x8B, 8, 255, .. new byte[9]];
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.NoCompression))
            gzip.Write([.. text, .. start, .. text]);
        byte[] whole = bytes.ToArray();
        Assert.True(whole.AsSpan(1).IndexOf(start) > 0);
        File.WriteAllBytes(folder.At("cut.csv.gz"), whole[..^20]);
        InProcess.Predict("--model", model.Path, "--data", folder.At("cut.csv.gz")).IsOneLine("cut off");
    }

    [Fact]
    public void A_header_may_be_longer_than_any_that_people_write()
    {
        using var folder = new TempDir();
        string[] genes = [.. Enumerable.Range(0, 9000).Select(i => $"gene_{i:D5}")];
        File.WriteAllText(folder.At("wide.csv"), TestTables.Csv([$"x,colour,{string.Join(',', genes)}",
            $"1.5,red,{string.Join(',', genes.Select((_, i) => i))}"]));
        string row = Assert.Single(Predicted(folder, "wide.csv").Skip(1));
        Assert.StartsWith("1.5,red,0,1,2,", row);
    }

    [Theory, InlineData("t.json"), InlineData("t.csv")]
    public void A_byte_order_mark_is_no_part_of_the_first_name(string name)
    {
        using var folder = new TempDir();
        string[] header = ["\"x\n(mm)\",y", .. Enumerable.Range(0, Rows).Select(i => $"{i % 7}.5,{i % 9}.5")];
        string text = name == "t.json" ? TestTables.JsonLines(TestTables.Small) : TestTables.Csv(header);
        File.WriteAllText(folder.At(name), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Outcome fit = InProcess.Run(["fit", "--data", folder.At(name), "--target", "y", "--model", folder.At("m.mdn"),
            "--no-plots", "--no-report", .. SmallModel.Quick]);
        Assert.Equal(0, fit.ExitCode);
        Assert.Contains($", {Rows} rows,", fit.Error);
        Assert.DoesNotContain("Warning", fit.Error);
    }

    [Fact]
    public void A_line_break_in_quotes_and_a_row_that_is_too_short_may_be_in_one_file()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("pad.csv"), TestTables.Csv([.. TestTables.Small.TrimEnd('\n').Split('\n')
            .Select(line => line.Replace("red", "\"red\nor so\"", StringComparison.Ordinal)), "   "]));
        Outcome fit = InProcess.Run(["fit", "--data", folder.At("pad.csv"), "--target", "y", "--model",
            folder.At("m.mdn"), "--no-plots", "--no-report", .. SmallModel.Quick]);
        Assert.Equal(0, fit.ExitCode);
        Assert.Contains($", {Rows} rows,", fit.Error);
    }

    // As a German and then an English program write the same numbers, and the other way round.
    [Theory, InlineData(true), InlineData(false)]
    public void A_point_is_what_the_other_numbers_of_the_table_say(bool fitsCommas)
    {
        using var folder = new TempDir();
        string Commas(string table) => table.Replace(',', ';').Replace('.', ',');
        // Of each kind one number has two digits behind the point, which no number between thousands has.
        string table = TestTables.Csv(["x,w,y", .. Enumerable.Range(0, Rows).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{1 + i % 9}.{i:D3},{i % 8 + 0.25},{i % 7 + 0.5}"))]);
        string other = "x,w\n1.234,0.5\n2.345,0.25\n";
        File.WriteAllText(folder.At("fit.csv"), fitsCommas ? Commas(table) : table);
        File.WriteAllText(folder.At("same.csv"), fitsCommas ? Commas(other) : other);
        File.WriteAllText(folder.At("other.csv"), fitsCommas ? other : Commas(other));
        Assert.Equal(0, InProcess.Run(["fit", "--data", folder.At("fit.csv"), "--target", "y", "--model",
            folder.At("m.mdn"), "--no-plots", "--no-report", .. SmallModel.Quick]).ExitCode);
        Outcome[] predictions = [.. new[] { "same.csv", "other.csv" }.Select(name => InProcess.Predict(
            "--model", folder.At("m.mdn"), "--data", folder.At(name), "--modes", "0"))];
        Assert.All(predictions, p => Assert.Equal((0, ""), (p.ExitCode, string.Concat(p.Notes.Skip(1)))));
        Assert.Equal(Means(predictions[0]), Means(predictions[1]));

        static IEnumerable<string> Means(Outcome predict) => predict.Output.TrimEnd('\n').Split('\n')[1..]
            .Select(row => row.Split(row.Contains(';') ? ';' : ',')[^1].Replace(',', '.'));
    }

    private string[] Predicted(TempDir folder, string name, params string[] options)
    {
        Outcome predict = InProcess.Predict(["--model", model.Path, "--data", folder.At(name), .. options]);
        Assert.Equal((0, ""), (predict.ExitCode, predict.Error.Contains("Warning") ? predict.Error : ""));
        return predict.Output.TrimEnd('\n').Split('\n');
    }
}
