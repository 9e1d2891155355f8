using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Jint;
using MdnDemo.Pages;

namespace MdnDemo.Tests.Support;

/// <summary>The arithmetic of a page, run without a browser.</summary>
internal sealed class PageScript : IDisposable
{
    private readonly Engine _engine = new();

    /// <summary>Loads a model as a page holds it.</summary>
    public PageScript(JsonObject model)
    {
        // All that it has of a browser.
        _engine.SetValue("atob", (string text) => Encoding.Latin1.GetString(Convert.FromBase64String(text)));
        _engine.SetValue("json", model.ToJsonString());
        _engine.Execute(HtmlPage.Resource("chart.js"));
        _engine.Execute(HtmlPage.Resource("distribution.js"));
        _engine.Execute(HtmlPage.Resource("mixture.js"));
        _engine.Execute("const model = JSON.parse(json), networks = model.networks.map(Mdn.unpack); let mixture, one;");
    }

    /// <summary>Predicts a row: numbers, null where one is missing, and the places of categories.</summary>
    public void Predict(IEnumerable<double?> row) =>
        _engine.Execute($"mixture = Mdn.predict(model, networks, {JsonSerializer.Serialize(row)});");

    /// <summary>Predicts a number with one of the networks.</summary>
    public void Predict(double x, int network) => _engine.Execute(
        FormattableString.Invariant($"mixture = Mdn.predict(model, [networks[{network}]], [{x}]);"));

    /// <summary>Goes on with the marginal distribution of a target, called <c>one</c>.</summary>
    public void TakeMarginal(int target) => _engine.Execute($"one = Mdn.marginal(mixture, {target});");

    /// <summary>Goes on with another distribution, called <c>one</c>.</summary>
    public void Take(string distribution) => _engine.Execute($"one = {distribution};");

    public void Dispose() => _engine.Dispose();

    /// <summary>A number.</summary>
    public double Number(FormattableString expression) =>
        _engine.Evaluate(FormattableString.Invariant(expression)).AsNumber();

    /// <summary>What an expression is worth, as JSON.</summary>
    public JsonNode Value(FormattableString expression) => JsonNode.Parse(
        _engine.Evaluate($"JSON.stringify({FormattableString.Invariant(expression)})").AsString())!;
}
