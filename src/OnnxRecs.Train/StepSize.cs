using OnnxRecs.Models;

namespace OnnxRecs.Train;

/// <summary>The step size of each step: the model's learning rate, warmed up, then as its schedule says.</summary>
/// <remarks>
/// Depends on the number of the step and on the validation scores so far alone, so a resumed run needs nothing else. Cosine: Loshchilov and
/// Hutter 2017, without restarts, from the end of the warm-up to 0 after the last possible step. Plateau: halved whenever <see cref="PlateauEpochs"/> epochs passed
/// without a better score.
/// </remarks>
internal sealed class StepSize(TrainingOptions options, int stepsPerEpoch)
{
    /// <summary>Epochs without a better score after which "plateau" halves the step size.</summary>
    public const int PlateauEpochs = 2;

    /// <param name="step">From 1.</param>
    /// <param name="epochsWithoutGain">For each epoch so far, how many epochs ago the best one was: 0 where it was the best itself.</param>
    public double At(long step, IEnumerable<int> epochsWithoutGain)
    {
        if (step <= options.WarmupSteps) return options.LearningRate * step / options.WarmupSteps;
        return options.Schedule switch
        {
            "cosine" => options.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, Progress(step)))),
            "plateau" => options.LearningRate * Math.Pow(0.5, epochsWithoutGain.Count(epochs => epochs > 0 && epochs % PlateauEpochs == 0)),
            _ => options.LearningRate,
        };
    }

    private double Progress(long step)
    {
        double all = (double)options.Epochs * stepsPerEpoch - options.WarmupSteps;
        return all <= 0 ? 1 : (step - 1 - options.WarmupSteps) / all;
    }
}
