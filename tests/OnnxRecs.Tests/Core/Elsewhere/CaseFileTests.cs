using OnnxRecs.Elsewhere;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Elsewhere;

public sealed class CaseFileTests
{
    [Fact]
    public void Save_EveryTypeOfTensor_IsWrittenAsOtherProgramsReadIt()
    {
        using var folder = new TempFolder();
        var run = new RunCase(
            "user é", [CaseTensor.Of("ids", [2], ["a", "b+\""]), CaseTensor.Of("k", [], [10L])],
            [CaseTensor.Of("scores", [1, 2], [0.1f, -3e-9f], scale: 0.5), CaseTensor.Of("weights", [0], Array.Empty<float>())]);
        var list = new ListCase("user é", [], [4, 7], ["b"], [1.5f], 2);

        new CaseFile("shop", ["a", "b"], [new ModelCases("gru", [new GraphCases("model", "gru/model.onnx", [run])], [list])]).Save(folder["cases.json"]);

        Assert.Equal(
            """
            {"format":1,"tolerance":1E-05,"dataset":"shop","items":["a","b"],"models":[{"name":"gru","graphs":[{"name":"model","file":"gru/model.onnx","runs":[{"what":"user é","feeds":[
            {"name":"ids","type":"string","dims":[2],"values":["a","b+\""]},{"name":"k","type":"int64","dims":[],"values":[10]}],"outputs":[
            {"name":"scores","type":"float32","dims":[1,2],"values":[0.1,-3E-09],"scale":0.5},{"name":"weights","type":"float32","dims":[0],"values":[]}]}]}],"lists":[
            {"what":"user é","feeds":[],"seen":[4,7],"items":["b"],"scores":[1.5],"scale":2}]}]}
            """.ReplaceLineEndings(""),
            File.ReadAllText(folder["cases.json"]));
    }
}
