using OnnxRecs.Artifacts;

namespace OnnxRecs.Metrics;

/// <summary><c>users.bin</c>: the values of all users in every stage and model, so that two can be compared without scoring again.</summary>
public static class UserValuesFile
{
    public const string Name = "users.bin";

    private const string UsersBlock = "users";

    // Between stage, model and metric; names of models contain spaces, '+', '-' and letters only.
    private const char Separator = '/';

    /// <param name="path">The file.</param>
    /// <param name="users">Dense indexes of the users.</param>
    /// <param name="values">By stage and model, such as "full/gru".</param>
    public static void Write(string path, int[] users, IEnumerable<KeyValuePair<string, UserValues>> values) =>
        BlockFile.Write(path, values.SelectMany<KeyValuePair<string, UserValues>, (string, Array)>(entry =>
            entry.Value.Labels.Select((label, row) => ($"{entry.Key}{Separator}{label}", (Array)Array.ConvertAll(entry.Value.Values[row], value => (float)value))))
            .Prepend((UsersBlock, users)));

    /// <summary>The values by stage and model.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static OrderedDictionary<string, UserValues> Read(string path)
    {
        BlockFile file = BlockFile.Read(path);
        var values = new OrderedDictionary<string, UserValues>(StringComparer.Ordinal);
        foreach (IGrouping<string, string> run in file.Names.Where(name => name != UsersBlock).GroupBy(name => name[..name.LastIndexOf(Separator)], StringComparer.Ordinal))
        {
            values.Add(run.Key, new UserValues(
                [.. run.Select(name => name[(run.Key.Length + 1)..])], [.. run.Select(name => Array.ConvertAll(file.Get<float>(name), value => (double)value))]));
        }
        return values;
    }
}
