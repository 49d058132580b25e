package org.slope.benchmarks.kernels;

/** Products of matrices: dense layers, and what convolutions come to, patches by filters. */
public enum ProductShape {
  /** The first dense layer of LeNet, batches of 64. */
  LENET_DENSE_1(64, 800, 500),
  /** The second. */
  LENET_DENSE_2(64, 500, 10),
  /** The dense layer of the VGG, batches of 32. */
  VGG_DENSE(32, 4096, 256),
  /** A layer of the perceptron, batches of 32. */
  MLP(32, 64, 64),
  /** The same of one row. */
  MLP_ROW(1, 64, 64),
  /** The patches of LeNet's second convolution. */
  LENET_2(4096, 500, 50),
  /** The patches of the VGG's second. */
  VGG_2(32768, 288, 32),
  /** The patches of the VGG's fourth. */
  VGG_4(8192, 576, 64),
  /** What the machine's rate is measured with. */
  SQUARE(1024, 1024, 1024);

  final int rows;
  final int in;
  final int out;

  ProductShape(int rows, int in, int out) {
    this.rows = rows;
    this.in = in;
    this.out = out;
  }

  /** Returns what a number of products need. */
  Work work(int products) {
    return Work.multiplyAdds((double) products * rows * in * out);
  }
}
