namespace ModelZoo.Training.Regularization;

/// <summary>Adds the gradient of l1 |w| + l2/2 w^2, the elastic net (Zou and Hastie 2005).</summary>
public sealed class Penalty(double l1 = 0, double l2 = 0) : IGradientChange
{
    public void Apply(IReadOnlyList<Tensor> parameters)
    {
        using var recording = no_grad();
        using var scope = NewDisposeScope();
        foreach (var parameter in parameters)
            if (parameter.grad is { } gradient)
            {
                if (l1 != 0)
                    gradient.add_(parameter.sign(), l1);
                if (l2 != 0)
                    gradient.add_(parameter, l2);
            }
    }
}
