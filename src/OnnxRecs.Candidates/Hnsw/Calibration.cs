using OnnxRecs.Candidates.Vectors;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>What a builder works out from all vectors together: the steps of their code, and the lifts (<see cref="LiftedVectors"/>).</summary>
/// <remarks>
/// Done anew when as many vectors have come in as there were the last time, or half of those have gone: the costs add up to little, and vectors that
/// drift are followed.
/// </remarks>
internal sealed unsafe class Calibration(HnswGraph graph)
{
    private float[] _lifts = [];
    private float _squaredRadius;
    private int _vectors;
    private int _added;

    private bool IsLifted => graph.Metric == VectorMetric.InnerProduct;

    /// <summary>Of the nodes, in the units of the code as the products that they are added to; null: without. May be longer.</summary>
    public float[]? Lifts => IsLifted ? _lifts : null;

    /// <summary>Makes room for so many nodes.</summary>
    public void Resize(int capacity)
    {
        if (IsLifted) Array.Resize(ref _lifts, capacity);
    }

    /// <summary>Takes in the nodes from <paramref name="first"/> on.</summary>
    public void Add(int first)
    {
        _added += graph.Nodes.Count - first;
        if (_added >= _vectors) Renew();
        else Lift(first);
    }

    /// <summary>After nodes have gone and others have moved.</summary>
    public void Move()
    {
        if (graph.Nodes.Count <= _vectors / 2) Renew();
        else Lift(0);
    }

    private void Renew()
    {
        int[] living = [.. Enumerable.Range(0, graph.Nodes.Count).Where(node => !graph.Nodes.IsDeleted(node))];
        (_vectors, _added) = (living.Length, 0);
        if (IsLifted) _squaredRadius = LiftedVectors.SquaredRadius(Array.ConvertAll(living, graph.SquaredNorm));
        if (graph.Code.Storage == VectorStorage.Int8)
        {
            graph.Code = VectorCode.For(graph.Code.Storage, graph.Metric, graph.Dim, living.Length, i => graph.VectorOf(living[i]));
            for (int node = 0; node < graph.Nodes.Count; node++) graph.Code.Encode(graph.VectorOf(node), graph.Blocks.Vector(node));
        }
        Lift(0);
    }

    private void Lift(int first)
    {
        for (int node = first; IsLifted && node < graph.Nodes.Count; node++) _lifts[node] = LiftedVectors.Lift(graph.SquaredNorm(node), _squaredRadius) / graph.Code.Scale;
    }
}
