namespace ModelZoo.Datasets.Sets;

/// <summary>How the windows of a text are chosen.</summary>
public enum TextReading
{
    /// <summary>Every window of the text, one token apart, shuffled: the English edition's way. The part for testing follows the one for training.</summary>
    Windows,

    /// <summary>Row i of each batch goes on where row i of the one before ended: a state can be carried. Starts at a random token each epoch.</summary>
    Sequential,

    /// <summary>Windows that do not overlap, shuffled. Starts at a random token each epoch.</summary>
    Random,
}
