using System.Globalization;
using MdnDemo.Tables;
using MdnDemo.Tests.Support;
using static MdnDemo.Tests.Support.OneColumn;

namespace MdnDemo.Tests;

/// <summary>Cells as people and programs write them: units, currencies, markers, months, gaps of spaces.</summary>
[Collection(nameof(Libtorch))]
public sealed class CellKindSpecs
{
    private const int Rows = 60;

    [Theory]
    [InlineData("numbers in m", "{0}.5 m")]
    [InlineData("numbers in °C", "-{0}.5°C")]
    [InlineData("numbers in km/h", "{0}e-1 km/h")]
    [InlineData("numbers in m2", "{0} m2")]
    [InlineData("numbers as 1,234.5 in $", "\"$1,{0:D3}.50\"")]
    [InlineData("numbers as 1234,5 in €", "\"1.{0:D3},50 €\"")]
    [InlineData("numbers in USD", "USD {0}.50")]
    [InlineData("numbers in US$", "US${0}.50")]
    [InlineData("numbers as 1234,5 in R$", "\"-R$ {0},50\"")]
    [InlineData("numbers as 1,234.5", "–{0}.5")]
    [InlineData("numbers", "({0}.5)")]
    [InlineData("numbers", "{0}.5-")]
    [InlineData("times, year-month-day", "{3}-{1:D2}")]
    [InlineData("times, year-month-day", "{3}-Q{4}")]
    [InlineData("times, month-day-year", "{1}/{3}")]
    [InlineData("times, month-day-year", "Mar {3}")]
    [InlineData("times, day-month-year", "{2} Mar 2024")]
    [InlineData("times, day-month-year", "\"Mon, {2} Mar {3} 10:30:00 GMT\"")]
    [InlineData("times, year-month-day", "2024-{1:D2}-{2:D2} 10:30:00 UTC")]
    [InlineData("times, year-month-day", "2024{1:D2}{2:D2}T103000Z")]
    [InlineData("times, year-month-day", "2024{1:D2}{2:D2} 10:30")]
    [InlineData("times, year-month-day", "\"2024-{1:D2}-{2:D2} 10:30:00,{0:D3}\"")]
    [InlineData("times, year-month-day", "2024-{1:D2}-{2:D2}T10:30:00.123456{0:D3}Z")]
    [InlineData("times, day-month-year", "Mon Mar {2} 10:30:00 {3}")]
    [InlineData("times, day-month-year", "\"Mar {4}th, {3}\"")]
    [InlineData("times, yearmonthday", "2024{1:D2}{2:D2}")]
    [InlineData("numbers", "2924{1:D2}{2:D2}")]
    [InlineData("numbers", "2024{2:D2}{1:D2}")]
    [InlineData("times, yearmonth", "{3}{1:D2}")]
    [InlineData("numbers", "{3}{2:D2}")]
    [InlineData("numbers as 1.2K", "{0}.5{6}")]
    [InlineData("numbers as 1,2K in €", "\"{0},5{6} €\"")]
    [InlineData("numbers in K", "{0}.5K")]
    [InlineData("durations, 1d 2h 30m 15s", "{0}h {2}m")]
    [InlineData("durations, 1d 2h 30m 15s", "PT{0}H{2}M")]
    [InlineData("times, day-month-year", "{2} janv. {3}")]
    [InlineData("times, day-month-year", "{2}. März {3} 10:30")]
    [InlineData("times, month-day-year", "févr. {3}")]
    [InlineData("times, hour:minute:second", "{2:D2}:{2:D2}:{2:D2}")]
    [InlineData("durations, [hours:]minutes:seconds", "{0}:{2:D2}.5")]
    [InlineData("times, year-month-day", "{3}Q{4}")]
    [InlineData("times, year-month-day", "{3}-W{2:D2}")]
    [InlineData("times, year-month-day", "{3}-W{2:D2}-{4}")]
    [InlineData("times, month-day-year", "H1 {3}")]
    [InlineData("durations, hours:minutes:seconds", "{0}:{2:D2}:{2:D2}.5")]
    [InlineData("durations, hours:minutes:seconds", "-{5} days {2}:{2:D2}:{2:D2}")]
    [InlineData("durations, hours:minutes", "{0}:{2:D2}")]
    [InlineData("numbers as 12,34,567.5", "\"{1},{2:D2},{0:D3}.5\"")]
    [InlineData("numbers as 12,34,567.5 in ₹", "\"₹{1},{2:D2},{0:D3}\"")]
    [InlineData("60 categories", "id{0}", "--input", "v")]
    [InlineData("12 categories", "{1}-{1}")]
    [InlineData("12 categories", "{1} apples and pears")]
    [InlineData("8 categories", "{5}{6}x")]
    public void I_can_see_what_a_column_is(string kind, string format, params string[] options)
    {
        using var folder = new TempDir();
        string[] cells = [.. Enumerable.Range(0, Rows).Select(i => string.Format(CultureInfo.InvariantCulture, format,
            7 * i, i % 12 + 1, i % 23 + 1, 1960 + i, i % 4 + 1, i % 8, "KM"[i % 2]))];
        Outcome fit = Fit(folder, Table(cells), options);
        Assert.Equal((0, $"  v: {kind}"), (fit.ExitCode, fit.Notes[0]));
    }

    [Theory]
    [InlineData("\\N"), InlineData("-nan"), InlineData("#DIV/0!"), InlineData("1.#QNAN"), InlineData("(null)")]
    public void A_marker_of_another_program_is_a_missing_cell(string marker)
    {
        using var folder = new TempDir();
        Outcome fit = Fit(folder, Table(WithMarker(marker)));
        Assert.Equal((0, "  v: numbers, 12 missing cells"), (fit.ExitCode, fit.Notes[0]));
    }

    [Theory]
    [InlineData("-"), InlineData("missing"), InlineData("<0.01")]
    public void A_marker_of_my_own_does_not_make_categories_of_numbers(string marker)
    {
        using var folder = new TempDir();
        Fit(folder, Table(WithMarker(marker))).IsOneLine(
            $"row 2, column 'v': '{marker}' is not a number", "name it with --na", "--categorical");
        Outcome fit = Fit(folder, Table(WithMarker(marker)), "--na", marker);
        Assert.Equal((0, "  v: numbers, 12 missing cells"), (fit.ExitCode, fit.Notes[0]));
    }

    [Fact]
    public void I_am_warned_of_a_number_that_is_absurdly_far_from_the_others()
    {
        using var folder = new TempDir();
        string[] cells = [.. Enumerable.Range(0, Rows).Select(i => $"{i}")];
        (cells[20], cells[30]) = ("20000", "-30000");
        Outcome fit = Fit(folder, Table(cells), "--plots", folder.At("p"));
        Assert.Equal(0, fit.ExitCode);
        Assert.Contains("table.csv, row 22, column 'v': 20000 is absurdly far from the others, which lie between 0 and "
            + "59; it and 1 more outlier count as the nearest of them", fit.Notes[2]);
        Assert.Equal(Predict(folder, "59").Split(',')[1..], Predict(folder, "20000").Split(',')[1..]);
        Assert.Equal(2, Fit(folder, Table(cells), "--outliers", "keep").Notes.Length);
    }

    [Fact]
    public void I_am_told_that_two_equal_outliers_may_stand_for_missing_numbers()
    {
        using var folder = new TempDir();
        string[] cells = [.. Enumerable.Range(0, Rows).Select(i => $"{i}")];
        (cells[20], cells[30]) = ("-9999", "-9999");
        Assert.Contains("takes all as they are; name it with --na='-9999' if it stands for a missing one",
            Fit(folder, Table(cells)).Notes[2]);
    }

    [Theory]
    [InlineData("-9999", 6), InlineData("-9999.0", 20), InlineData("999", 12), InlineData("99.9", 4)]
    [InlineData("-1000", 15)]
    public void I_am_warned_of_a_number_that_may_stand_for_a_missing_one(string code, int every)
    {
        using var folder = new TempDir();
        double number = double.Parse(code, CultureInfo.InvariantCulture);
        string[] cells = [.. Enumerable.Range(0, Rows).Select(i => i % every == 1 ? code : $"{i % 30}.5")];
        Outcome fit = Fit(folder, Table(cells));
        Assert.Equal(0, fit.ExitCode);
        string name = string.Create(CultureInfo.InvariantCulture, $"--na{(number < 0 ? '=' : ' ')}'{number}'");
        Assert.Contains(string.Create(CultureInfo.InvariantCulture,
            $"table.csv, column 'v': {cells.Count(c => c == code)} rows have {number}, and all others lie between 0.5 "
                + $"and 29.5; name it with {name} if it stands for a missing one."), fit.Notes[2]);

        Outcome again = Fit(folder, Table(cells), $"--na={number.ToString(CultureInfo.InvariantCulture)}");
        Assert.Equal((0, 2), (again.ExitCode, again.Notes.Length));
        Assert.Equal($"  v: numbers, {cells.Count(c => c == code)} missing cells", again.Notes[0]);
    }

    [Theory]
    [InlineData("0"), InlineData("40"), InlineData("9")]
    public void I_am_not_warned_of_a_number_that_is_one_of_the_others(string common)
    {
        using var folder = new TempDir();
        string[] cells = [.. Enumerable.Range(0, Rows).Select(i => i % 3 == 1 ? common : $"{20 + i % 30}.5")];
        Assert.Equal(2, Fit(folder, Table(cells)).Notes.Length);
    }

    [Theory, InlineData("2024-03-{0:D2}"), InlineData("week {0:D2}")]
    public void A_row_without_a_time_has_no_place_in_time(string format)
    {
        using var folder = new TempDir();
        string[] cells = [.. Enumerable.Range(0, Rows).Select(i => i == 17 ? ""
            : string.Format(CultureInfo.InvariantCulture, format, i % 28 + 1))];
        Fit(folder, Table(cells), "--time", "v", "--input", "v").IsOneLine(
            "table.csv, row 19, column 'v': the time is missing");
    }

    [Fact]
    public void A_number_in_a_unit_is_the_number_and_another_unit_is_refused()
    {
        using var folder = new TempDir();
        string[] metres = [.. Enumerable.Range(0, Rows).Select(i => $"{i} m")];
        Fit(folder, Table(metres));
        string[] predictions = [.. new[] { "20 m", "20" }.Select(v => Predict(folder, v))];
        Assert.Equal(predictions[0].Split(',')[1..], predictions[1].Split(',')[1..]);
        Assert.Contains("'2000 cm' is in cm, and the training rows were in m; convert the column.",
            Predict(folder, "2000 cm"));
    }

    [Theory]
    [InlineData("{0}.5 m", "'512 cm' is in cm, and the training rows were in m; convert the column.", "512 cm")]
    [InlineData("{0}.5", "'5.1 m' is in m, and the training rows had no unit; convert the column.", "5.1 m")]
    public void A_target_in_another_unit_is_not_scored(string written, string message, string cell)
    {
        using var folder = new TempDir();
        File.WriteAllLines(folder.At("table.csv"), ["v,y", .. Enumerable.Range(0, Rows)
            .Select(i => i + "," + string.Format(CultureInfo.InvariantCulture, written, i % 9))]);
        Outcome fit = InProcess.Run(["fit", "--data", folder.At("table.csv"), "--target", "y", "--model",
            folder.At("m.mdn"), "--no-plots", "--no-report", "--steps", "1", "--folds", "2", "--refits", "0"]);
        Assert.Equal(0, fit.ExitCode);
        File.WriteAllLines(folder.At("new.csv"), ["v,y", $"3,{cell}", $"4,{cell}"]);
        foreach (string[] command in (string[][])[["evaluate"], ["predict", "--output", folder.At("out.csv")]])
        {
            InProcess.Run([.. command, "--model", folder.At("m.mdn"), "--data", folder.At("new.csv")]).IsOneLine(
                $"new.csv, column 'y': {message}");
        }
        Assert.False(File.Exists(folder.At("out.csv")));
    }

    [Fact]
    public void A_target_means_what_it_meant_in_training_where_its_numbers_may_be_read_in_two_ways()
    {
        using var folder = new TempDir();
        File.WriteAllLines(folder.At("table.csv"), ["v;y", .. Enumerable.Range(0, Rows)
            .Select(i => $"{i};1,{i % 9}34")]);
        Assert.Equal(0, InProcess.Run(["fit", "--data", folder.At("table.csv"), "--target", "y", "--model",
            folder.At("m.mdn"), "--no-plots", "--no-report", "--steps", "1", "--folds", "2", "--refits", "0"])
            .ExitCode);
        string[][] predictions = [.. new[] { ',', '\t' }.Select(delimiter =>
        {
            string[] cells = ["3", delimiter == ',' ? "1.2340" : "1,234"];
            File.WriteAllLines(folder.At("new.csv"), [$"v{delimiter}y", string.Join(delimiter, cells)]);
            Assert.Equal(0, InProcess.Run(["predict", "--model", folder.At("m.mdn"), "--data", folder.At("new.csv"),
                "--output", folder.At("out.csv"), "--force"]).ExitCode);
            return File.ReadAllText(folder.At("out.csv")).TrimEnd().Replace(',', delimiter == ',' ? ',' : '.')
                .Split('\n')[1].Split(delimiter)[2..];
        })];
        Assert.Equal(predictions[0], predictions[1]);
    }

    [Theory, InlineData("20 cm"), InlineData("unknown"), InlineData("20")]
    public void A_cell_without_the_unit_of_the_others_does_not_make_texts_of_them(string cell)
    {
        using var folder = new TempDir();
        string[] metres = [.. Enumerable.Range(0, Rows).Select(i => i is 20 or 30 ? cell : $"{i} m")];
        Fit(folder, Table(metres)).IsOneLine(
            $"row 22, column 'v': '{cell}' is not a number in m, as most cells of the column are",
            $"name it with --na '{cell}'");
        Outcome fit = Fit(folder, Table(metres), "--na", cell);
        Assert.Equal((0, "  v: numbers in m, 2 missing cells"), (fit.ExitCode, fit.Notes[0]));
    }

    [Fact]
    public void An_amount_of_money_may_be_negative()
    {
        using var folder = new TempDir();
        string[] amounts = [.. Enumerable.Range(0, Rows).Select(i => (string[])[$"${i}", $"-${i}.50", $"(${i})"])
            .Select((written, i) => written[i % 3])];
        Outcome fit = Fit(folder, Table(amounts));
        Assert.Equal((0, "  v: numbers in $"), (fit.ExitCode, fit.Notes[0]));
        string expected = Predict(folder, "-20").Split(',', 2)[1];
        foreach (string written in (string[])["-$20", "($20)", "$-20", "−$ 20.00"])
            Assert.Equal(expected, Predict(folder, written).Split(',', 2)[1]);
        Assert.NotEqual(expected, Predict(folder, "$20").Split(',', 2)[1]);
    }

    [Fact]
    public void Hours_may_be_left_out_where_there_are_none()
    {
        using var folder = new TempDir();
        Outcome fit = Fit(folder, Table(WithAndWithoutHours("{0}:{1:D2}:15", "{1}:{0:D2}")));
        Assert.Equal((0, "  v: durations, [hours:]minutes:seconds"), (fit.ExitCode, fit.Notes[0]));
        string[] predictions = [.. new[] { "59:30", "0:59:30", "1:59:30" }.Select(v => Predict(folder, v))];
        Assert.Equal(predictions[0].Split(',')[1..], predictions[1].Split(',')[1..]);
        Assert.NotEqual(predictions[0].Split(',')[1..], predictions[2].Split(',')[1..]);
    }

    [Fact]
    public void I_am_asked_whether_a_cell_is_in_minutes_or_of_a_clock()
    {
        using var folder = new TempDir();
        string[] cells = [.. Enumerable.Range(0, Rows).Select(i => i == 20 ? "19:30" : $"1:{i:D2}:15")];
        Fit(folder, Table(cells)).IsOneLine("table.csv, row 22, column 'v': '19:30' may be minutes and seconds, or "
            + "hours and minutes, beside '1:00:15'; write it as 0:19:30 or 19:30:00");
        // A clock has two digits for its hours.
        Outcome clock = Fit(folder, Table(WithAndWithoutHours("09:{1:D2}:15", "{0:D2}:{1:D2}")));
        Assert.Equal((0, "  v: times, hour:minute"), (clock.ExitCode, clock.Notes[0]));
    }

    private static string[] WithAndWithoutHours(string with, string without) =>
        [.. Enumerable.Range(0, Rows).Select(i => string.Format(CultureInfo.InvariantCulture,
            i % 3 == 0 ? with : without, i % 20 + 1, i))];

    [Fact]
    public void Days_without_signs_between_are_days_only_where_all_are()
    {
        using var folder = new TempDir();
        string[] days = [.. Enumerable.Range(0, Rows).Select(i => $"2024{i % 12 + 1:D2}{i % 28 + 1:D2}")];
        Fit(folder, Table(days));
        Assert.Equal(Predict(folder, "2024-03-15").Split(',')[1..], Predict(folder, "20240315").Split(',')[1..]);
        Assert.Contains("'20240399' is no time as the others; write it as yearmonthday",
            Predict(folder, "20240399", "--strict"));
        Fit(folder, Table([.. days.Select(d => $"{d[..4]}-{d[4..6]}-{d[6..]}")]));
        Assert.Equal(Predict(folder, "2024-03-15").Split(',')[1..], Predict(folder, "20240315").Split(',')[1..]);
        Assert.Contains("'20240399' is no time as the others", Predict(folder, "20240399", "--strict"));
        // A single row of a column of numbers may look like a day.
        Fit(folder, Table([.. Enumerable.Range(0, Rows).Select(i => $"{20240301 + i}")]));
        Assert.Equal(Predict(folder, "20240315.0").Split(',')[1..], Predict(folder, "20240315").Split(',')[1..]);
    }

    [Theory]
    [InlineData("inf"), InlineData("-inf"), InlineData("Infinity"), InlineData("1e300"), InlineData("--")]
    public void I_am_told_how_to_take_a_cell_that_is_no_number_for_a_missing_one(string cell)
    {
        using var folder = new TempDir();
        string[] cells = [.. Enumerable.Range(0, Rows).Select(i => i == 20 ? cell : $"{i}.5")];
        string option = cell[0] == '-' ? $"--na='{cell}'" : $"--na '{cell}'";
        Fit(folder, Table(cells)).IsOneLine($"row 22, column 'v': '{cell}' is ", $"name it with {option} if");
        Outcome fit = Fit(folder, Table(cells), option.Replace("'", "").Split(' '));
        Assert.Equal((0, "  v: numbers, 1 missing cell"), (fit.ExitCode, fit.Notes[0]));
    }

    [Theory, InlineData("(m)", 0), InlineData("v", 30), InlineData("Total", 59)]
    public void I_am_told_that_one_row_may_be_none_of_the_table(string cell, int row)
    {
        using var folder = new TempDir();
        Fit(folder, Table([.. Enumerable.Range(0, Rows).Select(i => i == row ? cell : $"{i}.5")])).IsOneLine(
            $"row {row + 2}, column 'v': '{cell}' is not a number", "take the row out if it holds units or a total");
    }

    [Theory, InlineData("45", "50%", "row 12, column 'v': '50%' is beside '45'")]
    [InlineData("4,5 %", "1.045,0", "row 12, column 'v': '1.045,0' is beside '4,5 %'")]
    public void Of_two_numbers_not_one_alone_is_in_per_cent(string first, string later, string message)
    {
        using var folder = new TempDir();
        string[] cells = [.. Enumerable.Range(0, Rows).Select(i => $"\"{(i < 10 ? first : later)}\"")];
        Fit(folder, Table(cells)).IsOneLine(message, "write all cells with a per cent sign, or none");
        Fit(folder, Table(cells).Replace("v,y", "y,v")).IsOneLine(message.Replace("'v'", "'y'"));
        Outcome fit = Fit(folder, Table([.. Enumerable.Range(0, Rows).Select(i => i % 9 == 0 ? "0" : $"{i}%")]));
        Assert.Equal((0, "  v: numbers"), (fit.ExitCode, fit.Notes[0]));
    }

    [Theory, InlineData("kg", "lb", "'kg' and 'lb'"), InlineData("m", "", "'m' and no unit")]
    public void I_am_warned_of_numbers_in_several_units_which_are_categories(string one, string other, string units)
    {
        using var folder = new TempDir();
        string[] Cells(int numbers) =>
            [.. Enumerable.Range(0, Rows).Select(i => $"{i % numbers}.5 {(i % 3 == 0 ? one : other)}")];
        Outcome fit = Fit(folder, Table(Cells(30)));
        Assert.Equal(0, fit.ExitCode);
        Assert.Contains($"column 'v': its numbers are in {units}; each text is a category", fit.Notes[2]);
        Assert.DoesNotContain("its numbers are in", Fit(folder, Table(Cells(6))).Error);
        Assert.DoesNotContain("its numbers are in", Fit(folder, Table(Cells(30)), "--categorical", "v").Error);
    }

    [Theory, InlineData("{1}/{0}/2024", "month-day-year"), InlineData("{1}.{0}.2024", "day-month-year")]
    public void I_am_warned_where_a_day_may_be_a_month(string format, string order)
    {
        using var folder = new TempDir();
        string[] Cells(int days) => [.. Enumerable.Range(0, Rows).Select(i => string.Format(
            CultureInfo.InvariantCulture, format, i % 12 + 1, i % days + 1))];
        string date = string.Format(CultureInfo.InvariantCulture, format, 2, 1);
        // The first one is 1/1, which is the same in any order.
        Outcome fit = Fit(folder, Table(["1/1/2024".Replace('/', date[1]), date, .. Cells(1)[2..]]));
        Assert.Equal(0, fit.ExitCode);
        Assert.Contains($"column 'v': no day is above 12, so '{date}' is read as {order}; write it as year-month-day",
            fit.Notes[2]);
        Assert.DoesNotContain("no day is above 12", Fit(folder, Table(Cells(25))).Error);
    }

    [Fact]
    public void A_target_of_the_smallest_numbers_is_made_larger_as_I_am_told()
    {
        using var folder = new TempDir();
        string table = TestTables.Csv(["v,y", .. Enumerable.Range(0, Rows)
            .Select(i => $"{i},{i * 7 % 11 + 1}.5E-200")]);
        Outcome told = Fit(folder, table);
        told.IsOneLine("column 'y': the target varies by less than 1E-100");
        Outcome fit = Fit(folder, table, "--sql", told.Error.Split("--sql '")[1].Split("'.\n")[0]);
        Assert.Equal((0, "  y: target, numbers"), (fit.ExitCode, fit.Notes[1]));
        Assert.Contains("column 'v' varies by less than 1E-100", Fit(folder, table.Replace("v,y", "y,v")).Error);
    }

    [Fact]
    public void A_comma_is_as_in_the_other_columns_whatever_is_between_them()
    {
        using var folder = new TempDir();
        Outcome fit = Fit(folder, TestTables.Csv(["v;y", .. Enumerable.Range(0, Rows).Select(i =>
            $"1,{100 + i};{i % 9}.5")]));
        Assert.Equal((0, "  v: numbers as 1,234.5"), (fit.ExitCode, fit.Notes[0]));
    }

    [Theory]
    [InlineData("Mar {0}, 2024", "  v: times, day-month-year"), InlineData("a, {0}, b", "  v: 28 categories")]
    [InlineData("R$ {0}.234,50", "  v: numbers as 1234,5 in R$")]
    public void A_comma_in_every_cell_is_no_delimiter_where_the_header_has_none(string format, string kind)
    {
        using var folder = new TempDir();
        Outcome fit = Fit(folder, TestTables.Csv(["v;y", .. Enumerable.Range(0, Rows).Select(i =>
            string.Format(CultureInfo.InvariantCulture, format, i % 28 + 1) + $";{i}")]));
        Assert.Equal((0, kind), (fit.ExitCode, fit.Notes[0]));
    }

    [Theory, InlineData("{0} Brumaire 2024"), InlineData("{0} ± 1"), InlineData("{0} Mar '24")]
    public void A_number_behind_another_is_no_unit(string format)
    {
        using var folder = new TempDir();
        Outcome fit = Fit(folder, Table([.. Enumerable.Range(0, Rows).Select(i =>
            string.Format(CultureInfo.InvariantCulture, format, i % 28 + 1))]));
        Assert.Equal((0, "  v: 28 categories"), (fit.ExitCode, fit.Notes[0]));
    }

    [Theory]
    [InlineData(1699999883.4567891, 63, "1699999883.4568"), InlineData(1.23456789012, 1, "1.23456789")]
    [InlineData(1699999999999123456, 5e5, "1699999999999123456")]
    [InlineData(-9192631770.00012345, 1e-3, "-9192631770.000124")]
    public void A_number_has_six_digits_of_its_spread(double value, double spread, string text)
    {
        using var lines = new CsvLines(',', 16);
        lines.AppendField(value, spread);
        Assert.Equal("," + text, System.Text.Encoding.UTF8.GetString(lines.Bytes));
    }

    [Fact]
    public void The_first_name_may_begin_with_the_sign_of_a_remark()
    {
        using var folder = new TempDir();
        Outcome fit = Fit(folder, "#" + Table([.. Enumerable.Range(0, Rows).Select(i => $"{i}")]));
        Assert.Equal((0, "  #v: numbers"), (fit.ExitCode, fit.Notes[0]));
    }

    [Fact]
    public void A_text_among_few_codes_is_a_code_too()
    {
        using var folder = new TempDir();
        Outcome fit = Fit(folder, Table([.. Enumerable.Range(0, Rows).Select(i => i % 5 == 0 ? "all" : $"{i % 5}")]));
        Assert.Equal((0, "  v: 5 categories"), (fit.ExitCode, fit.Notes[0]));
    }

    [Theory]
    [InlineData("1,23,456.5", 123456.5), InlineData("12,34,56,789", 123456789.0), InlineData("-5,000", -5000.0)]
    [InlineData("123,456", null), InlineData("1,234,567", null), InlineData("1,23,45", null)]
    [InlineData("0,12,345", null)]
    public void Numbers_may_be_in_lakhs_and_crores(string cell, double? value)
    {
        Assert.Equal(value is not null, NumberFormat.Indian.TryParse(cell, out double read));
        if (value is not null)
            Assert.Equal(value, read);
    }

    [Fact]
    public void A_target_that_is_a_time_is_made_a_number_as_I_am_told()
    {
        using var folder = new TempDir();
        string table = TestTables.Csv(["v,y", .. Enumerable.Range(0, Rows).Select(i => $"{i},{i}:{i % 60:D2}:00")]);
        Fit(folder, table).IsOneLine(
            "'0:00:00' is a time, and a target is a number", "epoch(\"y\"::varchar::interval)");
        Outcome fit = Fit(folder, table, "--sql", "select v, epoch(\"y\"::varchar::interval) as y from data");
        Assert.Equal((0, "  y: target, numbers"), (fit.ExitCode, fit.Notes[1]));
    }

    [Theory, InlineData("true", "false", "'true'"), InlineData("no", "yes", "'yes'")]
    [InlineData("lost", "won 'it'", "'won ''it'''")]
    public void A_target_of_two_texts_is_made_0_and_1_as_I_am_told(string first, string second, string one)
    {
        using var folder = new TempDir();
        string table = TestTables.Csv(["v,y", .. Enumerable.Range(0, Rows)
            .Select(i => $"{i},{(i * 7 % 3 == 0 ? first : second)}")]);
        Outcome told = Fit(folder, table);
        told.IsOneLine($"'{first}' is a text, and a target is a number; make it one with --sql, such as \"");
        string query = told.Error.Split("such as \"")[1].Split("\".\n")[0].Replace("\\\"", "\"");
        Assert.Contains($"(\"y\" = {one})", query);
        Outcome fit = Fit(folder, table, "--sql", query);
        Assert.Equal((0, "  y: target, numbers"), (fit.ExitCode, fit.Notes[1]));
    }

    [Fact]
    public void A_date_of_MySQL_that_is_none_is_missing()
    {
        using var folder = new TempDir();
        Outcome fit = Fit(folder, Table([.. Enumerable.Range(0, Rows).Select(i => i % 5 == 0 ? "0000-00-00"
            : $"2024-03-{i % 28 + 1:D2}")]));
        Assert.Equal((0, "  v: times, year-month-day, 12 missing cells"), (fit.ExitCode, fit.Notes[0]));
    }

    [Fact]
    public void One_category_is_no_categories() => Assert.Equal(
        "1 category", ColumnReport.Describe(ColumnFormat.Text, 0, ColumnRole.Input, 1));

    [Theory]
    [InlineData("v y", "{0} {1}"), InlineData("  v      y", "{0,4}   {1,9}"), InlineData("\"v\" \"y\"", "{0} \"{1}\"")]
    public void Columns_may_stand_apart_by_spaces(string header, string row)
    {
        using var folder = new TempDir();
        string table = TestTables.Csv([header, .. Enumerable.Range(0, Rows).Select(i =>
            string.Format(CultureInfo.InvariantCulture, row, i, i % 9 / 2.0))]);
        Outcome fit = Fit(folder, table);
        Assert.Equal(0, fit.ExitCode);
        Assert.Contains("CSV with spaces, 60 rows, 2 columns, 1 input.", fit.Error);
    }

    [Theory]
    [InlineData("its first line, 'v:y', has no ',', ';', tab or '|' between columns", "v:y\n1:2\n3:4\n")]
    [InlineData("its header is empty", ",\n,\n,\n")]
    [InlineData("its first line, 'v,y', is in quotes as a whole; take the quotes around the lines out",
        "\"v,y\"\n\"1,2\"\n\"3,4\"\n")]
    [InlineData("its first line, '1,2', is no header but has numbers in it; add a header", "1,2\n3,4\n5,6\n")]
    public void I_am_told_that_a_first_line_is_no_header(string message, string table)
    {
        using var folder = new TempDir();
        Fit(folder, table).IsOneLine("has no column 'y'; " + message);
    }

    [Theory]
    [InlineData("Unnamed: 0"), InlineData("Unnamed: 0.1"), InlineData("...1")]
    public void A_name_that_another_program_made_up_is_none(string name)
    {
        using var folder = new TempDir();
        Outcome fit = Fit(folder, TestTables.Csv([$"{name},v,y", .. Enumerable.Range(0, Rows).Select(i =>
            $"{i},{i * 7 % 11},{i % 9}.5")]));
        Assert.Equal((0, $"  {name}: not used: it has no name"), (fit.ExitCode, fit.Notes[0]));
    }

    private static string[] WithMarker(string marker) =>
        [.. Enumerable.Range(0, Rows).Select(i => i % 5 == 0 ? marker : $"{i}.5")];
}
