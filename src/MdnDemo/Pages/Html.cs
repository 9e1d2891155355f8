using System.Net;

namespace MdnDemo.Pages;

/// <summary>Pieces of HTML with all texts escaped.</summary>
internal static class Html
{
    /// <summary>A text with its markup characters escaped.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A paragraph.</summary>
    public static string Paragraph(string text, string kind = "") =>
        $"<p{(kind.Length > 0 ? $" class=\"{kind}\"" : "")}>{Text(text)}</p>\n";

    /// <summary>A table; the first cell of a row is its name.</summary>
    /// <param name="head">The names of the columns.</param>
    /// <param name="rows">The cells of the rows; those after the first may be numbers.</param>
    /// <param name="areNumbers">Whether the cells after the first are numbers.</param>
    public static string Table(
        string caption, IEnumerable<string> head, IEnumerable<IEnumerable<string>> rows, bool areNumbers = true)
    {
        string cell = areNumbers ? "<td class=\"number\">" : "<td>";
        string heading = string.Concat(head.Select((text, i) =>
            $"<th scope=\"col\"{(areNumbers && i > 0 ? " class=\"number\"" : "")}>{Text(text)}</th>"));
        string lines = string.Concat(rows.Select(cells =>
            $"<tr><th scope=\"row\">{Text(cells.First())}</th>"
                + string.Concat(cells.Skip(1).Select(text => $"{cell}{Text(text)}</td>")) + "</tr>\n"));
        return $"<div class=\"wide\"><table><caption>{Text(caption)}</caption><thead><tr>{heading}</tr></thead>\n"
            + $"<tbody>{lines}</tbody></table></div>\n";
    }

    /// <summary>A section of the page that opens with a click.</summary>
    public static string Details(string summary, string content) =>
        $"<details><summary>{Text(summary)}</summary>\n{content}</details>\n";
}
