namespace OnnxRecs.Study.Frontier;

/// <summary>The Pareto front of points: those that no other one beats.</summary>
/// <remarks>One point beats another that is in neither coordinate worse and in one better. Equal points do not beat each other. A point with a NaN is on no front and beats none. Cost O(n^2).</remarks>
public static class Pareto
{
    /// <summary>For each point whether it is on the front; more of either coordinate is better.</summary>
    public static bool[] Front(IReadOnlyList<(double X, double Y)> points)
    {
        bool[] front = new bool[points.Count];
        for (int i = 0; i < front.Length; i++)
        {
            (double x, double y) = points[i];
            front[i] = !double.IsNaN(x) && !double.IsNaN(y) && !points.Any(other => other.X >= x && other.Y >= y && (other.X > x || other.Y > y));
        }
        return front;
    }
}
