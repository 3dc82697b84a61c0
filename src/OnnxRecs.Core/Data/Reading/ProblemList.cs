namespace OnnxRecs.Data.Reading;

/// <summary>Problems of one kind.</summary>
/// <param name="File">How messages call the file.</param>
/// <param name="Column">What they are about.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Examples">The first ones.</param>
public sealed record ProblemGroup(string File, string Column, string Expected, long Count, IReadOnlyList<Problem> Examples);

/// <summary>Gathers problems by file, column and expectation. However bad a file is, little is kept: counts and the first examples.</summary>
internal sealed class ProblemList
{
    private const int ExampleCount = 3;
    private const int MaxKinds = 200;
    private static readonly (string, string, string) Others = ("all files", "anything", "nothing wrong");
    private readonly OrderedDictionary<(string File, string Column, string Expected), (long Count, List<Problem> Examples)> _kinds = [];

    /// <summary>In the order in which the kinds were first met.</summary>
    public IReadOnlyList<ProblemGroup> Groups => [.. _kinds.Select(kind => new ProblemGroup(kind.Key.File, kind.Key.Column, kind.Key.Expected, kind.Value.Count, kind.Value.Examples))];

    public void Add(Problem problem)
    {
        (string, string, string) kind = (problem.File, problem.Column, problem.Expected);
        if (!_kinds.ContainsKey(kind) && _kinds.Count >= MaxKinds) kind = Others;
        (long count, List<Problem> examples) = _kinds.GetValueOrDefault(kind, (0, []));
        // Whatever is read out of an archive that cannot be opened finds the same.
        if (problem.Line == 0 && examples.Contains(problem)) return;
        if (examples.Count < ExampleCount) examples.Add(problem);
        _kinds[kind] = (count + 1, examples);
    }
}
