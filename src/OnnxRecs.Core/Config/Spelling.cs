namespace OnnxRecs.Config;

/// <summary>Finds the name that was probably meant.</summary>
public static class Spelling
{
    /// <summary>"; did you mean "count"?", or nothing where no known name is near.</summary>
    public static string Hint(string written, IEnumerable<string> known)
    {
        string? nearest = Nearest(written, known);
        return nearest is null ? "" : $"; did you mean \"{nearest}\"?";
    }

    /// <summary>The known name with the fewest edits, if these are at most a third of its letters (two at least); the first of equals.</summary>
    public static string? Nearest(string written, IEnumerable<string> known)
    {
        string? nearest = null;
        int fewest = int.MaxValue;
        foreach (string name in known)
        {
            int edits = Edits(written.ToLowerInvariant(), name.ToLowerInvariant());
            if (edits >= fewest || edits > Math.Max(2, name.Length / 3) || edits >= name.Length) continue;
            fewest = edits;
            nearest = name;
        }
        return nearest;
    }

    /// <summary>Letters to insert, remove, replace or swap with a neighbour (Damerau and Levenshtein, restricted form).</summary>
    private static int Edits(string a, string b)
    {
        int[,] edits = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) edits[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) edits[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                edits[i, j] = Math.Min(replaced, 1 + Math.Min(edits[i - 1, j], edits[i, j - 1]));
                bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if (swapped) edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
            }
        }
        return edits[a.Length, b.Length];
    }
}
