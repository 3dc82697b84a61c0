using System.Runtime.InteropServices;
using System.Text.Json;
using OnnxRecs.Models;

namespace OnnxRecs.Train;

/// <summary>Tells when the memory does not suffice, and what to do then.</summary>
internal static class OutOfMemory
{
    // What libtorch's allocators say, on the CPU of any system and on the GPU.
    private static readonly string[] Signs = ["can't allocate memory", "not enough memory", "out of memory", "bad_alloc"];

    /// <summary>What says so: the exception itself, or one of those that a parallel loop has collected. Null where the memory is not to blame.</summary>
    public static Exception? Of(Exception exception) => exception switch
    {
        AggregateException many => many.InnerExceptions.Select(Of).FirstOrDefault(cause => cause is not null),
        OutOfMemoryException => exception,
        ExternalException when Array.Exists(Signs, sign => exception.Message.Contains(sign, StringComparison.OrdinalIgnoreCase)) => exception,
        _ => null,
    };

    /// <summary>Of a training: one line that names the model and the options that its memory grows with.</summary>
    /// <param name="name">Of the model.</param>
    /// <param name="options">Its own whole numbers are sizes: widths, lengths, numbers of negatives.</param>
    /// <param name="cause">Where the memory was asked for.</param>
    public static InputException Explain(string name, TrainingOptions options, Exception cause)
    {
        string[] sizes =
        [
            .. options.GetType().GetProperties().Where(p => (p.PropertyType == typeof(int) || p.PropertyType == typeof(int[])) && p.DeclaringType != typeof(TrainingOptions))
                .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)),
        ];
        string others = sizes.Length == 0 ? "" : $", or one of {string.Join(", ", sizes)}";
        return new InputException($"{name}: the memory does not suffice ({FirstLine(cause)}). Lower models.{name}.batchSize (now {options.BatchSize}){others}; where only others took the memory, the same command goes on after the last whole epoch.", cause);
    }

    /// <summary>Of an export, before which the training is done and kept.</summary>
    public static InputException ExplainExport(string name, Exception cause) => new(
        $"{name}: the memory does not suffice for the export ({FirstLine(cause)}). Where only others took the memory, run the same command again, what is trained is kept; otherwise choose a smaller models.{name} or a smaller data set.", cause);

    private static string FirstLine(Exception cause) => cause.Message.Split('\n')[0].Trim();
}
