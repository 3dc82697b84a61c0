using OnnxRecs.Data;
using OnnxRecs.Study.Analysis;

namespace OnnxRecs.Tests.Study.Analysis;

public sealed class SetSizeTests
{
    [Fact]
    public void Of_RepeatsAndSilentOnes_AreCountedApart()
    {
        // User 0 meets item 0 three times and item 1 once, user 1 item 0 once; user 2 and items 2, 3 nothing.
        Interactions events = SmallSets.Events(3, 4, (0, 0), (0, 1), (0, 0), (0, 0), (1, 0));

        SetSize size = SetSize.Of(events, events.Counts());

        Assert.Equal(new SetSize(Users: 2, Items: 2, Events: 5, Pairs: 3, SilentUsers: 1, SilentItems: 2), size);
        Assert.Equal(2, size.Repeats); // 5 - 3
        Assert.Equal(0.75, size.Density); // 3 / (2 * 2)
        Assert.Equal(0.25, size.Sparsity);
    }

    [Fact]
    public void Of_NoEvents_HasDensityZero()
    {
        Interactions events = SmallSets.Events(0, 0);

        Assert.Equal((0, 1), (SetSize.Of(events, events.Counts()).Density, SetSize.Of(events, events.Counts()).Sparsity));
    }
}
