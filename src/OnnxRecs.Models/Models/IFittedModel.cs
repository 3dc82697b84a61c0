using System.Runtime.ExceptionServices;
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
    /// <param name="count">How many steps.</param>
    /// <param name="step">Must write only where no other step does.</param>
    public void ForEach(int count, Action<int> step) => ForEach(count, () => 0, (i, _) => step(i));

    /// <summary>The same, where each thread works in memory of its own.</summary>
    public void ForEach<TLocal>(int count, Func<TLocal> local, Action<int, TLocal> step)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Threads, CancellationToken = Cancellation };
        try
        {
            Parallel.For(0, count, options, local, (i, _, memory) =>
            {
                step(i, memory);
                return memory;
            }, _ => { });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]); // what is wrong is the same for all threads
        }
    }

    /// <summary>The same for longer steps, with progress.</summary>
    public void ForEach<TLocal>(string what, int count, Func<TLocal> local, Action<int, TLocal> step)
    {
        int done = 0;
        var gate = new Lock();
        ForEach(count, local, (i, memory) =>
        {
            step(i, memory);
            int now = Interlocked.Increment(ref done);
            if (now % 256 != 0) return;
            lock (gate) Reporter.Progress(Name, (double)now / count, what);
        });
    }
}
