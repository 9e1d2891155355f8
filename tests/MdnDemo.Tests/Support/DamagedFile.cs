using System.Text;
using CsCheck;
using DuckDB.NET.Data;

namespace MdnDemo.Tests.Support;

/// <summary>A file with random damage. Of two that fail a test, the one with less damage is the smaller.</summary>
/// <param name="Bytes">What is in it.</param>
/// <param name="Damage">What was done to it, in words.</param>
/// <param name="Name">Its name, by which it is read.</param>
internal sealed record DamagedFile(byte[] Bytes, string Damage, string Name = "")
{
    private static readonly Lazy<byte[]> Parquet = new(WriteParquet);

    // What means something to somebody who reads texts.
    private static readonly string[] Pieces =
    [
        "\"", "\"\"", ",", ";", "\t", "\r", "\n", "\r\n", " ", "#", "'", "\\", "\0", "{", "[", "null", "NaN",
        "Infinity", "1e999", "-1e-310", "0x1F", "1,5", "=1+1", "\uFEFF", "\uFFFF", "😀", "\e[31m", "\xFF\xFE",
        "\xC3", "\x80",
    ];

    private static readonly Gen<Edit> Edits = Gen.Select(
        Gen.Int[0, 5], Gen.Int[0, 99_999], Gen.Int[1, 40], Gen.Int[0, 255],
        (kind, place, length, piece) => new Edit(kind, place, length, piece));

    /// <summary>Files with one to four places changed, cut out, doubled, cut off, or with a piece put in.</summary>
    public static Gen<DamagedFile> From(byte[] whole) => Edits.Array[1, 4].Select(edits => Damaged(whole, edits));

    /// <summary>
    /// Tables with such damage: the first rows of <see cref="TestTables.Small"/>, most of them plain, others with
    /// quotes, a byte order mark and the line ends of Windows, compressed, or as JSON, and all rows as Parquet.
    /// </summary>
    /// <param name="fewestRows">How many rows they have at least before the damage.</param>
    public static Gen<DamagedFile> Tables(int fewestRows = 1) => Gen.Select(
        Gen.Int[fewestRows, 60], Gen.Int[0, 9], Edits.Array[1, 4], (rows, kind, edits) =>
        {
            string table = TestTables.Csv(TestTables.Small.Split('\n').Take(1 + rows));
            var (name, whole) = kind switch
            {
                9 => ("table.parquet", Parquet.Value),
                8 => ("table.jsonl", Encoding.UTF8.GetBytes(TestTables.JsonLines(table))),
                7 => ("table.csv.gz", TestTables.Compressed(table)),
                4 or 5 or 6 => ("table.csv", Encoding.UTF8.GetBytes(Quoted(table))),
                _ => ("table.csv", Encoding.UTF8.GetBytes(table)),
            };
            return Damaged(whole, edits) with { Name = name };
        });

    /// <summary>Text of the bytes, each that is no plain letter as an escape of C#.</summary>
    public string Text => string.Concat(Bytes.Select(b => b switch
    {
        (byte)'\n' => "\\n\n",
        (byte)'\r' => "\\r",
        (byte)'\\' => "\\\\",
        >= 32 and < 127 => ((char)b).ToString(),
        _ => $"\\x{b:X2}",
    }));

    private static string Quoted(string table) =>
        '\uFEFF' + table.Replace("red", "\"a \"\"red\"\", one\"", StringComparison.Ordinal)
            .Replace("\n", "\r\n", StringComparison.Ordinal);

    private static byte[] WriteParquet()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), TestTables.Small);
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"copy (from '{folder.At("table.csv")}') to '{folder.At("table.parquet")}'";
        command.ExecuteNonQuery();
        return File.ReadAllBytes(folder.At("table.parquet"));
    }

    private static DamagedFile Damaged(byte[] whole, Edit[] edits)
    {
        List<byte> bytes = [.. whole];
        foreach (Edit edit in edits.TakeWhile(_ => bytes.Count > 0))
            edit.Apply(bytes);
        return new DamagedFile([.. bytes], string.Join("; ", edits.Select(edit => edit.ToString())));
    }

    private sealed record Edit(int Kind, int Place, int Length, int Value)
    {
        public void Apply(List<byte> bytes)
        {
            int at = Place % bytes.Count, length = Math.Min(Length, bytes.Count - at);
            switch (Kind)
            {
                case 0: bytes[at] ^= (byte)(1 << (Value % 8)); break;
                case 1: bytes[at] = (byte)Value; break;
                case 2: bytes.InsertRange(at, Piece); break;
                case 3: bytes.RemoveRange(at, length); break;
                case 4: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                // Rarely, for little is left of a file that is cut off.
                default: bytes.RemoveRange(at, Value % 4 == 0 ? bytes.Count - at : length); break;
            }
        }

        public override string ToString() => Kind switch
        {
            0 => $"bit {Value % 8} of byte {Place} turned",
            1 => $"byte {Place} set to {(byte)Value}",
            2 => $"'{Convert.ToHexString(Piece)}' put in at {Place}",
            3 => $"{Length} bytes cut out at {Place}",
            4 => $"{Length} bytes doubled at {Place}",
            _ => $"{(Value % 4 == 0 ? "the rest" : $"{Length} bytes")} cut out at {Place}",
        };

        // Of those beyond ASCII that are bytes here, some are no text in any encoding.
        private byte[] Piece => Pieces[Value % Pieces.Length] is var piece && piece.All(c => c < 256)
            ? Encoding.Latin1.GetBytes(piece) : Encoding.UTF8.GetBytes(piece);
    }
}
