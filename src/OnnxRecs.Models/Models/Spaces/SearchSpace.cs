using System.Buffers.Binary;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRecs.Config;
using OnnxRecs.Numerics;

namespace OnnxRecs.Models.Spaces;

/// <summary>Which settings of a model are searched: what its options declare (<see cref="TunedAttribute"/>), or what $.tune.spaces says in place of it.</summary>
/// <remarks>
/// Random search (Bergstra and Bengio, JMLR 2012). A draw depends on the seed, the model, the option and the number of the trial alone: more trials leave the
/// earlier ones as they are, and another range of one option leaves what is drawn for the others.
/// </remarks>
public sealed class SearchSpace
{
    // So many draws in vain mean that nothing new is left in the space.
    private const int MaxDraws = 100;
    private readonly ModelEntry _model;

    private SearchSpace(ModelEntry model, OrderedDictionary<string, Dimension> dimensions) => (_model, Dimensions) = (model, dimensions);

    /// <summary>What may be drawn, by option as it is written in JSON.</summary>
    public OrderedDictionary<string, Dimension> Dimensions { get; }

    /// <summary>Where the settings say what may be drawn for a model.</summary>
    private static string PathOf(ModelEntry model) => $"$.tune.spaces.{model.Name}";

    /// <summary>The option that successive halving shares out; it is never drawn.</summary>
    public const string Epochs = "epochs";

    /// <summary>Notes all that is wrong with $.tune.spaces.</summary>
    public static void Check(PipelineConfig config, List<string> problems)
    {
        foreach (string name in config.Tune.Spaces.Keys)
        {
            if (ModelCatalog.Entries.FirstOrDefault(entry => entry.Name == name) is { } model) Of(model, config, problems);
            else problems.Add($"$.tune.spaces.{name}: there is no such model{Spelling.Hint(name, ModelCatalog.Entries.Select(entry => entry.Name))}");
        }
    }

    /// <summary>The space of a model from settings that <see cref="Check"/> found right.</summary>
    /// <param name="model">The model.</param>
    /// <param name="config">The settings.</param>
    /// <param name="except">Options that must stay as they stand.</param>
    public static SearchSpace Of(ModelEntry model, PipelineConfig config, IEnumerable<string> except)
    {
        var problems = new List<string>();
        SearchSpace space = Of(model, config, problems);
        StrictJson.ThrowIfAny(problems, "settings");
        foreach (string option in except) space.Dimensions.Remove(option);
        return space;
    }

    /// <summary>What may be drawn, as $.tune.spaces takes it.</summary>
    public static JsonObject Declared(ModelEntry model, PipelineConfig config)
    {
        var space = new JsonObject();
        foreach (PropertyInfo property in model.Options.GetProperties())
        {
            TunedAttribute? tuned = model.Options.GetCustomAttributes<TunedAttribute>().FirstOrDefault(attribute => attribute.Option == property.Name)
                ?? property.GetCustomAttribute<TunedAttribute>();
            if (tuned is not null) space[NameOf(property)] = tuned.ToJson(property.PropertyType);
        }
        foreach ((string option, JsonNode? drawn) in config.Tune.Spaces.GetValueOrDefault(model.Name, [])) space[option] = drawn?.DeepClone();
        return space;
    }

    /// <summary>The settings to try: first those given, then random ones, each of which is allowed and no earlier one.</summary>
    /// <param name="settings">The model's own; what is drawn takes the place of theirs.</param>
    /// <param name="count">How many at most; fewer where the space has no more.</param>
    /// <param name="seed">Of the run.</param>
    /// <exception cref="InputException">No draw is allowed beside the settings given.</exception>
    public IReadOnlyList<JsonObject> Trials(JsonObject settings, int count, ulong seed)
    {
        var trials = new List<JsonObject> { settings };
        var tried = new HashSet<string> { Resolve(settings, out _)!.ToJsonString() };
        while (trials.Count < count)
        {
            Rng[] streams = [.. Dimensions.Keys.Select(option => new Rng(seed, StreamOf($"{_model.Name}.{option}"), (ulong)trials.Count + 1))];
            JsonObject? found = null;
            string? problem = null;
            for (int draw = 0; draw < MaxDraws && found is null; draw++)
            {
                var drawn = (JsonObject)settings.DeepClone();
                foreach ((int i, (string option, Dimension dimension)) in Dimensions.Index()) drawn[option] = dimension.Draw(streams[i]);
                if (Resolve(drawn, out problem) is { } resolved && tried.Add(resolved.ToJsonString())) found = drawn;
            }
            if (found is null && problem is not null && trials.Count == 1)
                throw new InputException($"{PathOf(_model)}: nothing that is drawn goes with the other settings, such as {problem}. Leave an option out of the search with [], as in --set tune.spaces.{_model.Name}.OPTION=[].");
            if (found is null) break;
            trials.Add(found);
        }
        return trials;
    }

    /// <summary>All of the model's options, or null and why they do not go together.</summary>
    private JsonObject? Resolve(JsonObject settings, out string? problem)
    {
        var problems = new List<string>();
        object options = StrictJson.Bind(settings, _model.Options, $"$.models.{_model.Name}", problems);
        problem = problems.FirstOrDefault();
        return problem is null ? ModelCatalog.ToJson(_model, options) : null;
    }

    private static SearchSpace Of(ModelEntry model, PipelineConfig config, List<string> problems)
    {
        var properties = model.Options.GetProperties().ToDictionary(NameOf);
        var dimensions = new OrderedDictionary<string, Dimension>(StringComparer.Ordinal);
        foreach ((string option, JsonNode? drawn) in Declared(model, config))
        {
            string path = $"{PathOf(model)}.{option}";
            if (!properties.TryGetValue(option, out PropertyInfo? property)) problems.Add($"{path}: {model.Name} has no such option{Spelling.Hint(option, properties.Keys)}");
            else if (option == Epochs) problems.Add($"{path}: epochs are what the search shares out; set $.models.{model.Name}.epochs");
            else if (DimensionOf(model, property, drawn, path, problems) is { } dimension) dimensions.Add(option, dimension);
        }
        return new SearchSpace(model, dimensions);
    }

    /// <summary>Null after a problem was noted, and where nothing is to be drawn.</summary>
    private static Dimension? DimensionOf(ModelEntry model, PropertyInfo property, JsonNode? drawn, string path, List<string> problems)
    {
        if (drawn is JsonArray values)
        {
            foreach ((int i, JsonNode? value) in values.Index()) CheckValue(model, property, value, $"{path}[{i}]", problems);
            return values.Count == 0 ? null : new Choices([.. values.Select(value => value!)]);
        }
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        bool isWhole = type == typeof(int) || type == typeof(long);
        if (drawn is not JsonObject range)
            problems.Add($"{path}: expected values, such as [1, 2], or a range, such as {{ \"from\": 1, \"to\": 2 }}, found {drawn?.ToJsonString() ?? "null"}");
        else if (!isWhole && type != typeof(double))
            problems.Add($"{path}: is no number, so it has no range; list the values to choose from, such as [{ValueOf(model, property)}]");
        else
            return IntervalOf(model, property, range, isWhole, path, problems);
        return null;
    }

    private static Interval? IntervalOf(ModelEntry model, PropertyInfo property, JsonObject range, bool isWhole, string path, List<string> problems)
    {
        int before = problems.Count;
        RangeOptions ends = StrictJson.Bind<RangeOptions>(range, path, problems);
        if (problems.Count > before) return null;
        CheckValue(model, property, range["from"], $"{path}.from", problems);
        CheckValue(model, property, range["to"], $"{path}.to", problems);
        if (ends.From >= ends.To) problems.Add($"{path}.from: {ends.From} is not below to ({ends.To})");
        if (ends.Scale == RangeOptions.Log && ends.From <= 0) problems.Add($"{path}.from: a logarithmic scale begins above 0, found {ends.From}; choose a small number, or the scale \"linear\"");
        return problems.Count > before ? null : new Interval(ends.From!.Value, ends.To!.Value, ends.Scale == RangeOptions.Log, isWhole);
    }

    /// <summary>Asks the option's own type and range; what options must be together is asked of each draw.</summary>
    private static void CheckValue(ModelEntry model, PropertyInfo property, JsonNode? value, string path, List<string> problems)
    {
        var found = new List<string>();
        StrictJson.Bind(new JsonObject { [NameOf(property)] = value?.DeepClone() }, model.Options, "$", found);
        string own = $"$.{NameOf(property)}";
        problems.AddRange(found.Where(problem => problem.StartsWith(own, StringComparison.Ordinal) && problem[own.Length] is ':' or '[').Select(problem => path + problem[own.Length..]));
    }

    private static string ValueOf(ModelEntry model, PropertyInfo property) => JsonSerializer.Serialize(property.GetValue(Activator.CreateInstance(model.Options)));

    private static string NameOf(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static ulong StreamOf(string name) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
