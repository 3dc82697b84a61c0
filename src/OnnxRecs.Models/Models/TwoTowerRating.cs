using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Layers;
using OnnxRecs.Models.Ratings;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary>Settings of <see cref="TwoTowerRating"/>.</summary>
public sealed record TwoTowerRatingOptions : RatedOptions
{
    /// <summary>Width of the embeddings and of the vectors that the towers give.</summary>
    [Range(1, 1024)]
    [TunedChoices(32, 64, 128)]
    public int Dim { get; init; } = 64;

    /// <summary>Width of the hidden layer of each tower.</summary>
    [Range(1, 4096)]
    [TunedChoices(64, 128, 256)]
    public int Hidden { get; init; } = 128;

    /// <summary>Widths of the layers over both towers' vectors.</summary>
    [MinLength(1)]
    [Range(1, 4096)]
    public int[] Layers { get; init; } = [64];

    /// <summary>Share of the joined vectors that is dropped in training.</summary>
    [Range(0.0, 0.9)]
    [TunedRange(0, 0.5)]
    public double Dropout { get; init; } = 0.3;
}

/// <summary>Predicts ratings from the vectors of two towers, one of the user and one of the item, joined and normalised.</summary>
/// <remarks>
/// Two towers as in retrieval (Covington et al., RecSys 2016), trained by the squared error of ratings instead; the user's reads the id alone, the item's also
/// genres and years. Their vectors are joined, normalised over
/// the batch (Ioffe and Szegedy 2015) and go through at least one layer with a rectifier: a linear function of the two side by side could not say
/// that this user likes that item. Normalisation and first layer work on the user's and the item's half apart, which is the same and runs once per
/// user instead of once per item. The output is not bounded; it begins near the mean of the training ratings.
/// Shapes: B users, N items for each, D dim, I items, U users; row U is the unknown user.
/// </remarks>
public sealed class TwoTowerRating : RankerModel, ITrainedModel
{
    private readonly TwoTowerRatingOptions _options;
    private readonly RatingScale _scale;
    private readonly Weight _users; // [U + 1, D]
    private readonly ItemFacts _facts;
    private readonly ItemVectors _items;
    private readonly Mlp _userTower, _itemTower, _rest;
    private readonly BatchNormWeights _userNorm, _itemNorm;
    private readonly Weight _userHalf, _itemHalf, _halfBias;

    public TwoTowerRating(TwoTowerRatingOptions options, PreparedData data, WeightSet weights)
        : base(weights, new TensorInfo(FeedNames.User, ["B"], data.UserCount + 1), new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
    {
        _options = options;
        _scale = RatingScale.Of(data);
        _users = Glorot.Table(weights, "users", data.UserCount + 1, options.Dim);
        _facts = new ItemFacts(weights, data);
        _items = ItemVectors.Create(weights, "items", _facts, options.Dim);
        _userTower = new Mlp(weights, "user.mlp", options.Dim, [options.Hidden, options.Dim], linearEnd: true);
        _itemTower = new Mlp(weights, "item.mlp", options.Dim, [options.Hidden, options.Dim], linearEnd: true);
        _userNorm = BatchNormWeights.Create(weights, "user.norm", options.Dim);
        _itemNorm = BatchNormWeights.Create(weights, "item.norm", options.Dim);
        int first = options.Layers[0];
        double bound = Math.Sqrt(6.0 / (2 * options.Dim + first));
        _userHalf = weights.Uniform("rating.0.user", bound, options.Dim, first);
        _itemHalf = weights.Uniform("rating.0.item", bound, options.Dim, first);
        _halfBias = weights.Zeros("rating.0.bias", first);
        _rest = new Mlp(weights, "rating.rest", first, [.. options.Layers[1..], 1], linearEnd: true);
    }

    public override TensorInfo Output { get; } = new(FeedNames.Ratings, ["B", "N"]);

    public TrainingOptions Training => _options;

    public override T Run<T>(IOps<T> ops, Tensors<T> inputs)
    {
        T items = inputs[FeedNames.Items];
        return Predict(ops, inputs[FeedNames.User], items, _facts.Rated(ops, items));
    }

    public T Loss<T>(ITrainOps<T> ops, Tensors<T> batch)
    {
        T rated = ops.Unsqueeze(batch[RatedBatcher.Kept], -1);                                       // [B, 1, 1]
        T errors = ops.Sub(Predict(ops, batch[FeedNames.User], batch[FeedNames.Items], rated), batch[RatedBatcher.Values]);
        return ops.Mean(ops.Mul(errors, errors));
    }

    public IBatcher CreateBatcher(PreparedData data, ulong seed) => new RatedBatcher(data, _options, seed);

    /// <summary>user [B], items [B, N] and whether they are rated [B, N, 1] to ratings [B, N]</summary>
    private T Predict<T>(IOps<T> ops, T user, T items, T rated)
    {
        T ofUser = _userTower.Apply(ops, ops.Lookup(_users, user));                                  // [B, D]
        T ofItems = _itemTower.Apply(ops, _items.Apply(ops, items, rated));                          // [B, N, D]
        T fromUser = ops.Linear(Normed(ops, ofUser, _userNorm), _userHalf, _halfBias);               // [B, first]
        T hidden = ops.LinearRelu(Normed(ops, ofItems, _itemNorm), _itemHalf, ops.Unsqueeze(fromUser, 1)); // [B, N, first]
        return ops.Add(ops.Squeeze(_rest.Apply(ops, hidden), -1), ops.Scalar((float)_scale.Mean));   // [B, N]
    }

    private T Normed<T>(IOps<T> ops, T x, BatchNormWeights norm) => ops.Dropout(ops.BatchNorm(x, norm), _options.Dropout);
}
