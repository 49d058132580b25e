package org.slope.training;

/**
 * The usual optimizers, with PyTorch's equations and defaults: epsilon is added to the root, after
 * the correction of the start. Other conventions are options: Keras' Adam is {@code
 * adam(lr).epsilonHat(1e-7)}.
 */
public final class Optimizers {
  private Optimizers() {}

  /** Gradient descent; {@code sgd(0.1).momentum(0.9)} remembers. */
  public static Sgd sgd(double learningRate) {
    return new Sgd(learningRate, 0, 0, false, OptimizerSettings.none());
  }

  /** Gradient descent with momentum, {@code v = μv + g, p −= lr·v}. */
  public static Sgd momentum(double learningRate, double momentum) {
    return sgd(learningRate).momentum(momentum);
  }

  /** Gradient descent with Nesterov's momentum, as PyTorch has it. */
  public static Sgd nesterov(double learningRate, double momentum) {
    return sgd(learningRate).momentum(momentum).nesterov();
  }

  /** AdaGrad; 0.01 is a usual learning rate. */
  public static AdaGrad adagrad(double learningRate) {
    return new AdaGrad(learningRate, 0, 0, 1e-10, false, OptimizerSettings.none());
  }

  /** RMSProp with ρ = 0.99; 0.01 is a usual learning rate. */
  public static RmsProp rmsprop(double learningRate) {
    return new RmsProp(learningRate, 0.99, 0, false, 1e-8, false, OptimizerSettings.none());
  }

  /** AdaDelta with ρ = 0.9 and its own learning rate, 1. */
  public static AdaDelta adadelta() {
    return adadelta(1);
  }

  /** AdaDelta with ρ = 0.9. */
  public static AdaDelta adadelta(double learningRate) {
    return new AdaDelta(learningRate, 0.9, 1e-6, OptimizerSettings.none());
  }

  /** Adam; 0.001 is a usual learning rate. */
  public static Adam adam(double learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-8, false, false, true, OptimizerSettings.none());
  }

  /** Adam with decoupled weight decay (Loshchilov and Hutter 2019) of 0.01. */
  public static Adam adamw(double learningRate) {
    return adamw(learningRate, 0.01);
  }

  /** Adam with decoupled weight decay; PyTorch's decays biases too: {@code .decayAll()}. */
  public static Adam adamw(double learningRate, double weightDecay) {
    return adam(learningRate).weightDecay(weightDecay);
  }

  /** NAdam; 0.002 is a usual learning rate. */
  public static NAdam nadam(double learningRate) {
    return new NAdam(learningRate, 0.9, 0.999, 1e-8, 0.004, OptimizerSettings.none());
  }

  /** AdaMax; 0.002 is a usual learning rate. */
  public static AdaMax adamax(double learningRate) {
    return new AdaMax(learningRate, 0.9, 0.999, 1e-8, OptimizerSettings.none());
  }

  /** RAdam; 0.001 is a usual learning rate. */
  public static RAdam radam(double learningRate) {
    return new RAdam(learningRate, 0.9, 0.999, 1e-8, OptimizerSettings.none());
  }

  /** Rprop, for whole data sets at a time; 0.01 is a usual first step. */
  public static Rprop rprop(double learningRate) {
    return new Rprop(learningRate, 0.5, 1.2, 1e-6, 50, OptimizerSettings.none());
  }
}
