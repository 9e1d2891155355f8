using Google.Protobuf;
using Onnx;
using static Onnx.AttributeProto.Types;

namespace MixtureDensity.Onnx;

/// <summary>Attributes of nodes.</summary>
internal static class NodeAttribute
{
    /// <summary>A whole number.</summary>
    public static AttributeProto From(string name, long value) =>
        new() { Name = name, Type = AttributeType.Int, I = value };

    /// <summary>A graph.</summary>
    public static AttributeProto From(string name, GraphProto graph) =>
        new() { Name = name, Type = AttributeType.Graph, G = graph };

    /// <summary>Whole numbers.</summary>
    public static AttributeProto From(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeType.Ints };
        attribute.Ints.AddRange(values.ToArray());
        return attribute;
    }

    /// <summary>Texts.</summary>
    public static AttributeProto From(string name, IEnumerable<string> texts)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeType.Strings };
        attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
        return attribute;
    }
}
