using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OnnxRecs.Artifacts;

namespace OnnxRecs.Elsewhere;

/// <summary>What exported models give for some feeds, as JSON: for programs in other languages to run the same files and compare.</summary>
/// <remarks>The format is explained in <c>tests/elsewhere/README.md</c>, where there are such programs.</remarks>
/// <param name="Dataset">Its published name.</param>
/// <param name="Items">Outside ids: that of the item with index i stands at i. Empty where no model has lists.</param>
/// <param name="Models">One for each artifact.</param>
public sealed record CaseFile(string Dataset, IReadOnlyList<string> Items, ModelCases[] Models)
{
    public const int CurrentFormat = 1;

    /// <summary>Tighter than <see cref="Pipeline.Agreement.Tolerance"/>, which also has to do for large and badly conditioned models; a fifth of it is the most that was measured.</summary>
    public const double AllowedDifference = 1e-5;

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    [JsonPropertyOrder(-1)]
    public int Format { get; init; } = CurrentFormat;

    /// <summary>By how much numbers may differ, relative to the larger of the expected one and the scale of its output.</summary>
    [JsonPropertyOrder(-1)]
    public double Tolerance { get; init; } = AllowedDifference;

    /// <summary>Writes it beside and renames it.</summary>
    public void Save(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Web));
}

/// <summary>One model.</summary>
/// <param name="Name">Of the artifact.</param>
/// <param name="Graphs">All of its ONNX files.</param>
/// <param name="Lists">What it puts first in the whole catalogue.</param>
public sealed record ModelCases(string Name, GraphCases[] Graphs, ListCase[] Lists);

/// <summary>Runs of one ONNX file.</summary>
/// <param name="Name">"model", "user" or "item".</param>
/// <param name="File">Its path, relative to the folder of the case file, with slashes.</param>
/// <param name="Runs">At least one.</param>
public sealed record GraphCases(string Name, string File, RunCase[] Runs);

/// <summary>One run: all inputs, and all outputs.</summary>
/// <param name="What">Who asks.</param>
/// <param name="Feeds">In any order.</param>
/// <param name="Outputs">In the order of the graph.</param>
public sealed record RunCase(string What, CaseTensor[] Feeds, CaseTensor[] Outputs);

/// <summary>The best items for somebody. The input "items" of a ranker is not among the feeds: it takes all items, 0 .. N-1.</summary>
/// <param name="What">Who asks.</param>
/// <param name="Feeds">For the graph "model", or "user"; the scores of the latter are the products of its vector with those that the graph "item" gives of all items.</param>
/// <param name="Seen">Indexes of items that are not to be recommended.</param>
/// <param name="Items">Outside ids, best first; equal scores by the lower index.</param>
/// <param name="Scores">One for each.</param>
/// <param name="Scale">See <see cref="Pipeline.Agreement.ScaleOf"/>; of the scores of all items.</param>
public sealed record ListCase(string What, CaseTensor[] Feeds, int[] Seen, string[] Items, float[] Scores, double Scale);

/// <summary>A tensor by name.</summary>
public sealed record CaseTensor
{
    private CaseTensor(string name, string type, long[] dims, Array values, double? scale) => (Name, Type, Dims, Values, Scale) = (name, type, dims, values, scale);

    public string Name { get; }

    /// <summary>"int64", "float32" or "string".</summary>
    public string Type { get; }

    /// <summary>Sizes; none where it is a single value.</summary>
    public long[] Dims { get; }

    /// <summary>Row-major.</summary>
    public object Values { get; }

    /// <summary>Of an output of float32, see <see cref="Pipeline.Agreement.ScaleOf"/>; other types are to be equal.</summary>
    public double? Scale { get; }

    public static CaseTensor Of(string name, long[] dims, long[] values) => new(name, "int64", dims, values, scale: null);

    public static CaseTensor Of(string name, long[] dims, string[] values) => new(name, "string", dims, values, scale: null);

    /// <param name="name">Of the input or output.</param>
    /// <param name="dims">Sizes.</param>
    /// <param name="values">Row-major; finite, since JSON has no other numbers.</param>
    /// <param name="scale">Of an output, see <see cref="Scale"/>.</param>
    public static CaseTensor Of(string name, long[] dims, float[] values, double? scale = null) => new(name, "float32", dims, values, scale);
}
