using System.Text;

namespace MdnDemo.Tables;

/// <summary>Text whose columns are separated by one or more spaces, as R and Fortran write it.</summary>
internal static class AlignedText
{
    /// <summary>The text with a single tab in each gap; spaces inside quotes stay.</summary>
    public static void WriteWithTabs(TextReader text, TextWriter output)
    {
        bool isQuoted = false, isLineStart = true, isGap = false;
        int next;
        while ((next = text.Read()) >= 0)
        {
            char c = (char)next;
            if (!isQuoted && c is ' ' or '\t')
            {
                isGap = true;
                continue;
            }
            bool isEnd = !isQuoted && c is '\n' or '\r';
            // Not at the ends of a line.
            if (isGap && !isLineStart && !isEnd)
                output.Write('\t');
            output.Write(c);
            (isGap, isLineStart) = (false, isEnd);
            if (c == '"')
                isQuoted = !isQuoted;
        }
    }

    /// <summary>The beginning of a text with a single tab in each gap.</summary>
    public static string WithTabs(string start)
    {
        var output = new StringBuilder();
        using var reader = new StringReader(start);
        using var writer = new StringWriter(output);
        WriteWithTabs(reader, writer);
        return output.ToString();
    }
}
