using OnnxRecs.Metrics;

namespace OnnxRecs.Study.Funnel;

/// <summary>What each stage of the serving chain keeps of what test users like next, and what it costs.</summary>
/// <param name="Dataset">The data set's name.</param>
/// <param name="Ranker">Who ranks.</param>
/// <param name="K">Cut-off of the metrics.</param>
/// <param name="Users">How many test users there are.</param>
/// <param name="TimedUsers">How many of them were timed, one at a time on one thread.</param>
/// <param name="Stages">In the order in which they act.</param>
/// <param name="Notes">What whoever reads the figures must know.</param>
public sealed record FunnelReport(string Dataset, string Ranker, int K, int Users, int TimedUsers, IReadOnlyList<FunnelStage> Stages, IReadOnlyList<string> Notes)
{
    /// <summary>Names of the groups, everybody first.</summary>
    public IEnumerable<string> Groups => Stages[0].Groups.Select(group => group.Group);
}

/// <summary>One stage.</summary>
/// <param name="Name">As the chain calls it.</param>
/// <param name="Length">Mean length of the lists it leaves.</param>
/// <param name="Milliseconds">Mean time for a user, this stage alone; null where none was timed.</param>
/// <param name="MillisecondsP99">What it takes at most for 99 % of the users.</param>
/// <param name="Groups">Figures by group of users, or of what is sought.</param>
public sealed record FunnelStage(string Name, double Length, double? Milliseconds, double? MillisecondsP99, IReadOnlyList<FunnelGroup> Groups)
{
    public FunnelGroup this[string group] => Groups.First(one => one.Group == group);
}

/// <summary>One stage for one group.</summary>
/// <param name="Group">One of <see cref="UserGroups"/>.</param>
/// <param name="Users">How many users are in it.</param>
/// <param name="Kept">Share of a user's targets that are anywhere in his list, mean over the users: what the stages after it can still find.</param>
/// <param name="Figures">Of the first k; what lies beyond accuracy only for groups of whole lists, see <see cref="RunReport"/>.</param>
public sealed record FunnelGroup(string Group, int Users, double Kept, OrderedDictionary<string, Figure> Figures);
