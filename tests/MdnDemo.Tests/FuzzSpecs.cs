using System.Security.Cryptography;
using System.Text;
using MdnDemo.Tables;
using MdnDemo.Tests.Support;
using MixtureDensity;
using TorchSharp;

namespace MdnDemo.Tests;

/// <summary>Files with random damage are read, or refused in one line; nothing else ever happens.</summary>
[Collection(nameof(Libtorch))]
public sealed class FuzzSpecs(SmallModel model) : IClassFixture<SmallModel>
{
    private static readonly byte[][] Pieces =
    [
        "\""u8.ToArray(), "\"\""u8.ToArray(), ","u8.ToArray(), ";"u8.ToArray(), "\t"u8.ToArray(), "\r"u8.ToArray(),
            "\n"u8.ToArray(), "\r\n"u8.ToArray(),
        "\0"u8.ToArray(), "NaN"u8.ToArray(), "1e999"u8.ToArray(), "-1e-310"u8.ToArray(), "#"u8.ToArray(),
            "\uFEFF"u8.ToArray(), "\uFFFF"u8.ToArray(),
        [0xFF, 0xFE], [0xC3], [0x80], "😀"u8.ToArray(), " "u8.ToArray(), "=1+1"u8.ToArray(), "\e[31m"u8.ToArray(),
    ];

    [Fact]
    public void Any_table_is_read_or_refused()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var folder = new TempDir();
        byte[] quoted = Encoding.UTF8.GetBytes("\uFEFF"
            + TestTables.Small.Replace("red", "\"a \"\"red\"\", one\"", StringComparison.Ordinal).Replace("\n", "\r\n",
            StringComparison.Ordinal));
        byte[][] wholes = [Encoding.UTF8.GetBytes(TestTables.Small), quoted];
        int read = 0;
        const int Times = 3000;
        for (int i = 0; i < Times; i++)
        {
            File.WriteAllBytes(folder.At("table.csv"), Damaged(random, wholes[i % 2]));
            read += ReadsTable(folder.At("table.csv"), dropMissing: i % 3 == 0) ? 1 : 0;
        }
        // Some damage does no harm; most of it does.
        Assert.InRange(read, 1, Times - 1);
    }

    [Fact]
    public void Any_model_file_is_read_or_refused()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] whole = File.ReadAllBytes(model.Path);
        for (int i = 0; i < 2000; i++)
        {
            byte[] damaged = Damaged(random, whole);
            Assert.Equal(damaged.AsSpan().SequenceEqual(whole), ReadsModel(damaged));
        }
    }

    [Fact]
    public void Any_model_file_with_a_checksum_that_fits_is_read_or_refused()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] whole = File.ReadAllBytes(model.Path)[..^SHA256.HashSizeInBytes];
        int header = 16 + BitConverter.ToInt32(whole, 12);
        int read = 0;
        const int Times = 2000;
        for (int i = 0; i < Times; i++)
        {
            // The header has what can be lied about; the prefix says how long it is.
            byte[] damaged = [.. whole[..8], .. Damaged(random, whole[8..header]), .. whole[header..]];
            read += ReadsModel([.. damaged, .. SHA256.HashData(damaged)]) ? 1 : 0;
        }
        Assert.InRange(read, 1, Times - 1);
    }

    [Fact]
    public async Task The_program_survives_any_file_and_leaves_none_behind()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var folder = new TempDir();
        byte[] table = Encoding.UTF8.GetBytes(TestTables.Small), whole = File.ReadAllBytes(model.Path);
        for (int i = 0; i < 24; i++)
        {
            File.WriteAllBytes(folder.At("table.csv"), i % 2 == 0 ? Damaged(random, table) : table);
            File.WriteAllBytes(folder.At("model.mdn"), i % 2 == 0 ? whole : Damaged(random, whole));
            Outcome outcome = await Demo.RunAsync("predict", "--model", folder.At("model.mdn"), "--data",
                folder.At("table.csv"), "--output", folder.At("out.csv"));
            if (outcome.ExitCode == 0)
                File.Delete(folder.At("out.csv"));
            else
                outcome.IsOneLine(folder.Path);
            Assert.Equal(["model.mdn", "table.csv"], folder.Names);
        }
    }

    private static bool ReadsTable(string path, bool dropMissing)
    {
        try
        {
            using TableFile file = TableFile.Open(path);
            using TableReader reader = TableReader.ForAll(file,
                new ReadOptions { Missing = dropMissing ? MissingRule.Drop : MissingRule.Error });
            while (reader.Read(10) is { } rows)
                Assert.All(rows.Table.Columns.OfType<NumericColumn>(), column =>
                    Assert.All(column.Values, value => Assert.True(double.IsFinite(value))));
            // Rows read and rows skipped are the rows of the file.
            Assert.Equal(file.Parts.Sum(p => p.Scan!.Wanted), reader.Rows);
            return true;
        }
        catch (UserException e)
        {
            Assert.Contains(path, e.Message);
            return false;
        }
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

    /// <summary>A copy with one to four places changed, cut out, doubled, cut off, or with a piece put in.</summary>
    private static byte[] Damaged(Random random, byte[] whole)
    {
        List<byte> bytes = [.. whole];
        for (int times = random.Next(1, 5); times > 0; times--)
        {
            int at = random.Next(bytes.Count), length = Math.Min(bytes.Count - at, random.Next(1, 40));
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 4: bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]); break;
                case 5 when random.Next(4) == 0: bytes.RemoveRange(at, bytes.Count - at); break;
            }
            if (bytes.Count == 0)
                break;
        }
        return [.. bytes];
    }
}
