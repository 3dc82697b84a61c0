using System.ComponentModel.DataAnnotations;
using OnnxRecs.Candidates.Vectors;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>Settings of an <see cref="HnswIndex"/>, named as in the paper.</summary>
public sealed record HnswOptions
{
    /// <summary>What makes two vectors near.</summary>
    [EnumDataType(typeof(VectorMetric))]
    public VectorMetric Metric { get; init; } = VectorMetric.InnerProduct;

    /// <summary>In which form the vectors lie that searches walk over.</summary>
    [EnumDataType(typeof(VectorStorage))]
    public VectorStorage Storage { get; init; } = VectorStorage.Float32;

    /// <summary>Links that a new node chooses on each layer; a node keeps up to M on upper layers and 2 M on layer 0.</summary>
    [Range(2, 256)]
    public int M { get; init; } = 16;

    /// <summary>How many nearest nodes the build keeps while it looks for neighbours: more gives a better graph and a slower build.</summary>
    [Range(1, 100_000)]
    public int EfConstruction { get; init; } = 200;

    /// <summary>How many nearest nodes a search keeps: more gives higher recall and slower searches. A search for k uses max(EfSearch, k).</summary>
    /// <remarks>The default is above the 300 candidates that the pipeline asks for.</remarks>
    [Range(1, 100_000)]
    public int EfSearch { get; init; } = 400;

    /// <summary>Draws the levels and the order in which vectors are inserted.</summary>
    public ulong Seed { get; init; } = 1;

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    internal void Check()
    {
        var errors = new List<ValidationResult>();
        if (Validator.TryValidateObject(this, new ValidationContext(this), errors, validateAllProperties: true)) return;
        throw new ArgumentException(string.Join(" ", errors.ConvertAll(error => error.ErrorMessage)));
    }
}
