using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRecs.Study.Analysis;

namespace OnnxRecs.Study.Describe;

/// <summary>A description as JSON: all figures, under the names of their properties.</summary>
public static class DescriptionJson
{
    public static JsonObject Of(DatasetDescription set) => JsonSerializer.SerializeToNode(set, JsonSerializerOptions.Web)!.AsObject();
}
