using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MdnDemo.Pages;

/// <summary>An HTML file that works offline: style, scripts and data are in it.</summary>
internal static class HtmlPage
{
    /// <summary>The maximum size of a page, in bytes.</summary>
    public const int MaxBytes = 2_000_000;

    /// <summary>Makes a page.</summary>
    /// <param name="body">Its body, as HTML.</param>
    /// <param name="data">The data of its scripts; null for a page without.</param>
    /// <param name="scripts">Their names.</param>
    public static byte[] Make(string title, string body, JsonObject? data, params IEnumerable<string> scripts)
    {
        string style = Resource("page.css"), script = string.Join('\n', scripts.Select(Resource));
        var parts = new Dictionary<string, string>
        {
            // No other script runs and nothing is loaded, whatever the names in the table contain.
            ["policy"] = $"default-src 'none'; img-src data:; style-src '{Hash(style)}'; script-src '{Hash(script)}'; "
                + "base-uri 'none'; form-action 'none'",
            ["version"] = typeof(HtmlPage).Assembly.GetName().Version!.ToString(3),
            ["title"] = Html.Text(title),
            ["style"] = style,
            ["body"] = body,
            // Its letters < > & are written as \u003C and so on.
            ["model"] = data?.ToJsonString() ?? "null",
            ["script"] = script,
        };
        // In one pass: a name in the table that looks like a placeholder is not replaced.
        string template = Resource("page.html");
        var page = new StringBuilder();
        int from = 0;
        for (int open; (open = template.IndexOf("{{", from, StringComparison.Ordinal)) >= 0;)
        {
            int close = template.IndexOf("}}", open, StringComparison.Ordinal);
            page.Append(template, from, open - from).Append(parts[template[(open + 2)..close]]);
            from = close + 2;
        }
        return Encoding.UTF8.GetBytes(page.Append(template, from, template.Length - from).ToString());
    }

    /// <summary>A file of the folder Web.</summary>
    internal static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new ArgumentException($"There is no resource '{name}'.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Hash(string text) =>
        $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
