using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Layers;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary>Settings of <see cref="TwoTower"/>.</summary>
public sealed record TwoTowerOptions : TrainingOptions, IValidatableObject
{
    public TwoTowerOptions() => LearningRate = 3e-3;

    /// <summary>Width of the embeddings and of the vectors that meet.</summary>
    [Range(1, 1024)]
    [TunedChoices(32, 64, 128)]
    public int Dim { get; init; } = 64;

    /// <summary>Width of the hidden layer of each tower.</summary>
    [Range(1, 4096)]
    public int Hidden { get; init; } = 128;

    /// <summary>How many of the newest liked items the user tower sees.</summary>
    [Range(1, 1000)]
    public int MaxLength { get; init; } = 50;

    /// <summary>Which they are in training: those liked "before" the target, or all "others" of the user, which is right where the split is random.</summary>
    [AllowedValues("before", "others")]
    public string History { get; init; } = "before";

    /// <summary>
    /// What the towers read besides ids, as far as the data have it: "people" (age, gender and occupation of the user), "genres", "years" and the words of
    /// "titles" of the item.
    /// </summary>
    [AllowedValues("people", "genres", "years", "titles")]
    public string[] Features { get; init; } = ["people", "genres", "years", "titles"];

    /// <summary>Words of titles fall into so many buckets.</summary>
    [Range(1, 1_000_000)]
    public int TitleBuckets { get; init; } = 1024;

    /// <summary>Words of a title that count, from its beginning.</summary>
    [Range(1, 100)]
    public int TitleWords { get; init; } = 8;

    /// <summary>Whether vectors have length 1, so that the score is their cosine; otherwise it is their inner product.</summary>
    public bool Normalised { get; init; } = true;

    /// <summary>Logits of vectors of length 1 are divided by this; left out: 0.2. Others have none.</summary>
    [Range(0.001, 10.0)]
    [TunedRange(0.03, 1, Log = true)]
    public double? Temperature { get; init; }

    /// <summary>Items drawn for each batch, which all of its examples share, beside the targets.</summary>
    [Range(0, 1_000_000)]
    [TunedRange(128, 4096, Log = true)]
    public int Negatives { get; init; } = 1024;

    /// <summary>They are drawn with probability proportional to popularity to this power; 0: uniformly.</summary>
    [Range(0.0, 2.0)]
    [TunedRange(0, 1)]
    public double NegativeBeta { get; init; }

    /// <summary>Items drawn for each example alone: not liked by the user, and with a genre in common with the target where it has any. Needs genres.</summary>
    [Range(0, 1000)]
    public int HardNegatives { get; init; }

    /// <summary>Share of what the user tower joins (id, history, person) that is dropped in training.</summary>
    [Range(0.0, 0.9)]
    [TunedRange(0, 0.5)]
    public double Dropout { get; init; } = 0.2;

    /// <summary>Share of examples in which the user is replaced by the unknown user, so that a new user can be served from the history.</summary>
    [Range(0.0, 1.0)]
    public double UnknownUserRate { get; init; } = 0.1;

    internal override bool LearnsOrder => History == "before";

    /// <summary>What logits are divided by.</summary>
    internal float LogitScale => Normalised ? (float)(Temperature ?? 0.2) : 1;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Normalised && Temperature is not null) yield return new("vectors that are not normalised have none; leave it out, or set normalised to true", ["temperature"]);
    }
}

/// <summary>Two towers for retrieval: a user (id, liked items, person) and an item (id, genres, year, title) each become a vector; their inner product is the score.</summary>
/// <remarks>
/// Papers: Covington et al., RecSys 2016 (history in, future watch as label); Yi et al., RecSys 2019 (in-batch softmax with correction for sampling
/// frequency); Yang et al., WWW 2020 companion (drawn negatives beside those of the batch). An example is one liked item with the liked items before it. The
/// softmax runs over the items of the batch (<see cref="SoftmaxItems"/>). We differ in: no other item that the user likes is a negative. Hard negatives are after
/// Grbovic and Cheng, KDD 2018, who draw negatives from the market of the booked flat: they belong to one example and are not corrected.
/// Shapes: B batch, L history length, D dim, N items, I items in all, K hard negatives. Index I is padding; histories are padded on the right. Cost of a
/// step besides the towers: O(B (N + K) D).
/// </remarks>
public sealed class TwoTower : ITrainedModel
{
    /// <summary>[B]: place of the target among the N items.</summary>
    internal const string Targets = "targets";

    /// <summary>[N]: added to the logits, see <see cref="SoftmaxItems"/>.</summary>
    internal const string Correction = "correction";

    /// <summary>[B, N]: added to the logits; takes out what the user likes besides the target.</summary>
    internal const string Liked = "liked";

    /// <summary>[B * K]: items, K for each example.</summary>
    internal const string Hard = "hard";

    private readonly TwoTowerOptions _options;
    private readonly UserTower _userTower;
    private readonly ItemTower _itemTower;

    public TwoTower(TwoTowerOptions options, PreparedData data, WeightSet weights)
    {
        _options = options;
        Weight items = weights.Table("items", 1 / Math.Sqrt(options.Dim), data.ItemCount + 1, options.Dim);
        _userTower = new UserTower(options, data, weights, items);
        _itemTower = new ItemTower(options, data, weights, items);
        Weights = weights.All;
    }

    public TrainingOptions Training => _options;

    public IReadOnlyList<Weight> Weights { get; }

    public IReadOnlyList<IGraph> Graphs => [_userTower, _itemTower];

    public T Loss<T>(ITrainOps<T> ops, Tensors<T> batch)
    {
        T users = ops.Div(_userTower.Run(ops, batch), ops.Scalar(_options.LogitScale));               // [B, D]
        T items = _itemTower.Encode(ops, batch[FeedNames.Items]);                                     // [N, D]
        T logits = ops.Add(ops.Add(ops.MatMul(users, ops.Transpose(items, 1, 0)), batch[Correction]), batch[Liked]); // [B, N]
        if (_options.HardNegatives > 0)
        {
            T hard = ops.Reshape(_itemTower.Encode(ops, batch[Hard]), -1, _options.HardNegatives, _options.Dim); // [B, K, D]
            logits = ops.Concat(logits, ops.Squeeze(ops.MatMul(hard, ops.Unsqueeze(users, -1)), -1)); // [B, N + K]
        }
        T right = ops.Pick(ops.LogSoftmax(logits), ops.Unsqueeze(batch[Targets], 1));                // [B, 1]
        return ops.Sub(ops.Scalar(0), ops.Mean(right));
    }

    public IBatcher CreateBatcher(PreparedData data, ulong seed) => new TwoTowerBatcher(data, _options, seed);

    /// <summary>What both towers do last: vectors [R, D] of length 1, or as they are.</summary>
    internal static T Finish<T>(IOps<T> ops, T x, TwoTowerOptions options) => options.Normalised ? UnitLength.Apply(ops, x) : x;
}
