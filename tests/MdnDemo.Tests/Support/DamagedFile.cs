using System.Text;
using CsCheck;

namespace MdnDemo.Tests.Support;

/// <summary>A file with random damage. Of two that fail a test, the one with less damage is the smaller.</summary>
/// <param name="Bytes">What is in it.</param>
/// <param name="Damage">What was done to it, in words.</param>
internal sealed record DamagedFile(byte[] Bytes, string Damage)
{
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
    /// Tables with such damage: the first rows of <see cref="TestTables.Small"/>, plain or with quotes, a byte order
    /// mark and the line ends of Windows.
    /// </summary>
    /// <param name="fewestRows">How many rows they have at least before the damage.</param>
    public static Gen<DamagedFile> Tables(int fewestRows = 1) => Gen.Select(
        Gen.Int[fewestRows, 60], Gen.Bool, Edits.Array[1, 4], (rows, isQuoted, edits) =>
        {
            string table = TestTables.Csv(TestTables.Small.Split('\n').Take(1 + rows));
            string quoted = '\uFEFF' + table.Replace("red", "\"a \"\"red\"\", one\"", StringComparison.Ordinal)
                .Replace("\n", "\r\n", StringComparison.Ordinal);
            return Damaged(Encoding.UTF8.GetBytes(isQuoted ? quoted : table), edits);
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
