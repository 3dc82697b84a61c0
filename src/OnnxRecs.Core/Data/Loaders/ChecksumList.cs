using System.Security.Cryptography;
using OnnxRecs.Data.Reading;

namespace OnnxRecs.Data.Loaders;

/// <summary>Checksums that lie beside data: a file <c>SHA256SUMS</c> as <c>sha256sum</c> writes it.</summary>
public static class ChecksumList
{
    public const string FileName = "SHA256SUMS";

    /// <summary>Compares files with the list that lies in <paramref name="folder"/>, if one does and names them.</summary>
    /// <returns>How many are listed, and a problem for each that differs.</returns>
    public static (int Listed, IReadOnlyList<Problem> Problems) Compare(IEnumerable<string> files, string folder)
    {
        var problems = new List<Problem>();
        int listed = 0;
        string list = Path.Combine(folder, FileName);
        if (!File.Exists(list)) return (0, problems);
        Dictionary<string, string> sums = Read(list, problems);
        foreach (string file in files)
        {
            if (!sums.TryGetValue(Path.GetRelativePath(folder, file).Replace('\\', '/'), out string? expected)) continue;
            listed++;
            using Stream content = RegularFile.OpenRead(file);
            string found = Convert.ToHexStringLower(SHA256.HashData(content));
            if (found != expected) problems.Add(new Problem(file, 0, "SHA-256", $"the one in {FileName}", $"has the SHA-256 {found}, expected {expected} as in {FileName}"));
        }
        return (listed, problems);
    }

    private static Dictionary<string, string> Read(string list, List<Problem> problems)
    {
        var sums = new Dictionary<string, string>(StringComparer.Ordinal);
        int number = 0;
        foreach (string line in File.ReadLines(list))
        {
            number++;
            if (line.Length == 0) continue;
            // 64 digits, a blank, a blank or '*' (binary), the name.
            bool isRow = line.Length > 66 && line[64] == ' ' && line[65] is ' ' or '*' && line.Take(64).All(char.IsAsciiHexDigit);
            if (!isRow)
            {
                problems.Add(new Problem(list, number, "row", "a checksum and a name", "is no row of a checksum and a name"));
                continue;
            }
            string name = line[66..];
            sums[name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name] = line[..64].ToLowerInvariant();
        }
        return sums;
    }
}
