using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Models.Ratings;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models.Classical;

/// <summary>Settings of <see cref="RatingFactors"/>.</summary>
[TunedRange(0.3, 3, Log = true, Option = nameof(Regularization))]
public abstract record RatingFactorsOptions : DescentOptions
{
    /// <summary>As <see cref="DescentOptions.Regularization"/>, of the biases. Both are divided by the square root of how many ratings the user or item has.</summary>
    [Range(0.0, 100.0)]
    [TunedRange(0.02, 2, Log = true)]
    public double BiasRegularization { get; init; }
}

/// <summary>Predicts ratings as a sigmoid over the scale of mean + user bias + item bias + product of the user's and the item's vector, learnt rating by rating.</summary>
/// <remarks>
/// Koren, Bell and Volinsky, Computer 42 (2009), by stochastic gradient descent on the squared error. We differ in: the sigmoid, which keeps predictions
/// within the scale, and a weaker pull to 0 with each rating of those that have many, both after MyMediaLite (Gantner et al., RecSys 2011); a step size that falls as a cosine.
/// Learns from all training events, liked or not. Users and items without ratings have biases and vectors of 0.
/// Shapes: B users, N items for each, U users, I items, D factors.
/// </remarks>
public abstract class RatingFactors : RankerModel, IFittedModel
{
    private readonly RatingFactorsOptions _options;
    private readonly RatingScale _scale;
    private readonly Weight _userBiases; // [U + 1, 1]
    private readonly float[] _userShares, _itemShares; // 1 / sqrt(ratings)

    private protected RatingFactors(RatingFactorsOptions options, PreparedData data, WeightSet weights, params TensorInfo[] inputs) : base(weights, inputs)
    {
        (_options, Events, _scale) = (options, data.Split.Train, RatingScale.Of(data));
        Product = new UserItemProduct(weights, data, options.Factors);
        _userBiases = weights.Fitted("userBiases", data.UserCount + 1, 1);
        _userShares = new float[data.UserCount];
        for (int user = 0; user < _userShares.Length; user++) _userShares[user] = ShareOf(Events.HistoryOf(user).Length);
        _itemShares = Array.ConvertAll(Events.CountsOfItems(), ShareOf);
    }

    public override TensorInfo Output { get; } = new(FeedNames.Ratings, ["B", "N"]);

    private protected Interactions Events { get; }

    private protected UserItemProduct Product { get; }

    public abstract void Fit(FitContext context);

    /// <summary>Normal values in the vectors of all users and items that have ratings.</summary>
    private protected void Draw(Rng rng)
    {
        Product.Draw(_options.Deviation, rng);
        for (int user = 0; user < _userShares.Length; user++)
        {
            if (_userShares[user] == 0) Product.OfUser(user).Clear();
        }
        for (int item = 0; item < _itemShares.Length; item++)
        {
            if (_itemShares[item] == 0) Product.OfItem(item).Clear();
        }
    }

    /// <summary>What a step leaves of a user's vector.</summary>
    private protected float KeepOfUser(int user, float rate) => 1 - rate * (float)_options.Regularization * _userShares[user];

    /// <summary>What a step leaves of an item's vector.</summary>
    private protected float KeepOfItem(int item, float rate) => 1 - rate * (float)_options.Regularization * _itemShares[item];

    /// <summary>Moves both biases of a rating.</summary>
    /// <param name="example">Which rating.</param>
    /// <param name="product">Of its two vectors.</param>
    /// <param name="rate">Step size.</param>
    /// <returns>The squared error before the step, and how far to move each vector along the other.</returns>
    private protected (double Loss, float Step) MoveBiases(int example, float product, float rate)
    {
        (int user, int item) = (Events.Users[example], Events.Items[example]);
        ref float ofUser = ref _userBiases.Values[user], ofItem = ref Product.Biases[item];
        float share = 1 / (1 + MathF.Exp(-(_scale.MeanLogit + ofUser + ofItem + product))), range = _scale.High - _scale.Low;
        float error = Events.Values[example] - (_scale.Low + range * share);
        float step = rate * error * range * share * (1 - share), pull = rate * (float)_options.BiasRegularization;
        ofUser += step - pull * _userShares[user] * ofUser;
        ofItem += step - pull * _itemShares[item] * ofItem;
        return (error * error, step);
    }

    /// <summary>user [B], its vector [B, D] and items [B, N] to ratings [B, N]</summary>
    private protected T Ratings<T>(IOps<T> ops, T user, T vector, T items)
    {
        T biases = ops.Add(ops.Lookup(_userBiases, user), ops.Scalar(_scale.MeanLogit));             // [B, 1]
        return _scale.Ratings(ops, ops.Add(Product.Apply(ops, vector, items), biases));
    }

    private static float ShareOf(int ratings) => ratings == 0 ? 0 : 1 / MathF.Sqrt(ratings);
}
