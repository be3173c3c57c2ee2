using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Stochastic gradient descent; with momentum (Polyak 1964) a heavy ball, with Nesterov's (1983) look ahead.</summary>
public sealed class SGD(IEnumerable<Tensor> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false)
    : Optimizer(parameters, ("lr", lr), ("momentum", momentum), ("dampening", dampening), ("weight_decay", weight_decay), ("nesterov", nesterov ? 1 : 0))
{
    protected override void Update(Slice at)
    {
        double momentum = at.Group["momentum"];
        var direction = at.Gradient;
        if (momentum != 0)
        {
            var velocity = at["momentum_buffer"];
            if (at.Step == 1)
                velocity.copy_(direction);
            else
                velocity.mul_(momentum).add_(direction, 1 - at.Group["dampening"]);
            direction = at.Group.Is("nesterov") ? direction.add(velocity, momentum) : velocity;
        }
        at.Parameter.add_(direction, -at.Group.lr);
    }
}
