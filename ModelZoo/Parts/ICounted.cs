namespace ModelZoo.Parts;

/// <summary>A module whose multiply-adds are not those of its operators says how many it does for this output of one example.</summary>
internal interface ICounted
{
    long Macs(long[] outputShape);
}
