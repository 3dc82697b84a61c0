namespace OnnxRecs.Models;

/// <summary>A model whose weights another one begins with; it is trained before that one, as an artifact of its own.</summary>
/// <param name="Model">Its name in the catalog.</param>
/// <param name="Shared">Settings in which both must agree, since shapes depend on them; as they are written in JSON.</param>
public sealed record PreTrainedPart(string Model, params string[] Shared);

/// <summary>What the parts of a model have learnt.</summary>
/// <param name="owner">Name of the model that takes it over, for messages.</param>
/// <param name="values">By "part.weight".</param>
public sealed class PartWeights(string owner, IReadOnlyDictionary<string, float[]> values)
{
    /// <summary>The values of one weight.</summary>
    /// <param name="name">"part.weight", such as "gmf.users".</param>
    /// <param name="count">How many it must have.</param>
    /// <exception cref="InputException">The part is of another shape.</exception>
    public ReadOnlySpan<float> Of(string name, int count)
    {
        float[] found = values.GetValueOrDefault(name, []);
        string part = name[..name.IndexOf('.')];
        return found.Length == count ? found
            : throw new InputException($"{owner} begins with {name} of {count:N0} values, and there are {found.Length:N0}: run `onnxrecs train {part}` again with the settings that {owner} has.");
    }
}
