#:sdk Microsoft.NET.Sdk.Web
#:package TorchSharp-cpu
#:project ../src/MixtureDensity

// A model behind HTTP: it is loaded once, answers JSON on any number of threads, and refuses bad input with 400.
//
//     dotnet run samples/web-service.cs -- geyser.mdn --urls http://localhost:5000
//     curl 'localhost:5000/predict' -d '{ "waiting": 80 }' -H 'Content-Type: application/json'
//
// Without a model it fits a small one and tests itself: 1,000 concurrent requests, flat memory, bad input.

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MixtureDensity;

bool isCheck = args.Length == 0;
using DensityModel model = isCheck ? Fit() : DensityModel.Load(args[0]);
var builder = WebApplication.CreateBuilder(isCheck ? ["--urls", "http://127.0.0.1:0"] : args[1..]);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = 1 << 16);
WebApplication app = builder.Build();

app.MapGet("/", () => Results.Text($"{model}\n"));
app.MapPost("/predict", async (HttpRequest request) =>
{
    try
    {
        MixtureBatch row = model.Predict(await Values(request.Body));
        return Results.Text(JsonSerializer.Serialize(
            model.Schema.Targets.Select((target, d) => (target.Name, Answer: Answer(row.Marginal(0, d))))
                .ToDictionary(t => t.Name, t => t.Answer)), "application/json");
    }
    catch (BadHttpRequestException e)
    {
        return Refused(e.Message); // longer than the limit, or cut off
    }
    catch (Exception e) when (e is ArgumentException or RowException)
    {
        return Refused(e.Message.Split(" (Parameter")[0]);
    }
});
await app.StartAsync();
if (isCheck)
{
    await Check(new Uri(app.Urls.First()));
    await app.StopAsync();
}
else
{
    await app.WaitForShutdownAsync();
}

static IResult Refused(string why) => Results.Text(why + "\n", statusCode: StatusCodes.Status400BadRequest);

// One value for each input; null is a missing one.
async Task<Dictionary<string, object?>> Values(Stream json)
{
    try
    {
        using JsonDocument body = await JsonDocument.ParseAsync(json);
        if (body.RootElement.ValueKind != JsonValueKind.Object)
            throw new ArgumentException("Send an object with a value for each input.");
        Dictionary<string, object?> values = [];
        foreach (JsonProperty property in body.RootElement.EnumerateObject())
        {
            if (!values.TryAdd(property.Name, Value(property.Name, property.Value)))
                throw new ArgumentException($"There are two values for '{property.Name}'.");
        }
        string[] absent = [.. model.InputNames.Where(name => !values.ContainsKey(name))];
        return absent.Length == 0 ? values
            : throw new ArgumentException($"There is no value for '{absent[0]}'; null is a missing one.");
    }
    // The second: a text is no Unicode.
    catch (Exception e) when (e is JsonException or InvalidOperationException)
    {
        throw new ArgumentException("The body is no JSON; send an object with a value for each input.", e);
    }
}

object? Value(string name, JsonElement value)
{
    // The year, the month and so on of a time are several inputs of the networks.
    InputEncoding[] own = [.. model.Schema.Inputs.Where(i => i.Name == name)];
    if (own.Length == 0)
        throw new ArgumentException($"There is no input '{name}', but {string.Join(", ", model.InputNames)}.");
    bool isText = own[0] is OneHotEncoding, isTime = own.Length > 1;
    return value.ValueKind switch
    {
        JsonValueKind.Null => isText ? "" : double.NaN,
        JsonValueKind.Number when !isText && !isTime => value.GetDouble(),
        JsonValueKind.String when isText => value.GetString(),
        JsonValueKind.String when isTime && value.TryGetDateTimeOffset(out DateTimeOffset time) => time,
        _ => throw new ArgumentException($"'{name}' must be "
            + (isText ? "a text." : isTime ? "a time, such as \"2026-01-31T12:00:00\"." : "a number.")),
    };
}

static Dictionary<string, object> Answer(ScalarDistribution p) => new()
{
    ["mean"] = p.Mean,
    ["std"] = p.StandardDeviation,
    ["quantiles"] = new[] { 0.05, 0.5, 0.95 }.ToDictionary(level => $"{level}", p.Quantile),
    ["region_90"] = p.HighestDensityRegion(0.9).Select(r => new[] { r.Lower, r.Upper }),
};

static DensityModel Fit()
{
    // A web program runs in the folder of its file.
    double[][] rows = [.. File.ReadLines(File.Exists("geyser.csv") ? "geyser.csv" : "samples/geyser.csv").Skip(1)
        .Select(line => Array.ConvertAll(line.Split(','), double.Parse))];
    Table table = Table.FromObjects(rows.Select(r => new { waiting = r[0], duration = r[1] }));
    return ModelTrainer.Fit(table, ["waiting"], ["duration"], new ModelOptions
    {
        Architectures = [new([32, 32])], Folds = 2, Refits = 0, Training = new TrainingOptions { Steps = 300 },
    }).Model;
}

async Task Check(Uri address)
{
    using var client = new HttpClient { BaseAddress = address };
    async Task<(HttpStatusCode Code, string Text)> Ask(string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync("predict", content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    var (_, first) = await Ask("""{ "waiting": 80 }""");
    Console.WriteLine($"{{ waiting: 80 }} -> {first}");
    foreach (string bad in new[] { "", "{", "[1]", "{}", """{ "waiting": "long" }""", """{ "waiting": [80] }""",
        """{ "wait": 80 }""", """{ "waiting": 1e300 }""", """{ "waiting": 80, "waiting": 70 }""",
        """{ "\ud800": 80 }""", $"[{new string(' ', 100_000)}]" })
    {
        var (code, text) = await Ask(bad);
        Console.WriteLine($"{(bad.Length < 50 ? bad : bad[..10] + "…")} -> {(int)code} {text.Trim().Split('\n')[0]}");
        Require(code == HttpStatusCode.BadRequest && text.Length > 1, "bad input is refused with a sentence");
    }

    long afterFirst = 0;
    for (int round = 0; round < 5; round++)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 1000).Select(i => Ask($$"""{ "waiting": {{50 + i % 40}} }""")));
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        Require(answers.All(a => a.Code == HttpStatusCode.OK), "every request is answered");
        Require(answers[30].Text == first && answers[70].Text == first, "the same question has the same answer");
        GC.Collect();
        long memory = Environment.WorkingSet >> 20;
        afterFirst = round == 0 ? memory : afterFirst;
        Console.WriteLine($"1,000 concurrent requests in {seconds:F2} s, {memory} MB");
        Require(memory < afterFirst + 100, "the memory is flat");
    }
}

static void Require(bool condition, string what)
{
    if (!condition)
        throw new InvalidOperationException($"It is not so that {what}.");
}
