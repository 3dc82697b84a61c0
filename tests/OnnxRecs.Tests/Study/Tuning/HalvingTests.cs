using OnnxRecs.Config;
using OnnxRecs.Study.Tuning;

namespace OnnxRecs.Tests.Study.Tuning;

public sealed class HalvingTests
{
    [Theory]
    [InlineData(27, 3, 3, 30, "27x3 10x10 4x30")] // 30/27 would be 1 epoch, fewer than 3
    [InlineData(27, 3, 1, 30, "27x1 10x3 4x10 2x30")] // 30/27 = 1.1, 1 + 27/3, 1 + 27/9, 1 + 27/27
    [InlineData(27, 3, 1, 100, "27x3 10x11 4x33 2x100")] // four rungs are what 27 trials give, however many epochs there are
    [InlineData(16, 2, 3, 15, "16x3 9x7 5x15")] // 15/8 = 1.9
    [InlineData(27, 3, 3, 8, "27x8")] // 8/3 = 2.7
    [InlineData(3, 3, 3, 9, "3x3 2x9")]
    [InlineData(2, 3, 3, 9, "2x9")]
    [InlineData(1, 3, 3, 9, "1x9")]
    [InlineData(27, 1, 3, 30, "27x30")] // random search
    public void Of_Epochs_GrowAsTrialsGetFewer(int trials, int eta, int minEpochs, int epochs, string expected) =>
        Assert.Equal(expected, string.Join(' ', Halving.Of(trials, Options(eta, minEpochs), epochs).Select(rung => $"{rung.Trials}x{rung.Epochs}")));

    [Fact]
    public void Of_NoEpochs_IsOneRungOfAll() => Assert.Equal([new Rung(27, null)], Halving.Of(27, Options(3, 3), epochs: null));

    [Fact]
    public void Of_AnyNumbers_EndsWithAllEpochsAndNeverGrows()
    {
        for (int trials = 1; trials <= 90; trials += 7)
        {
            for (int epochs = 1; epochs <= 200; epochs += 9)
            {
                Rung[] rungs = Halving.Of(trials, Options(eta: 3, minEpochs: 2), epochs);

                Assert.Equal((trials, epochs), (rungs[0].Trials, rungs[^1].Epochs));
                Assert.All(rungs.Zip(rungs.Skip(1)), pair => Assert.True(pair.First.Trials > pair.Second.Trials && pair.First.Epochs < pair.Second.Epochs && pair.Second.Trials >= 2));
                Assert.True(rungs.Length == 1 || rungs[0].Epochs >= 2);
            }
        }
    }

    private static TuneOptions Options(int eta, int minEpochs) => new() { Eta = eta, MinEpochs = minEpochs };
}
