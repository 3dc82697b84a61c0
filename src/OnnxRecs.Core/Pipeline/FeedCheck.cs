namespace OnnxRecs.Pipeline;

/// <summary>Checks feeds at the door, for what runtimes let pass: a negative index reads from the end, an empty history ends the process.</summary>
public static class FeedCheck
{
    /// <exception cref="ArgumentException">A feed is missing, unknown, of the wrong shape or holds a value that is out of range.</exception>
    public static void Check(IReadOnlyList<TensorInfo> inputs, ReadOnlySpan<Feed> feeds)
    {
        if (feeds.Length != inputs.Count) throw new ArgumentException($"{feeds.Length} feeds for {inputs.Count} inputs.");
        long batch = -1;
        for (int f = 0; f < feeds.Length; f++)
        {
            ref readonly Feed feed = ref feeds[f];
            TensorInfo info = Find(inputs, feed.Name);
            if (feed.Dims.Length != info.Dims.Length) throw new ArgumentException($"Input '{feed.Name}' has {feed.Dims.Length} axes, not {info.Dims.Length}.");
            long size = 1;
            for (int axis = 0; axis < feed.Dims.Length; axis++)
            {
                if (feed.Dims[axis] < 1) throw new ArgumentException($"Input '{feed.Name}' is empty along axis {axis}.");
                size = checked(size * feed.Dims[axis]);
                if (info.Dims[axis] != "B") continue;
                if (batch >= 0 && batch != feed.Dims[axis]) throw new ArgumentException($"Input '{feed.Name}' has a batch of {feed.Dims[axis]} where another has {batch}.");
                batch = feed.Dims[axis];
            }
            if (size != feed.Values.Length) throw new ArgumentException($"Input '{feed.Name}' has {feed.Values.Length} values for a shape of {size}.");
            if (info.Below is not { } below) continue;
            foreach (long value in feed.Values.Span)
            {
                if ((ulong)value >= (ulong)below) throw new ArgumentException($"Input '{feed.Name}' has value {value}, which is not within 0 .. {below - 1}.");
            }
        }
        CheckLengths(feeds);
    }

    /// <exception cref="ArgumentException">Nothing is asked for, an output that there is not, or one twice.</exception>
    public static void Check(IReadOnlyList<TensorInfo> outputs, ReadOnlySpan<Fetch> fetches)
    {
        if (fetches.IsEmpty) throw new ArgumentException("No output is asked for.");
        for (int f = 0; f < fetches.Length; f++)
        {
            string name = fetches[f].Name;
            bool known = false;
            for (int i = 0; i < outputs.Count; i++) known |= outputs[i].Name == name;
            if (!known) throw new ArgumentException($"The model has no output '{name}'.");
            for (int i = 0; i < f; i++)
            {
                if (fetches[i].Name == name) throw new ArgumentException($"Output '{name}' is asked for twice.");
            }
        }
    }

    private static TensorInfo Find(IReadOnlyList<TensorInfo> inputs, string name)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Name == name) return inputs[i];
        }
        throw new ArgumentException($"The model has no input '{name}'.");
    }

    private static void CheckLengths(ReadOnlySpan<Feed> feeds)
    {
        long longest = long.MaxValue;
        foreach (ref readonly Feed feed in feeds)
        {
            if (feed.Name == FeedNames.History) longest = feed.Dims[1];
        }
        foreach (ref readonly Feed feed in feeds)
        {
            if (feed.Name != FeedNames.Length) continue;
            foreach (long length in feed.Values.Span)
            {
                if (length > longest) throw new ArgumentException($"A history of length {length} does not fit the {longest} steps that are given.");
            }
        }
    }
}
