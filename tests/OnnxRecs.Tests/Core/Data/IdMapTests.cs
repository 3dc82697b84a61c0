using OnnxRecs.Data;

namespace OnnxRecs.Tests.Core.Data;

public class IdMapTests
{
    [Fact]
    public void Fingerprint_IsTheChecksumOfTheIdsInTheirOrder() =>
        // printf 'b\na\n' | sha256sum
        Assert.Equal("aea8a04c2f293417e499bf5de2def8ebb1ed40264d128a67180ea56fbe4600ff", new IdMap(["b", "a"]).Fingerprint);

    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a", "c")]
    [InlineData("ba")]
    public void Fingerprint_OtherIdsOrOrder_IsAnother(params string[] ids) => Assert.NotEqual(new IdMap(["b", "a"]).Fingerprint, new IdMap(ids).Fingerprint);
}
