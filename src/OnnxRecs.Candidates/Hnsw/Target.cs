namespace OnnxRecs.Candidates.Hnsw;

/// <summary>What is sought: a vector as the graph stores them.</summary>
/// <param name="vector">Padded with zeros.</param>
/// <param name="lift">Its added dimension, in the units of the code (see <see cref="LiftedVectors"/>).</param>
/// <param name="lifts">Those of the nodes; null: without.</param>
internal readonly unsafe struct Target(byte* vector, float lift = 0, float* lifts = null)
{
    public readonly byte* Vector = vector;
    public readonly float Lift = lift;
    public readonly float* Lifts = lifts;
}
