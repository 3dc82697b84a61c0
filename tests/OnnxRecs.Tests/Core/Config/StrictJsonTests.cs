using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using OnnxRecs.Config;

namespace OnnxRecs.Tests.Core.Config;

public class StrictJsonTests
{
    [Fact]
    public void Bind_EmptyObject_LeavesTheRecordsDefaults() => Assert.Equal(new Sample(), Bind("{}", out _));

    [Fact]
    public void Bind_AllKinds_AreRead()
    {
        Sample sample = Bind(
            """
            {
              "count": 7, "large": 5000000000, "rate": 0.5, "single": 1e-3, "deep": true, "mode": "fast", // a comment
              "ks": [1, 2], "inner": { "dim": 16 }, "models": { "b": { "x": 1 }, "a": {} }, "raw": { "y": null },
            }
            """,
            out List<string> problems);

        Assert.Empty(problems);
        Assert.Equal((7, 5_000_000_000, 0.5, 1e-3f, true, "fast", 16), (sample.Count, sample.Large, sample.Rate, sample.Single, sample.Deep, sample.Mode, sample.Inner.Dim));
        Assert.Equal([1, 2], sample.Ks);
        Assert.Equal(["b", "a"], sample.Models.Keys);
        Assert.Equal(1, (int)sample.Models["b"]["x"]!);
        Assert.Equal("""{"y":null}""", sample.Raw.ToJsonString());
    }

    [Theory]
    [InlineData("""{ "cuont": 1 }""", """$.cuont: unknown key; did you mean "count"?""")]
    [InlineData("""{ "zebra": 1 }""", "$.zebra: unknown key")]
    [InlineData("""{ "Count": 1 }""", """$.Count: unknown key; did you mean "count"?""")]
    [InlineData("""{ "count": 0 }""", "$.count: 0 is not within 1 .. 10000")]
    [InlineData("""{ "count": 99999999999 }""", "$.count: 99999999999 is not within 1 .. 10000")]
    [InlineData("""{ "count": 1.5 }""", "$.count: expected a whole number, found 1.5")]
    [InlineData("""{ "count": "1" }""", """$.count: expected a whole number, found "1" """)]
    [InlineData("""{ "count": null }""", "$.count: null is not allowed; leave the key out for its default")]
    [InlineData("""{ "large": 1e3 }""", "$.large: expected a whole number, found 1e3")]
    [InlineData("""{ "large": 99999999999999999999 }""", "$.large: 99999999999999999999 is too large")]
    [InlineData("""{ "rate": 1 }""", "$.rate: 1 is not within 0 .. 1 (1 excluded)")]
    [InlineData("""{ "rate": true }""", "$.rate: expected a number, found true")]
    [InlineData("""{ "single": 1e39 }""", "$.single: 1e39 is too large")]
    [InlineData("""{ "deep": 1 }""", "$.deep: expected true or false, found 1")]
    [InlineData("""{ "mode": "quick" }""", """$.mode: "quick" is none of "fast", "exact" """)]
    [InlineData("""{ "mode": [] }""", "$.mode: expected a string, found an array")]
    [InlineData("""{ "title": "" }""", "$.title: must not be empty")]
    [InlineData("""{ "ks": [] }""", "$.ks: needs at least 1 entry, has 0")]
    [InlineData("""{ "ks": [5, 0] }""", "$.ks[1]: 0 is not within 1 .. 100")]
    [InlineData("""{ "ks": [null] }""", "$.ks[0]: null is not allowed; leave the key out for its default")]
    [InlineData("""{ "ks": 5 }""", "$.ks: expected an array, found 5")]
    [InlineData("""{ "inner": { "dmi": 1 } }""", """$.inner.dmi: unknown key; did you mean "dim"?""")]
    [InlineData("""{ "inner": { "dim": 15 } }""", "$.inner.dim: must be even")]
    [InlineData("""{ "inner": 3 }""", "$.inner: expected an object, found 3")]
    [InlineData("""{ "models": { "a": 1 } }""", "$.models.a: expected an object, found 1")]
    [InlineData("""{ "raw": "x" }""", """$.raw: expected an object, found "x" """)]
    public void Bind_WrongValue_NamesPathAndRule(string json, string expected)
    {
        Bind(json, out List<string> problems);

        Assert.Equal([expected.TrimEnd()], problems);
    }

    [Fact]
    public void Bind_ManyProblems_ReportsAllInOrder()
    {
        Bind("""{ "count": 0, "inner": { "dmi": 1, "dim": "x" }, "ks": [0, "a"] }""", out List<string> problems);

        Assert.Equal(
            [
                "$.count: 0 is not within 1 .. 10000",
                """$.inner.dmi: unknown key; did you mean "dim"?""",
                "$.inner.dim: expected a whole number, found \"x\"",
                "$.ks[0]: 0 is not within 1 .. 100",
                "$.ks[1]: expected a whole number, found \"a\"",
            ],
            problems);
    }

    [Theory]
    [InlineData("{\n  \"a\": 1,\n  \"b\" 2\n}", "f.json(3,7): ")]
    [InlineData("{", "f.json(1,2): ")]
    [InlineData("""{ "a": 1, "a": 2 }""", "f.json")]
    [InlineData("[]", "f.json: the outermost value must be an object")]
    [InlineData("", "f.json(1,1): ")]
    public void Parse_SyntaxError_NamesLineAndColumn(string text, string start)
    {
        string message = Assert.Throws<InputException>(() => StrictJson.Parse(text, "f.json")).Message;

        Assert.StartsWith(start, message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ThrowIfAny_ListsAllAfterALineThatNamesTheFile()
    {
        var error = Assert.Throws<InputException>(() => StrictJson.ThrowIfAny(["$.a: x", "$.b: y"], "f.json"));

        Assert.Equal("f.json: 2 settings are wrong\n  $.a: x\n  $.b: y", error.Message);
    }

    private static Sample Bind(string json, out List<string> problems)
    {
        problems = [];
        return StrictJson.Bind<Sample>(StrictJson.Parse(json, "test"), "$", problems);
    }

    private sealed record Sample
    {
        private static readonly int[] DefaultKs = [5, 10];
        private static readonly JsonObject NoObject = [];
        private static readonly OrderedDictionary<string, JsonObject> NoModels = [];

        [Range(1, 10000)]
        public int Count { get; init; } = 300;

        public long Large { get; init; } = 1;

        [Range(0.0, 1.0, MaximumIsExclusive = true)]
        public double Rate { get; init; } = 0.1;

        public float Single { get; init; } = 0.2f;

        public bool Deep { get; init; }

        [AllowedValues("fast", "exact")]
        public string Mode { get; init; } = "exact";

        [MinLength(1)]
        public string Title { get; init; } = "t";

        [MinLength(1)]
        [Range(1, 100)]
        public int[] Ks { get; init; } = DefaultKs;

        public Inner Inner { get; init; } = new();

        public OrderedDictionary<string, JsonObject> Models { get; init; } = NoModels;

        public JsonObject Raw { get; init; } = NoObject;
    }

    private sealed record Inner : IValidatableObject
    {
        public int Dim { get; init; } = 8;

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Dim % 2 != 0) yield return new ValidationResult("must be even", ["dim"]);
        }
    }
}
