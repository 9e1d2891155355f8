using System.Globalization;
using System.Text.RegularExpressions;
using MdnDemo.Benchmarks.Predictions;
using MdnDemo.Tables;
using MdnDemo.Tests.Support;
using MixtureDensity;
using static MdnDemo.Tests.Support.OneColumn;

namespace MdnDemo.Tests;

/// <summary>Dates and durations in cells, and what they mean in a table for which a model is asked later.</summary>
[Collection(nameof(Libtorch))]
public sealed class TimeCellSpecs
{
    private const int Rows = 60;

    [Theory]
    [InlineData("36:15:00", 1.5104166666666667), InlineData("-0:30:00", -1 / 48.0), InlineData("2 days", 2.0)]
    [InlineData("1 day, 12:00:00", 1.5), InlineData("-1 days +23:00:00", -1 / 24.0), InlineData("100:00:36.5", null)]
    [InlineData("36:15", null), InlineData("1:60:00", null), InlineData("1:5:00", null), InlineData(":10:00", null)]
    [InlineData("days 1:00:00", null), InlineData("1:00:00:00", null), InlineData("1:00:1e1", null)]
    public void A_duration_is_in_days(string cell, double? days)
    {
        if (cell == "100:00:36.5")
            days = (100 + 36.5 / 3600) / 24;
        Assert.Equal(days is not null, TimeFormat.Seconds.TryParse(cell, out double read));
        Assert.Equal(days ?? read, read, 1e-12);
    }

    [Theory]
    [InlineData("0:{0:D2}:00", "0:10:00 to 0:59:00"), InlineData("{0}000000 days", "1E+07 days to 5.9E+07 days")]
    public void The_range_of_durations_is_told_as_durations(string format, string range)
    {
        using var folder = new TempDir();
        string Cell(int number) => string.Format(CultureInfo.InvariantCulture, format, number);
        Fit(folder, Table([.. Enumerable.Range(0, Rows).Select(i => Cell(10 + i % 50))]));
        File.WriteAllText(folder.At("new.csv"), $"v\n{Cell(70).Replace("0:70", "1:10")}\n");
        Outcome predict = InProcess.Run(["predict", "--model", folder.At("m.mdn"), "--data", folder.At("new.csv"),
            "--output", folder.At("out.csv")]);
        Assert.Contains($"Warning: 'v' is outside the range of the training rows, {range}; ", predict.Error);
    }

    [Theory]
    [InlineData("1h 30m", 1.5), InlineData("2d 3h", 51.0), InlineData("1h30", 1.5), InlineData("PT1H30M", 1.5)]
    [InlineData("P1DT2H", 26.0), InlineData("P2W", 336.0), InlineData("-1h 30m", -1.5), InlineData("90 min", 1.5)]
    [InlineData("1 day, 2 hours", 26.0), InlineData("1.5h", 1.5), InlineData("36s 500ms", 36.5 / 3600)]
    [InlineData("P1M", null), InlineData("P1Y", null), InlineData("30m 1h", null), InlineData("1h 2h", null)]
    [InlineData("h", null), InlineData("1h 5", null), InlineData("3M", null), InlineData("5 apples", null)]
    [InlineData("PT", null), InlineData("PT1", null), InlineData("1h m", null), InlineData("PT2D", null)]
    public void A_duration_may_have_units(string cell, double? hours)
    {
        Assert.Equal(hours is not null, TimeFormat.Units.TryParse(cell, out double read));
        if (hours is not null)
            Assert.Equal(hours.Value, 24 * read, 1e-9);
    }

    [Theory]
    [InlineData("2024-W01", "2024-01-01"), InlineData("2021W53", null), InlineData("2020-W53-7", "2021-01-03")]
    [InlineData("2021-W01", "2021-01-04"), InlineData("2024Q4", "2024-10-01"), InlineData("2024-H2", "2024-07-01")]
    [InlineData("2024-W05-8", null), InlineData("2024-W00", null), InlineData("2024Q5", null)]
    [InlineData("2024-W0505", null), InlineData("0024-W05", null)]
    public void A_week_or_a_quarter_is_its_first_day(string cell, string? day)
    {
        Assert.Equal(day is not null, TimeFormat.YearFirst.TryParse(cell, out double days));
        if (day is not null)
            Assert.Equal(DateTime.Parse(day, CultureInfo.InvariantCulture), DateTime.UnixEpoch.AddDays(days));
    }

    [Theory]
    [InlineData("25.3.69", "2069-03-25"), InlineData("25.3.70", "1970-03-25"), InlineData("2nd Mar 2024", "2024-03-02")]
    [InlineData("25.3.2024 14:30+02:00", "2024-03-25 12:30"), InlineData("25.3.2024 23:30-0130", "2024-03-26 01:00")]
    [InlineData("25.3.2024 14:30:00.123456789Z", "2024-03-25 14:30:00.1234567"), InlineData("30.2.2024", null)]
    [InlineData("Mon Mar 25 14:30:00 2024", "2024-03-25 14:30"), InlineData("25.3.2024 14:60", null)]
    public void A_day_or_a_time_is_the_one_that_is_written(string cell, string? time)
    {
        Assert.Equal(time is not null, TimeFormat.DayFirst.TryParse(cell, out double days));
        if (time is not null)
            Assert.Equal(
                (DateTime.Parse(time, CultureInfo.InvariantCulture) - DateTime.UnixEpoch).TotalDays, days, 1e-10);
    }

    [Theory]
    [InlineData("12 janv. 2024", "2024-01-12"), InlineData("1er août 2024", "2024-08-01")]
    [InlineData("3. März 2024", "2024-03-03"), InlineData("3. Mrz 2024", "2024-03-03")]
    [InlineData("3. Dez. 2024", "2024-12-03")]
    [InlineData("25 de marzo de 2024", "2024-03-25"), InlineData("25-ene-2024", "2024-01-25")]
    [InlineData("25 luglio 2024", "2024-07-25"), InlineData("3 juil. 2024", "2024-07-03")]
    [InlineData("3 jui 2024", null)]
    [InlineData("5 mrt 2024", "2024-03-05"), InlineData("3 października 2024", "2024-10-03")]
    [InlineData("1 Aralık 2024", "2024-12-01"), InlineData("mar. 25 mars 2025", "2025-03-25")]
    [InlineData("Mo., 25. März 2024 10:30", "2024-03-25 10:30"), InlineData("Mar 25 2024", "2024-03-25")]
    [InlineData("lun. 25 mars 2024", "2024-03-25"), InlineData("soon 25 mars 2024", null)]
    [InlineData("25 ma 2024", null), InlineData("25 marshmallow 2024", null), InlineData("32 mars 2024", null)]
    public void A_month_may_have_its_name_in_another_language(string cell, string? time)
    {
        Assert.Equal(time is not null, TimeFormat.DayFirst.TryParse(cell, out double days));
        if (time is not null)
            Assert.Equal((DateTime.Parse(time, CultureInfo.InvariantCulture) - DateTime.UnixEpoch).TotalDays, days,
                1e-10);
    }

    [Fact]
    public void A_duration_below_a_day_is_one_too()
    {
        using var folder = new TempDir();
        Fit(folder, Table([.. Enumerable.Range(0, Rows).Select(i => $"{i}:30:00")]));
        Assert.Equal(Predict(folder, "0 days 20:30:00").Split(',')[1..], Predict(folder, "20:30:00").Split(',')[1..]);
        Assert.Contains("no time as the others; write it as hours:minutes:seconds",
            Predict(folder, "soon", "--strict"));
    }

    [Theory]
    [InlineData("{0}:{1:D2}:15", "1:30:00", "1h 30m", "PT1H30M", "0 days 01:30:00")]
    [InlineData("{2}:{1:D2}:15", "25:30:00", "1d 1h 30m", "1 day 1:30:00")]
    [InlineData("{0}:{1:D2}", "1:30", "1:30:00", "1h 30m")]
    [InlineData("{0}h {1}m", "1h 30m", "90m", "1:30:00")]
    [InlineData("2024-01-{3:D2}", "2024-01-12", "20240112", "12 janv. 2024", "Jan 12, 2024", "2024-01-12 00:00:00Z")]
    [InlineData("{3} janv. 2024", "12. Jan 2024", "20240112", "12.1.2024", "2024-01-12")]
    [InlineData("202{4}{5:D2}", "202203", "2022-03", "mars 2022", "20220301")]
    [InlineData("{4}.5{6}", "1.5K", "1500", "0.0015M", "1,500")]
    public void What_is_written_in_another_way_in_a_later_table_means_the_same(string format, params string[] cells)
    {
        using var folder = new TempDir();
        Assert.Equal(0, Fit(folder, Learnt(format)).ExitCode);
        string expected = Answer(folder, cells[0]);
        Assert.All(cells, cell => Assert.Equal(expected, Answer(folder, cell)));
        Assert.DoesNotMatch("^,*$", expected);
    }

    [Theory]
    [InlineData("{0}:{1:D2}:15", "19:30", "'19:30' is no time as the others; write it as hour:minute:second")]
    [InlineData("{2}:{1:D2}:15", "19:30", "'19:30' is no time as the others; write it as hours:minutes:seconds")]
    [InlineData("{0}h {1}m", "19:30", "'19:30' is no time as the others; write it as 1d 2h 30m 15s")]
    [InlineData("{0}:{1:D2}:15", "90", "'90' is no time as the others")]
    [InlineData("{1}", "2024-03-25", "'2024-03-25' is not a number; write numbers as 1234.5")]
    [InlineData("{1}", "1h 30m", "'1h 30m' is not a number")]
    [InlineData("{1} min", "1h 30m", "'1h 30m' is not a number; write numbers as 1234.5")]
    [InlineData("2024-01-{3:D2}", "19737", "'19737' is no time as the others; write it as year-month-day")]
    [InlineData("202{4}{5:D2}", "202213", "'202213' is no time as the others; write it as yearmonth")]
    [InlineData("{4}.5{6}", "3G\n1", "'3G' is not a number; write numbers as 1.2K")]
    public void What_cannot_mean_the_same_in_a_later_table_is_an_error_of_one_line(string format, string cell,
        string message)
    {
        using var folder = new TempDir();
        Assert.Equal(0, Fit(folder, Learnt(format)).ExitCode);
        Assert.Contains($"row 2, column 'v': {message}", Predict(folder, cell, "--strict"));
        // Without --strict the row stays.
        Assert.Matches("^,+$", Answer(folder, cell));
    }

    [Theory, InlineData("{1}", "20 m", "no unit"), InlineData("{1}", "5K", "no unit"), InlineData("{1} m", "$5", "m")]
    [InlineData("{4}.5{6}", "3G", "no unit")]
    public void A_unit_that_the_training_rows_had_not_is_an_error(string format, string cell, string usual)
    {
        using var folder = new TempDir();
        Assert.Equal(0, Fit(folder, Learnt(format)).ExitCode);
        Assert.Matches($"column 'v': '{Regex.Escape(cell)}' is in .*, and the training rows "
            + $"(had|were in) {usual}; convert the column", Predict(folder, cell));
    }

    [Fact]
    public void One_cell_that_cannot_be_read_spoils_no_other()
    {
        using var folder = new TempDir();
        Fit(folder, Learnt("{1} m"));
        Assert.Equal(Answer(folder, "20 m"), Answer(folder, "20 m\nunknown"));
        Fit(folder, Learnt("{3}/1/2024"));
        Assert.Equal(Answer(folder, "2024-01-03"), Answer(folder, "3/1/2024\nunknown"));
    }

    [Fact]
    public void A_date_is_one_column_of_the_table_that_predict_is_measured_on()
    {
        using var folder = new TempDir();
        File.WriteAllLines(folder.At("t.csv"), ["day,y", .. Enumerable.Range(0, 60).Select(i =>
            $"{new DateOnly(2024, 1, 1).AddDays(9 * i):yyyy-MM-dd},{i * i % 13}")]);
        Assert.Equal(0, InProcess.Run(["fit", "--data", folder.At("t.csv"), "--target", "y", "--model",
            folder.At("m.mdn"), "--no-plots", "--no-report", .. SmallModel.Quick]).ExitCode);
        using DensityModel dated = DensityModel.Load(folder.At("m.mdn"));
        using var throughput = new Throughput(dated, rows: 20, TestContext.Current.CancellationToken);
        Assert.Equal("\"day\"", File.ReadLines(throughput.Table).First());
        string[] lines = InProcess.Predict("--model", folder.At("m.mdn"), "--data", throughput.Table)
            .Output.TrimEnd('\n').Split('\n');
        Assert.Equal(21, lines.Length);
        Assert.All(lines[1..], line => Assert.Matches(@"^[\d :-]+,-?\d", line));
    }

    [Fact]
    public void An_hour_in_a_query_is_that_of_UTC()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("zoned.csv"), TestTables.Csv(["v,y", .. Enumerable.Range(0, Rows).Select(i =>
            $"2024-01-{i % 28 + 1:D2} {i % 24:D2}:30:00+02:00,{i % 9}.5")]));
        using var table = TableFile.Open(folder.At("zoned.csv"),
            new ReadOptions { Sql = "select hour(v) as h from data" });
        using TableCursor rows = table.Read([0]);
        for (int i = 0; i < Rows; i++)
        {
            Assert.True(rows.Read());
            Assert.Equal($"{(i + 22) % 24}", rows[0]);
        }
    }

    private static string Learnt(string format) => Table([.. Enumerable.Range(0, Rows).Select(i => string.Format(
        CultureInfo.InvariantCulture, format, i % 24, i, i + 20, i % 28 + 1, i % 4, i % 12 + 1, "KM"[i % 2]))]);

    private static string Answer(TempDir folder, string cell) =>
        Predict(folder, cell.Contains(',') ? $"\"{cell}\"" : cell) is var line && line.StartsWith('"')
            ? line.Split('"')[2][1..] : line.Split(',', 2)[1];
}
