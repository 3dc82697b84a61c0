using System.ComponentModel.DataAnnotations;

namespace OnnxRecs.Models.Sequence;

/// <summary>Settings that all next-item models have.</summary>
public abstract record SequenceOptions : TrainingOptions
{
    /// <summary>Width of the item vectors and of the state.</summary>
    [Range(1, 1024)]
    [TunedChoices(32, 64, 128, 256)]
    public int Dim { get; init; } = 64;

    /// <summary>How many of the newest liked items are read.</summary>
    [Range(2, 1000)]
    public int MaxLength { get; init; } = 50;

    /// <summary>Share of values that are dropped in training.</summary>
    [Range(0.0, 0.9)]
    [TunedRange(0, 0.5)]
    public double Dropout { get; init; } = 0.2;

    /// <summary>
    /// "softmax" over the whole catalogue; "sampled" softmax over the items of the batch and drawn ones, corrected for how often an item is among
    /// them; "bce", "gbce" and "bpr-max" against drawn items. See <see cref="NextItemLoss"/>.
    /// </summary>
    [AllowedValues("softmax", "sampled", "bce", "gbce", "bpr-max")]
    public string Loss { get; init; } = "softmax";

    /// <summary>Items drawn: for each step ("bce"), for each sequence ("gbce", "bpr-max") or for the batch ("sampled"). "softmax" needs none.</summary>
    [Range(1, 100_000)]
    public int Negatives { get; init; } = 256;

    /// <summary>They are drawn with probability proportional to popularity to this power; 0: uniformly.</summary>
    [Range(0.0, 2.0)]
    public double NegativeBeta { get; init; }

    /// <summary>gbce: 0 is plain binary cross-entropy, 1 makes up for all of the overconfidence that drawing few items brings.</summary>
    [Range(0.0, 1.0)]
    public double Calibration { get; init; } = 0.75;

    /// <summary>bpr-max: weight of the drawn items' squared scores.</summary>
    [Range(0.0, 100.0)]
    public double ScoreRegularization { get; init; } = 1;

    internal override bool LearnsOrder => true;

    /// <summary>Whether the loss reads the whole table of items in each step.</summary>
    internal bool ReadsCatalogue => Loss == "softmax";
}
