namespace ModelZoo.Training;

/// <summary>Why a run ended.</summary>
public enum Ending
{
    Finished,
    OutOfPatience,
    OutOfTime,
    Cancelled,
}
