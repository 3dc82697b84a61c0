using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary>A model whose weights are computed from the data rather than learnt in steps.</summary>
public interface IFittedModel : IModel
{
    /// <summary>Computes the weights, once. The result does not depend on the number of threads, but for the rounding of <see cref="IDenseAlgebra"/>.</summary>
    /// <exception cref="InputException">The data and settings leave no sound answer, such as a matrix that cannot be inverted.</exception>
    void Fit(FitContext context);
}

/// <summary>What a fit is handed besides the data.</summary>
/// <param name="Name">Of the model, for progress.</param>
/// <param name="Algebra">Dense linear algebra.</param>
/// <param name="Seed">Of all randomness.</param>
/// <param name="Threads">At least 1.</param>
/// <param name="Reporter">Where it says how far it is.</param>
/// <param name="Cancellation">Asks it to stop.</param>
public sealed record FitContext(string Name, IDenseAlgebra Algebra, ulong Seed, int Threads, IReporter Reporter, CancellationToken Cancellation)
{
    /// <summary>Runs <paramref name="step"/> for 0 .. count - 1 on all threads.</summary>
    public void ForEach(int count, Action<int> step) => Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = Cancellation }, step);

    /// <summary>The same, where each thread works in memory of its own.</summary>
    public void ForEach<TLocal>(int count, Func<TLocal> local, Action<int, TLocal> step) =>
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = Cancellation }, local, (i, _, memory) =>
        {
            step(i, memory);
            return memory;
        }, _ => { });

    /// <summary>The same for longer steps, with progress.</summary>
    /// <typeparam name="TLocal">What each thread works in.</typeparam>
    /// <param name="what">Short text for the progress.</param>
    /// <param name="count">How many steps.</param>
    /// <param name="local">Makes a thread's own memory.</param>
    /// <param name="step">Must write only where no other step does.</param>
    public void ForEach<TLocal>(string what, int count, Func<TLocal> local, Action<int, TLocal> step)
    {
        int done = 0;
        var gate = new Lock();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = Cancellation };
        Parallel.For(0, count, options, local, (i, _, memory) =>
        {
            step(i, memory);
            int now = Interlocked.Increment(ref done);
            if (now % 256 == 0)
            {
                lock (gate) Reporter.Progress(Name, (double)now / count, what);
            }
            return memory;
        }, _ => { });
    }
}

/// <summary>What the training engine's LAPACK does for <see cref="IFittedModel"/>. Matrices are row-major.</summary>
public interface IDenseAlgebra
{
    /// <summary>The inverse of a symmetric positive definite matrix, in its place. O(n^3).</summary>
    /// <returns>False: it is not positive definite, as far as the precision of a double tells.</returns>
    bool TryInvert(double[] matrix, int n);

    /// <summary>Eigenvalues, rising, and in the matrix's place their vectors as columns, of a symmetric matrix. O(n^3).</summary>
    double[] Eigen(double[] matrix, int n);

    /// <summary>An orthonormal basis of what the columns of [rows, columns] span, in their place; rows at least columns. O(rows columns^2).</summary>
    void Orthonormalise(double[] matrix, int rows, int columns);
}
