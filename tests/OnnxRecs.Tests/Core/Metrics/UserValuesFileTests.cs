using OnnxRecs.Metrics;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Metrics;

public sealed class UserValuesFileTests
{
    [Fact]
    public void WriteAndRead_GiveTheSame()
    {
        using var folder = new TempFolder();
        KeyValuePair<string, UserValues>[] values =
        [
            new("rank/gru + mmr", new UserValues(["HR@5", "AUC"], [[1, double.NaN], [0.25, 0.5]])),
            new("sampled (99)/gru", new UserValues(["HR@5"], [[0, 1]])),
        ];

        UserValuesFile.Write(folder["users.bin"], [3, 7], values);
        OrderedDictionary<string, UserValues> read = UserValuesFile.Read(folder["users.bin"]);

        Assert.Equal(["rank/gru + mmr", "sampled (99)/gru"], read.Keys);
        Assert.Equal(["HR@5", "AUC"], read["rank/gru + mmr"].Labels);
        Assert.Equal([1, double.NaN], read["rank/gru + mmr"]["HR@5"]);
        Assert.Equal([0.25, 0.5], read["rank/gru + mmr"]["AUC"]);
        Assert.Equal([0, 1], read["sampled (99)/gru"]["HR@5"]);
    }
}
