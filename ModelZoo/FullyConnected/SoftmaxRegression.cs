// Softmax (multinomial logistic) regression. J. Berkson's logit, 1944, for many classes; D. Cox, "The regression
// analysis of binary sequences", 1958.
// Idea: one linear layer gives each class a score. Softmax, which is part of the loss, turns scores into probabilities.
// Textbook: Fashion-MNIST at 28x28, 10 epochs of SGD 0.1: train loss 0.448, test accuracy 0.831 (median of 85 runs).

namespace ModelZoo.FullyConnected;

public sealed class SoftmaxRegression(long features, long classes) : LinearModel("softmax", features, classes);
