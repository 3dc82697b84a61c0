using OnnxRecs.Data;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Sources;

/// <summary>What one source was good for, over the lists of all test users.</summary>
/// <param name="Name">The source's.</param>
/// <param name="Given">Items that it gave.</param>
/// <param name="Alone">Of these, items that no other source gave.</param>
/// <param name="Found">Test targets among what it gave.</param>
/// <param name="FoundAlone">Test targets that no other source gave: what would be missed without it, but for what the index would put in its place.</param>
internal sealed record SourceReport(string Name, int Given, int Alone, int Found, int FoundAlone)
{
    /// <summary>One line for each source, in the order in which they were asked. Cost O(items (sources + log targets)).</summary>
    public static SourceReport[] Of(RankedLists lists, PreparedData data)
    {
        Provenance provenance = lists.Provenance ?? throw new ArgumentException("The lists do not say what they came from.", nameof(lists));
        int[,] counts = new int[provenance.Sources.Length, 4];
        for (int row = 0; row < lists.Users.Length; row++)
        {
            var targets = new HashSet<int>(data.TargetsOf(lists.Users[row], Phase.Test).ToArray());
            for (int place = 0; place < lists.Lists[row].Count; place++)
            {
                int given = provenance.Given[row][place], found = targets.Contains(lists.Lists[row].Items[place]) ? 1 : 0, alone = (given & given - 1) == 0 ? 1 : 0;
                for (int source = 0; source < provenance.Sources.Length; source++)
                {
                    if ((given >> source & 1) == 0) continue;
                    counts[source, 0]++;
                    counts[source, 1] += alone;
                    counts[source, 2] += found;
                    counts[source, 3] += alone * found;
                }
            }
        }
        return [.. provenance.Sources.Select((name, source) => new SourceReport(name, counts[source, 0], counts[source, 1], counts[source, 2], counts[source, 3]))];
    }

    /// <summary>The figures by name, for a manifest.</summary>
    public IEnumerable<KeyValuePair<string, double>> Figures =>
        [new($"{Name}.given", Given), new($"{Name}.alone", Alone), new($"{Name}.foundAlone", FoundAlone)];

    /// <summary>A table: a line of headers, then one for each source.</summary>
    public static IEnumerable<string> Table(IReadOnlyList<SourceReport> reports)
    {
        int width = reports.Max(report => report.Name.Length);
        string Line(string name, string given, string alone, string found, string foundAlone) => $"{name.PadRight(width)}  {given,12}  {alone,12}  {found,12}  {foundAlone,12}";
        return reports
            .Select(report => Line(report.Name, $"{report.Given:N0}", $"{report.Alone:N0}", $"{report.Found:N0}", $"{report.FoundAlone:N0}"))
            .Prepend(Line("", "items given", "by it alone", "targets", "by it alone"));
    }
}
