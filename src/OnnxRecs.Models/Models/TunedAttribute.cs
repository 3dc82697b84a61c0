using System.Text.Json;
using System.Text.Json.Nodes;

namespace OnnxRecs.Models;

/// <summary>
/// What a search for settings may draw for an option, unless $.tune.spaces says otherwise. On a record it is of an option that the record inherits, which
/// <see cref="Option"/> names, and comes before what that option itself declares.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class, AllowMultiple = true)]
public abstract class TunedAttribute : Attribute
{
    /// <summary>Name of the property, where the attribute does not stand at it.</summary>
    public string? Option { get; init; }

    /// <summary>As it would stand in $.tune.spaces.</summary>
    /// <param name="type">Of the property.</param>
    internal abstract JsonNode ToJson(Type type);
}

/// <summary>A number between two others, which it may be; whole where the option is.</summary>
public sealed class TunedRangeAttribute(double from, double to) : TunedAttribute
{
    public double From => from;

    public double To => to;

    /// <summary>Each doubling is as likely as any other, which suits what is told apart by its size.</summary>
    public bool Log { get; init; }

    internal override JsonNode ToJson(Type type) => new JsonObject { ["from"] = from, ["to"] = to, ["scale"] = Log ? "log" : "linear" };
}

/// <summary>One of some values, each as likely as the others; lists are written as JSON, such as "[64, 32]".</summary>
public sealed class TunedChoicesAttribute(params object[] values) : TunedAttribute
{
    public object[] Values => values;

    internal override JsonNode ToJson(Type type) =>
        new JsonArray([.. values.Select(value => type.IsArray ? JsonNode.Parse((string)value) : JsonSerializer.SerializeToNode(value))]);
}
