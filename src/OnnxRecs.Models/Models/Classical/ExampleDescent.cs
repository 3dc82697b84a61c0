using OnnxRecs.Numerics;

namespace OnnxRecs.Models.Classical;

/// <summary>Plain stochastic gradient descent, example by example, with a step size that falls to 0 as a cosine.</summary>
/// <remarks>On one thread, since each step reads what the last one wrote.</remarks>
internal static class ExampleDescent
{
    /// <param name="example">Which one.</param>
    /// <param name="rate">Step size.</param>
    /// <returns>The example's loss before the step.</returns>
    public delegate double Step(int example, float rate);

    /// <summary>Takes all examples in every epoch, in an order that is drawn anew.</summary>
    /// <param name="context">Progress and cancellation.</param>
    /// <param name="options">How many epochs and how large steps.</param>
    /// <param name="examples">How many.</param>
    /// <param name="terms">What the sum of an epoch's losses is divided by to be shown.</param>
    /// <param name="rng">Draws the order; the step may draw from it too.</param>
    /// <param name="step">Learns from one example.</param>
    /// <exception cref="InputException">The loss grew beyond all bounds.</exception>
    public static void Run(FitContext context, DescentOptions options, int examples, double terms, Rng rng, Step step)
    {
        int[] order = [.. Enumerable.Range(0, examples)];
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            rng.Shuffle(order.AsSpan());
            double loss = 0;
            for (int i = 0; i < order.Length; i++)
            {
                double done = (epoch + (double)i / order.Length) / options.Epochs;
                if (i % 16_384 == 0)
                {
                    context.Cancellation.ThrowIfCancellationRequested();
                    context.Reporter.Progress(context.Name, done, $"epoch {epoch + 1}");
                }
                loss += step(order[i], (float)(options.LearningRate * (1 + Math.Cos(Math.PI * done)) / 2));
            }
            loss /= Math.Max(1, terms);
            if (!double.IsFinite(loss)) throw new InputException($"{context.Name}: the loss is {loss} in epoch {epoch + 1}; set a smaller $.models.{context.Name}.learningRate than {options.LearningRate}.");
            context.Reporter.Message($"{context.Name}: epoch {epoch + 1}  loss {loss:0.0000}");
        }
    }
}
