namespace OnnxRecs.Candidates.Hnsw;

/// <summary>One more dimension for each vector, with which the greatest inner product is the smallest distance.</summary>
/// <remarks>
/// Inner product is no metric: a vector need not be its own best match, and a graph built on it would send every search to the longest
/// vectors. So x becomes x' = (x, sqrt(R^2 - |x|^2)) and a query q' = (q, 0) (Bachrach et al., RecSys 2014; Neyshabur and Srebro,
/// ICML 2015). All x' have norm R; therefore |q' - x'|^2 = |q|^2 + R^2 - 2 q.x orders as q.x does, and |x' - y'|^2 = 2 R^2 - 2 x'.y':
/// nearness is the lifted product everywhere, and for a query it is the plain one. Only the build needs the added dimension.
/// We differ in R: a quantile of the norms, not the greatest. A few long vectors would otherwise make the added dimension outweigh all
/// others, so that neighbours agree in norm and hardly in direction (recall@300 of 20,000 log-normal norms: .64 instead of .99). The vectors
/// beyond R are not lifted: they are neighbours by inner product as it is (as all are in Morozov and Babenko, NeurIPS 2018).
/// Equal norms are left alone either way.
/// </remarks>
internal static class LiftedVectors
{
    // From .5 to .97 recall is much the same.
    private const double RadiusQuantile = 0.9;

    /// <summary>R^2 for vectors of these squared norms, which are sorted in place.</summary>
    public static float SquaredRadius(Span<float> squaredNorms)
    {
        if (squaredNorms.IsEmpty) return 0;
        squaredNorms.Sort();
        return squaredNorms[(int)(RadiusQuantile * (squaredNorms.Length - 1))];
    }

    /// <summary>The added dimension of a vector of this squared norm.</summary>
    public static float Lift(float squaredNorm, float squaredRadius) => MathF.Sqrt(MathF.Max(0, squaredRadius - squaredNorm));
}
