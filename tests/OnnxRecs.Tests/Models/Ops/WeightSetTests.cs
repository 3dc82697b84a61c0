using OnnxRecs.Numerics;
using OnnxRecs.Ops;

namespace OnnxRecs.Tests.Models.Ops;

public sealed class WeightSetTests
{
    [Theory]
    [InlineData(524_288, 1024)] // 2^29 values, which is 2 GiB
    [InlineData(3_000_000, 1024)] // more than an array can hold
    public void Table_LargerThanAnOnnxFile_SaysWhatToLower(int rows, int width) => Assert.Equal(
        $"The table \"items\" would be of {rows} x {width} values, more than the 2 GiB that an ONNX file can hold. "
        + "Lower the model's width (such as dim or factors), or leave out rare users and items ($.filter.minPerUser, $.filter.minPerItem).",
        Assert.Throws<InputException>(() => new WeightSet(new Rng(1)).ZeroTable("items", rows, width)).Message);
}
