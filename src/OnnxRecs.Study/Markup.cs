using System.Text;

namespace OnnxRecs.Study;

/// <summary>Text as HTML and SVG may hold it.</summary>
internal static class Markup
{
    /// <summary>A name that fits: at most <paramref name="most"/> characters, the last of them an ellipsis where it is cut.</summary>
    public static string Shorten(string name, int most)
    {
        if (name.Length <= most) return name;
        // Half of a character that takes two is left out as a whole.
        int end = char.IsHighSurrogate(name[most - 2]) ? most - 2 : most - 1;
        return $"{name[..end]}\u2026";
    }

    /// <summary>Escapes what has a meaning in markup; what XML cannot hold at all, such as control characters, becomes U+FFFD.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                '\t' or '\n' => escaped.Append(' '),
                < ' ' or (>= 0x7f and < 0xa0) or 0xfffe or 0xffff => escaped.Append('\ufffd'),
                _ => escaped.Append(rune.ToString()),
            };
        }
        return escaped.ToString();
    }
}
