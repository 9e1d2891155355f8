using System.Globalization;
using System.Security.Cryptography;
using CsCheck;
using MdnDemo.Tests.Support;
using MixtureDensity;
using TorchSharp;

namespace MdnDemo.Tests;

/// <summary>
/// Files with random damage are read, or refused in one line; nothing else ever happens. A failure prints the smallest
/// file that was found and its seed; with that as the environment variable CsCheck_Seed it is the first to be tried.
/// FUZZ_RUNS is how many files each test tries, in place of a number that takes seconds.
/// </summary>
[Collection(nameof(Libtorch))]
public sealed class FuzzSpecs(SmallModel model)
{
    private readonly byte[] _whole = File.ReadAllBytes(model.Path);

    // Some damage does no harm; most of it does.
    private int _accepted;
    private int _refused;

    [Fact]
    public void Any_table_is_used_with_a_model_or_refused()
    {
        SampleBothKinds(() => Gen.Select(DamagedFile.Tables(), Gen.Bool, Gen.Bool).Sample(
            (table, drops, predicts) =>
            {
                using var folder = new TempDir();
                File.WriteAllBytes(folder.At(table.Name), table.Bytes);
                string command = predicts ? "predict" : "evaluate";
                string[] output = predicts ? ["--output", folder.At("out.csv")] : [];
                Outcome outcome = InProcess.Run([command, "--model", model.Path, "--data", folder.At(table.Name),
                    "--missing", drops ? "drop" : "error", .. output]);
                if (IsAccepted(outcome, folder.At(table.Name)) && predicts)
                    File.Delete(folder.At("out.csv"));
                Assert.Equal([table.Name], folder.Names);
            },
            iter: Runs(400), threads: 1,
            print: sample => $"{sample.Item1.Text}\n{sample.Item1.Name}, {(sample.Item2 ? "drop" : "error")}, "
                + (sample.Item3 ? "predict" : "evaluate")));
    }

    [Fact]
    public void Any_table_is_learnt_from_or_refused()
    {
        // Pictures take most of the time of so small a fit.
        SampleBothKinds(() => Gen.Select(DamagedFile.Tables(fewestRows: 10), Gen.Int[0, 9]).Sample(
            (table, lot) =>
            {
                bool draws = lot == 0;
                using var folder = new TempDir();
                File.WriteAllBytes(folder.At(table.Name), table.Bytes);
                Outcome outcome = InProcess.Run(["fit", "--data", folder.At(table.Name), "--target", "y", "--model",
                    folder.At("m.mdn"), "--steps", "1", "--folds", "2", "--refits", "0", "--hidden", "1",
                    "--components", "1", "--no-report", .. draws ? Array.Empty<string>() : ["--no-plots"]]);
                if (IsAccepted(outcome, folder.At(table.Name)))
                {
                    Assert.True(ReadsModel(File.ReadAllBytes(folder.At("m.mdn"))));
                    File.Delete(folder.At("m.mdn"));
                    if (draws)
                        Directory.Delete(folder.At("m-pictures"), recursive: true);
                }
                Assert.Equal([table.Name], folder.Names);
            },
            iter: Runs(40), threads: 1,
            print: sample =>
                $"{sample.Item1.Text}\n{sample.Item1.Name}, {(sample.Item2 == 0 ? "with" : "without")} pictures"));
    }

    [Fact]
    public void Any_model_file_is_read_or_refused() => DamagedFile.From(_whole).Sample(
        file => Assert.Equal(file.Bytes.AsSpan().SequenceEqual(_whole), ReadsModel(file.Bytes)),
        iter: Runs(2000), threads: 1, print: file => file.Damage);

    [Fact]
    public void Any_model_file_with_a_checksum_that_fits_is_read_or_refused()
    {
        byte[] content = _whole[..^SHA256.HashSizeInBytes];
        int header = 16 + BitConverter.ToInt32(content, 12);
        int read = 0, refused = 0;
        // The header has what can be lied about; the prefix says how long it is.
        DamagedFile.From(content[8..header]).Sample(
            file =>
            {
                byte[] damaged = [.. content[..8], .. file.Bytes, .. content[header..]];
                if (ReadsModel([.. damaged, .. SHA256.HashData(damaged)]))
                    read++;
                else
                    refused++;
            },
            iter: Runs(2000), threads: 1, print: file => $"behind the first 8 bytes: {file.Damage}");
        Assert.True(read > 0 && refused > 0);
    }

    [Fact]
    public Task Any_file_may_be_given_to_a_process_of_its_own() =>
        Gen.Select(DamagedFile.Tables(), DamagedFile.From(_whole), Gen.Bool).SampleAsync(
            async (table, file, isModel) =>
            {
                using var folder = new TempDir();
                string data = isModel ? "table.csv" : table.Name;
                File.WriteAllBytes(folder.At(data), isModel ? File.ReadAllBytes(model.Data) : table.Bytes);
                File.WriteAllBytes(folder.At("m.mdn"), isModel ? file.Bytes : _whole);
                Outcome outcome = await Demo.RunAsync("predict", "--model", folder.At("m.mdn"), "--data",
                    folder.At(data), "--output", folder.At("out.csv"));
                if (IsAccepted(outcome, folder.Path))
                    File.Delete(folder.At("out.csv"));
                Assert.Equal(["m.mdn", data], folder.Names);
            },
            iter: Runs(12), threads: 2, print: sample => sample.Item3 ? sample.Item2.Damage : sample.Item1.Text);

    /// <summary>Tries files, and more of them until some were accepted and some refused.</summary>
    private void SampleBothKinds(Action sample)
    {
        const int MaxTimes = 20;
        int times = 0;
        do
            sample();
        while ((_accepted == 0 || _refused == 0) && ++times < MaxTimes);
        Assert.True(_accepted > 0 && _refused > 0);
    }

    private static int Runs(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("FUZZ_RUNS"), CultureInfo.InvariantCulture, out int runs) ? runs
            : usual;

    /// <summary>Whether it was; if not, one line says what is wrong with the file, behind warnings.</summary>
    private bool IsAccepted(Outcome outcome, string file)
    {
        if (outcome.ExitCode == 0)
        {
            Interlocked.Increment(ref _accepted);
            return true;
        }
        Interlocked.Increment(ref _refused);
        string[] notes = [.. outcome.Notes.Where(note => !note.StartsWith("Warning: ", StringComparison.Ordinal)
            && !note.StartsWith("Skipped ", StringComparison.Ordinal))];
        (outcome with { Error = string.Concat(notes.Select(note => note + '\n')) }).IsOneLine(file);
        return false;
    }

    private static bool ReadsModel(byte[] file)
    {
        try
        {
            using var scope = torch.NewDisposeScope();
            using DensityModel read = ModelFile.Read(new MemoryStream(file));
            return true;
        }
        catch (InvalidDataException e)
        {
            Assert.NotEmpty(e.Message);
            return false;
        }
    }
}
