using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Layers;
using OnnxRecs.Models.Ratings;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary>Settings of <see cref="RatingMlp"/>.</summary>
public sealed record RatingMlpOptions : RatedOptions, IValidatableObject
{
    /// <summary>Width of the vectors of users and items.</summary>
    [Range(1, 1024)]
    [TunedChoices(32, 64, 128)]
    public int Dim { get; init; } = 128;

    /// <summary>Widths of the layers.</summary>
    [MinLength(1)]
    [Range(1, 4096)]
    [TunedChoices("[128, 64, 32]", "[256, 128, 64]", "[512, 256, 128, 64]")]
    public int[] Layers { get; init; } = [512, 256, 128, 64];

    /// <summary>Share of values that is dropped in training after the first layer, the second and so on; nothing after layers beyond the list.</summary>
    [Range(0.0, 0.9)]
    [TunedChoices("[0.1]", "[0.3, 0.2, 0.1]", "[0.5, 0.3, 0.2]")]
    public double[] Dropout { get; init; } = [0.3, 0.2, 0.1];

    /// <summary>Width of the hidden layer that scores a part for the gate.</summary>
    [Range(1, 1024)]
    public int GateWidth { get; init; } = 32;

    /// <summary>Weight of the strength's loss beside that of the rating.</summary>
    [Range(0.0, 100.0)]
    [TunedRange(0, 0.5)]
    public double StrengthWeight { get; init; } = 0.2;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Dropout.Length > Layers.Length)
            yield return new($"[{string.Join(", ", Dropout)}] are {Dropout.Length} shares where layers has {Layers.Length} widths; name at most one for each", ["dropout"]);
    }
}

/// <summary>Predicts ratings with a network over the vectors of user and item, and says what a prediction rests on and how strongly it recommends.</summary>
/// <remarks>
/// A gate (attention over the two parts, Bahdanau et al. 2015, arXiv:1409.0473) weighs the user's preferences against the item's characteristics
/// (its id, genres and years) before both enter the layers, each with batch normalisation (Ioffe and Szegedy 2015), rectifier and dropout. The sigmoid
/// over the scale of the training ratings holds a bias of the user and one of the item, as in matrix factorisation, so that the layers have only their interplay to
/// learn. Loss: squared error of the rating, plus cross-entropy of the strength.
///
/// Outputs: "ratings" [B, N]; "gate" [B, N, 2], the weights of user and item, which add up to 1: with what share each part enters the network, not
/// how much of the rating is owed to it; "strength" [B, N], the probability that the rating reaches the relevance threshold.
/// Shapes: B users, N items for each, D dim, I items, U users; row U is the unknown user.
/// </remarks>
public sealed class RatingMlp : RankerModel, ITrainedModel
{
    private readonly RatingMlpOptions _options;
    private readonly RatingScale _scale;
    private readonly Weight _users; // [U + 1, D]
    private readonly ItemFacts _facts;
    private readonly ItemVectors _items;
    private readonly Mlp _userWeight, _itemWeight;
    private readonly NormedMlp _layers;
    private readonly BiasedHead _rating, _strength;

    public RatingMlp(RatingMlpOptions options, PreparedData data, WeightSet weights)
        : base(weights, new TensorInfo(FeedNames.User, ["B"], data.UserCount + 1), new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
    {
        _options = options;
        _scale = RatingScale.Of(data);
        _users = Glorot.Table(weights, "users", data.UserCount + 1, options.Dim);
        _facts = new ItemFacts(weights, data);
        _items = ItemVectors.Create(weights, "items", _facts, options.Dim);
        _userWeight = new Mlp(weights, "gate.user", options.Dim, [options.GateWidth, 1], linearEnd: true);
        _itemWeight = new Mlp(weights, "gate.item", options.Dim, [options.GateWidth, 1], linearEnd: true);
        _layers = new NormedMlp(weights, "mlp", 2 * options.Dim, options.Layers, options.Dropout);
        _rating = new BiasedHead(weights, "rating", data, _facts, options.Layers[^1], _scale.MeanLogit);
        _strength = new BiasedHead(weights, "strength", data, _facts, options.Layers[^1], _scale.LikedLogit);
    }

    public override TensorInfo Output => Outputs[0];

    public override IReadOnlyList<TensorInfo> Outputs { get; } = [new(FeedNames.Ratings, ["B", "N"]), new("gate", ["B", "N", "2"]), new("strength", ["B", "N"])];

    public TrainingOptions Training => _options;

    public override T Run<T>(IOps<T> ops, Tensors<T> inputs) => RunAll(ops, inputs)[0];

    public override IReadOnlyList<T> RunAll<T>(IOps<T> ops, Tensors<T> inputs)
    {
        T items = inputs[FeedNames.Items];
        (T ratings, T gate, T strength) = Predict(ops, inputs[FeedNames.User], items, _facts.Rated(ops, items));
        return [ratings, gate, ops.Sigmoid(strength)];
    }

    public T Loss<T>(ITrainOps<T> ops, Tensors<T> batch)
    {
        T items = batch[FeedNames.Items];
        T rated = ops.Unsqueeze(batch[RatedBatcher.Kept], -1);                                       // [B, 1, 1]
        (T ratings, _, T strength) = Predict(ops, batch[FeedNames.User], items, rated);
        T errors = ops.Sub(ratings, batch[RatedBatcher.Values]);
        T doubt = ops.SigmoidLoss(strength, batch[RatedBatcher.Liked]);
        return ops.Add(ops.Mean(ops.Mul(errors, errors)), ops.Mul(doubt, ops.Scalar((float)_options.StrengthWeight)));
    }

    public IBatcher CreateBatcher(PreparedData data, ulong seed) => new RatedBatcher(data, _options, seed);

    /// <summary>user [B], items [B, N] and whether they are rated [B, N, 1] to ratings [B, N], gate [B, N, 2] and the logit of the strength [B, N]</summary>
    private (T Ratings, T Gate, T StrengthLogit) Predict<T>(IOps<T> ops, T user, T items, T rated)
    {
        T preferences = ops.Unsqueeze(ops.Lookup(_users, user), 1);                                  // [B, 1, D]
        T characteristics = _items.Apply(ops, items, rated);                                         // [B, N, D]
        // A softmax of two is a sigmoid of their difference.
        T lead = ops.Sub(_userWeight.Apply(ops, preferences), _itemWeight.Apply(ops, characteristics)); // [B, N, 1]
        T userShare = ops.Sigmoid(lead);
        T itemShare = ops.Sub(ops.Scalar(1), userShare);
        T joined = ops.Concat(ops.Mul(userShare, preferences), ops.Mul(itemShare, characteristics)); // [B, N, 2D]
        T hidden = _layers.Apply(ops, joined);                                                       // [B, N, last]
        T ratings = _scale.Ratings(ops, _rating.Apply(ops, hidden, user, items, rated));
        return (ratings, ops.Concat(userShare, itemShare), _strength.Apply(ops, hidden, user, items, rated));
    }
}
