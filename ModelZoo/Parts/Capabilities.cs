namespace ModelZoo.Parts;

/// <summary>A classifier with extra heads for training. Each loss of theirs has this weight.</summary>
public interface IAuxiliary
{
    double AuxiliaryWeight { get; }

    (Tensor logits, Tensor[] auxiliary) ForwardAll(Tensor input);
}

/// <summary>A network whose paper adds a term to the loss that needs the network's code or weights.</summary>
public interface IPenalized
{
    /// <summary>The weighted term: a scalar, the mean over the batch.</summary>
    Tensor Penalty(Tensor input);
}

/// <summary>A network whose layers are trained one by one, from the input up, before the whole is trained.</summary>
public interface IStaged
{
    int Stages { get; }

    /// <summary>The input of layer k, and layer k's reconstruction of it. Only layer k gets gradient.</summary>
    (Tensor target, Tensor reconstruction) Stage(int k, Tensor input);
}

/// <summary>A module that counts its own multiply-adds, because its operators do other work than the paper's.</summary>
internal interface ICounted
{
    /// <param name="outputShape">The shape of the output for one example.</param>
    long Macs(long[] outputShape);
}
