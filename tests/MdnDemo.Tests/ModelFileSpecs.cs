using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MdnDemo.Tests.Support;
using MixtureDensity;
using TorchSharp;

namespace MdnDemo.Tests;

/// <summary>A model file: read as it was written, or refused with a reason.</summary>
[Collection(nameof(Libtorch))]
public sealed class ModelFileSpecs(SmallModel model)
{
    private const int PrefixLength = 16;

    private readonly byte[] _whole = File.ReadAllBytes(model.Path);

    private int HeaderLength => BinaryPrimitives.ReadInt32LittleEndian(_whole.AsSpan(12));

    [Fact]
    public void It_is_written_as_it_was_read()
    {
        using DensityModel read = Read(_whole);
        Assert.Equal(_whole, ModelFile.Write(read));
    }

    [Fact]
    public void It_tells_where_it_comes_from()
    {
        using DensityModel read = Read(_whole);
        Assert.Equal((60, 1, false), (read.Training.Rows, read.Training.Seed, read.Training.WasCancelled));
        Assert.True(double.IsFinite(read.Training.OutOfFold.Mean) && read.Training.OutOfFold.StandardError > 0);
        Assert.Contains("TorchSharp", read.Training.Versions.Keys);
        Assert.Contains("MixtureDensity", read.Training.Versions.Keys);
        Assert.Equal(2, read.Networks.Count);
        Assert.Equal(["x", "colour"], read.Schema.Inputs.Select(i => i.Name));
        Assert.Equal(["blue", "red"], Assert.IsType<OneHotEncoding>(read.Schema.Inputs[1]).Categories);
    }

    [Fact]
    public void It_is_refused_wherever_it_is_cut_off()
    {
        for (int length = 0; length < _whole.Length; length++)
            Refuses(_whole[..length], length < 8 ? "it is not a model file" : "cut short");
        Refuses([.. _whole, 0], "damaged");
    }

    [Fact]
    public void It_is_refused_whichever_bit_is_flipped()
    {
        for (int bit = 0; bit < 8 * _whole.Length; bit += 1 + bit % 7)
        {
            byte[] flipped = [.. _whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Refuses(flipped, "");
        }
    }

    [Theory]
    [InlineData(5, "it has format version 5, and this program reads version 4; use a newer program")]
    [InlineData(3, "it has format version 3, and this program reads version 4; fit the model again")]
    [InlineData(int.MaxValue, "use a newer program")]
    [InlineData(0, "damaged")]
    [InlineData(-1, "damaged")]
    public void It_is_refused_in_another_version(int version, string reason)
    {
        byte[] other = [.. _whole];
        BinaryPrimitives.WriteInt32LittleEndian(other.AsSpan(8), version);
        Refuses(Sealed(other[..^SHA256.HashSizeInBytes]), reason);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(1 << 30)]
    public void It_is_refused_with_a_lie_about_the_length_of_its_header(int length)
    {
        byte[] other = [.. _whole];
        BinaryPrimitives.WriteInt32LittleEndian(other.AsSpan(12), length);
        Refuses(Sealed(other[..^SHA256.HashSizeInBytes]), "longer than the file");
    }

    public static TheoryData<string, string> Lies => new()
    {
        { "networks", "-1" }, { "networks", "0" }, { "networks", "1001" }, { "networks", "2147483647" },
            { "networks", "3" }, { "networks", "1e99" }, { "networks", "2.5" },
        { "components", "-3" }, { "components", "0" }, { "components", "65536" }, { "components", "2147483647" },
            { "components", "null" },
        { "hidden", "[]" }, { "hidden", "[-8]" }, { "hidden", "[2147483647]" }, { "hidden", "[8,8]" },
            { "hidden", "[null]" }, { "hidden", "null" }, { "hidden", "\"8\"" },
        { "covariance", "\"Magic\"" }, { "covariance", "77" }, { "covariance", "null" },
            { "activation", "\"Softmax\"" }, { "activation", "-1" },
        { "lowest_log_scale", "9" }, { "lowest_log_scale", "\"NaN\"" }, { "lowest_log_scale", "-1000" },
            { "highest_log_scale", "\"Infinity\"" }, { "highest_log_scale", "500" },
        { "inputs", "[]" }, { "inputs", "null" }, { "inputs", "[null]" }, { "inputs", "{}" }, { "inputs", "[{}]" },
        { "inputs", "[{\"name\":\"x\",\"mean\":0,\"deviation\":0}]" },
            { "inputs", "[{\"name\":\"x\",\"mean\":\"NaN\",\"deviation\":1}]" },
        { "inputs", "[{\"name\":\"x\",\"mean\":0,\"deviation\":-1}]" },
            { "inputs", "[{\"name\":\"x\",\"categories\":[\"a\",\"a\"]}]" },
        { "inputs", "[{\"name\":\"x\",\"categories\":[\"a\",null]}]" },
            { "inputs", "[{\"name\":\"\",\"mean\":0,\"deviation\":1}]" },
        { "inputs", "[{\"name\":\"y\",\"mean\":0,\"deviation\":1}]" },
            { "inputs", "[{\"name\":\"x\",\"mean\":0,\"deviation\":1,\"categories\":[\"a\",\"b\"]}]" },
        { "targets", "[]" }, { "targets", "null" }, { "targets", "[null]" },
            { "targets", "[{\"name\":\"y\",\"mean\":0,\"deviation\":1,\"observation\":{\"spacing\":-1}}]" },
        { "targets", "[{\"name\":\"y\",\"mean\":\"Infinity\",\"deviation\":1}]" },
            { "targets", "[{\"name\":null,\"mean\":0,\"deviation\":1}]" },
        { "training", "null" }, { "training", "{}" }, { "training", "7" },
    };

    [Theory, MemberData(nameof(Lies))]
    public void It_is_refused_with_a_header_that_makes_no_sense(string key, string value) =>
        Refuses(
            WithHeader(header =>
            {
                Assert.True(header.ContainsKey(key), key);
                header[key] = JsonNode.Parse(value);
            }),
            "it is damaged|its header is damaged");

    [Fact]
    public void It_is_refused_with_a_header_that_is_missing_something()
    {
        // An interrupted fit has no conformity scores.
        foreach (string key in JsonNode.Parse(Header())!.AsObject().Select(p => p.Key).Except(["calibration"]))
            Refuses(WithHeader(header => header.Remove(key)), "its header is damaged");
    }

    [Fact]
    public void It_is_refused_with_conformity_scores_that_are_none()
    {
        Action<JsonNode>[] damages =
        [
            scores => scores["rows"] = 3,
            scores => scores["rows"] = int.MaxValue,
            scores => scores["targets"] = new JsonArray(),
            scores => scores["targets"]![0]!["regions"] = "AAAA",
            scores => scores["targets"]![0]!["intervals"] =
                Convert.ToBase64String([.. Enumerable.Repeat((byte)0xFF, 60 * sizeof(double))]),
            scores => scores["targets"]!.AsArray().Add(scores["targets"]![0]!.DeepClone()),
        ];
        Assert.All(damages, damage => Refuses(WithHeader(header => damage(header["calibration"]!)),
            "its header is damaged: its conformity scores are invalid"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("\u0001")]
    public void It_is_refused_with_a_header_that_is_none(string header) =>
        Refuses(WithHeader(header), "its header is damaged: it is not readable");

    [Fact]
    public void It_is_refused_with_a_header_that_is_nested_without_end() =>
        Refuses(WithHeader($"{{\"inputs\":{new string('[', 1_000_000)}"), "its header is damaged: it is not readable");

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void It_is_refused_with_a_weight_that_is_no_number(float weight)
    {
        byte[] other = [.. _whole];
        BinaryPrimitives.WriteSingleLittleEndian(other.AsSpan(PrefixLength + HeaderLength + 40), weight);
        Refuses(Sealed(other[..^SHA256.HashSizeInBytes]), "a weight is not a finite number");
    }

    [Fact]
    public void I_am_told_in_one_line_what_is_wrong_with_a_model()
    {
        using var folder = new TempDir();
        void Says(byte[]? file, string message)
        {
            string path = file is null ? folder.Path : folder.At("m.mdn");
            if (file is not null)
                File.WriteAllBytes(path, file);
            InProcess.Run("evaluate", "--model", path, "--data", model.Data).IsOneLine($"--model {path}",
                message);
            InProcess.Run("predict", "--model", path, "--data", model.Data, "--output",
                folder.At("out.csv")).IsOneLine($"--model {path}", message);
            Assert.Equal(file is null ? [] : ["m.mdn"], folder.Names);
        }
        Says(null, "is a folder; name a model file");
        Says([], "cannot be used: it is not a model file");
        Says(Encoding.UTF8.GetBytes(TestTables.Small), "cannot be used: it is not a model file");
        Says(_whole[..^1], "cannot be used: it is damaged or cut short");
        // Weights so large that nothing they predict is a number.
        byte[] other = [.. _whole];
        for (int at = PrefixLength + HeaderLength; at < other.Length - SHA256.HashSizeInBytes; at += sizeof(float))
            BinaryPrimitives.WriteSingleLittleEndian(other.AsSpan(at), 3e38f);
        File.WriteAllBytes(folder.At("m.mdn"), Sealed(other[..^SHA256.HashSizeInBytes]));
        InProcess.Run("predict", "--model", folder.At("m.mdn"), "--data", model.Data, "--output",
            folder.At("out.csv"), "--strict").IsOneLine(model.Data, "row 2: ");
        InProcess.Run("evaluate", "--model", folder.At("nowhere.mdn"), "--data",
            model.Data).IsOneLine("cannot be read: there is no such file");
        InProcess.Run("evaluate", "--model", "/dev/zero", "--data",
            model.Data).IsOneLine("cannot be used: it is not a model file");
        Assert.Equal(["m.mdn"], folder.Names);
    }

    private string Header() => Encoding.UTF8.GetString(_whole, PrefixLength, HeaderLength);

    private byte[] WithHeader(Action<JsonObject> change)
    {
        JsonObject header = JsonNode.Parse(Header())!.AsObject();
        change(header);
        return WithHeader(header.ToJsonString());
    }

    /// <summary>The file with another header, and a checksum that fits.</summary>
    private byte[] WithHeader(string header)
    {
        byte[] text = Encoding.UTF8.GetBytes(header), length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        return Sealed([.. _whole[..12], .. length, .. text,
            .. _whole[(PrefixLength + HeaderLength)..^SHA256.HashSizeInBytes]]);
    }

    private static byte[] Sealed(byte[] content) => [.. content, .. SHA256.HashData(content)];

    private static DensityModel Read(byte[] file)
    {
        using var scope = torch.NewDisposeScope();
        return ModelFile.Read(new MemoryStream(file));
    }

    private static void Refuses(byte[] file, string reason)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => Read(file));
        Assert.Matches($"^.*({reason}).*$", refusal.Message);
    }
}
