namespace ModelZoo.Training;

/// <summary>What libtorch says of an error, without the native stack trace that it appends.</summary>
public static class TorchErrors
{
    public static string Sentence(Exception error) => error.Message.Split("\nException raised from", 2)[0].Trim();
}
