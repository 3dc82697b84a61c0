using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OnnxRecs.Config;

/// <summary>Binds JSON to immutable settings records and finds every problem at once, each with its JSON path.</summary>
/// <remarks>
/// A settings record has a parameterless constructor and <c>init</c> properties. A missing key leaves the record's own initialiser in
/// force, so every default lives there and nowhere else. Ranges are <see cref="RangeAttribute"/>, <see cref="AllowedValuesAttribute"/>,
/// <see cref="MinLengthAttribute"/> and the like; on an array all but the last hold for each entry. Rules over several properties are
/// an <see cref="IValidatableObject"/> whose member names are paths below the record. A <see cref="JsonObject"/> (alone or as the value
/// of an <see cref="OrderedDictionary{TKey, TValue}"/>) is passed through for somebody else to bind.
/// </remarks>
public static class StrictJson
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
    };

    /// <summary>Reads a JSON object; comments and trailing commas are allowed.</summary>
    /// <param name="text">The content.</param>
    /// <param name="source">What to call it in messages, such as the file's name.</param>
    /// <exception cref="InputException">A syntax error, with line and column, or no object.</exception>
    public static JsonObject Parse(string text, string source)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Lenient) as JsonObject
                ?? throw new InputException($"{source}: the outermost value must be an object, {{ ... }}.");
        }
        catch (JsonException e)
        {
            // The reader counts from zero and appends its own position, which would say the same a second time.
            string reason = e.Message.Split(" LineNumber:")[0].Split(" Path:")[0];
            string at = e.LineNumber is null ? "" : $"({e.LineNumber + 1},{e.BytePositionInLine + 1})";
            throw new InputException($"{source}{at}: {reason}", e);
        }
    }

    /// <summary>Binds one object and adds what is wrong to <paramref name="problems"/>; the result is only of use where none was added.</summary>
    /// <param name="node">The object.</param>
    /// <param name="path">Its JSON path, such as "$.models.gru".</param>
    /// <param name="problems">Takes one line for each problem.</param>
    public static T Bind<T>(JsonObject node, string path, List<string> problems) where T : class => (T)Bind(node, typeof(T), path, problems);

    /// <inheritdoc cref="Bind{T}"/>
    public static object Bind(JsonObject node, Type type, string path, List<string> problems)
    {
        object target = Activator.CreateInstance(type)!;
        var properties = type.GetProperties().Where(p => p.SetMethod is { IsPublic: true }).ToDictionary(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));
        int before = problems.Count;
        foreach ((string key, JsonNode? value) in node)
        {
            string at = $"{path}.{key}";
            if (!properties.TryGetValue(key, out PropertyInfo? property))
            {
                problems.Add($"{at}: unknown key{Spelling.Hint(key, properties.Keys)}");
                continue;
            }
            ValidationAttribute[] rules = [.. property.GetCustomAttributes<ValidationAttribute>()];
            if (Convert(value, property.PropertyType, rules, at, problems) is { } converted) property.SetValue(target, converted);
        }
        if (problems.Count == before && target is IValidatableObject rule)
        {
            IEnumerable<ValidationResult> broken = rule.Validate(new ValidationContext(target));
            problems.AddRange(broken.Select(b => $"{string.Join('.', b.MemberNames.Prepend(path))}: {b.ErrorMessage}"));
        }
        return target;
    }

    /// <summary>Throws when there are problems: a first line that names the source, then one line for each.</summary>
    public static void ThrowIfAny(IReadOnlyCollection<string> problems, string source)
    {
        if (problems.Count == 0) return;
        string count = problems.Count == 1 ? "a setting is" : $"{problems.Count} settings are";
        throw new InputException($"{source}: {count} wrong\n" + string.Join('\n', problems.Select(p => "  " + p)));
    }

    /// <summary>The value as the property's type, or null after a problem was noted.</summary>
    private static object? Convert(JsonNode? node, Type type, ValidationAttribute[] rules, string path, List<string> problems)
    {
        JsonValueKind kind = node?.GetValueKind() ?? JsonValueKind.Null;
        if (node is null || kind == JsonValueKind.Null) return Wrong("null is not allowed; leave the key out for its default");

        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(JsonObject)) return node is JsonObject any ? any : Wrong(Expected("an object"));
        if (type == typeof(OrderedDictionary<string, JsonObject>)) return node is JsonObject map ? Entries(map, path, problems) : Wrong(Expected("an object"));
        if (type.IsArray) return node is JsonArray array ? Entries(array, type.GetElementType()!, rules, path, problems) : Wrong(Expected("an array"));

        object? value;
        if (type == typeof(string))
        {
            if (kind != JsonValueKind.String) return Wrong(Expected("a string"));
            value = node.GetValue<string>();
        }
        else if (type == typeof(bool))
        {
            if (kind is not (JsonValueKind.True or JsonValueKind.False)) return Wrong(Expected("true or false"));
            value = kind == JsonValueKind.True;
        }
        else if (type == typeof(int) || type == typeof(long))
        {
            if (kind != JsonValueKind.Number || !Int128.TryParse(node.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 whole))
                return Wrong(Expected("a whole number"));
            if (rules.OfType<RangeAttribute>().FirstOrDefault() is { } range && OutOf(range, (double)whole) is { } outside) return Wrong(outside);
            if (type == typeof(int) ? (int.MinValue > whole || whole > int.MaxValue) : (long.MinValue > whole || whole > long.MaxValue)) return Wrong($"{whole} is too large");
            value = type == typeof(int) ? (int)whole : (object)(long)whole;
        }
        else if (type == typeof(double) || type == typeof(float))
        {
            if (kind != JsonValueKind.Number) return Wrong(Expected("a number"));
            double number = double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);
            if (!double.IsFinite(number) || (type == typeof(float) && !float.IsFinite((float)number))) return Wrong($"{node.ToJsonString()} is too large");
            value = type == typeof(double) ? number : (object)(float)number;
        }
        else
        {
            return node is JsonObject section ? Bind(section, type, path, problems) : Wrong(Expected("an object"));
        }

        string? broken = rules.Select(rule => Broken(rule, value)).FirstOrDefault(text => text is not null);
        return broken is null ? value : Wrong(broken);

        string Expected(string what) => $"expected {what}, found {Shown(node)}";

        object? Wrong(string message)
        {
            problems.Add($"{path}: {message}");
            return null;
        }
    }

    private static OrderedDictionary<string, JsonObject> Entries(JsonObject map, string path, List<string> problems)
    {
        var entries = new OrderedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach ((string key, JsonNode? value) in map)
        {
            if (value is JsonObject entry) entries.Add(key, entry);
            else problems.Add($"{path}.{key}: expected an object, found {Shown(value)}");
        }
        return entries;
    }

    private static Array? Entries(JsonArray array, Type type, ValidationAttribute[] rules, string path, List<string> problems)
    {
        foreach (MinLengthAttribute rule in rules.OfType<MinLengthAttribute>().Where(rule => array.Count < rule.Length))
        {
            problems.Add($"{path}: needs at least {rule.Length} {(rule.Length == 1 ? "entry" : "entries")}, has {array.Count}");
            return null;
        }
        ValidationAttribute[] each = [.. rules.Where(rule => rule is not MinLengthAttribute)];
        var values = Array.CreateInstance(type, array.Count);
        for (int i = 0; i < array.Count; i++)
        {
            if (Convert(array[i], type, each, $"{path}[{i}]", problems) is { } value) values.SetValue(value, i);
        }
        return values;
    }

    private static string? Broken(ValidationAttribute rule, object value) => rule switch
    {
        RangeAttribute range => OutOf(range, System.Convert.ToDouble(value)),
        AllowedValuesAttribute allowed => allowed.IsValid(value) ? null : $"{Shown(value)} is none of {string.Join(", ", allowed.Values.Select(Shown))}",
        MinLengthAttribute { Length: 1 } => value is "" ? "must not be empty" : null,
        _ => rule.IsValid(value) ? null : rule.ErrorMessage ?? rule.FormatErrorMessage(Shown(value)),
    };

    private static string? OutOf(RangeAttribute range, double value)
    {
        double low = System.Convert.ToDouble(range.Minimum), high = System.Convert.ToDouble(range.Maximum);
        bool inside = (range.MinimumIsExclusive ? value > low : value >= low) && (range.MaximumIsExclusive ? value < high : value <= high);
        if (inside) return null;
        string ends = (range.MinimumIsExclusive, range.MaximumIsExclusive) switch
        {
            (false, false) => "",
            (true, true) => " (both ends excluded)",
            (true, false) => $" ({range.Minimum} excluded)",
            (false, true) => $" ({range.Maximum} excluded)",
        };
        return $"{value} is not within {range.Minimum} .. {range.Maximum}{ends}";
    }

    private static string Shown(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        JsonObject => "an object",
        JsonArray => "an array",
        JsonNode node => node.ToJsonString(),
        _ => System.Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
