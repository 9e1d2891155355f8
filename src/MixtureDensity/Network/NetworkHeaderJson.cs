using System.Text.Json.Serialization;

namespace MixtureDensity;

/// <summary>Reads and writes headers without reflection, which file-based programs switch off.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NetworkHeader))]
internal sealed partial class NetworkHeaderJson : JsonSerializerContext;
