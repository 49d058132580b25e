package org.slope.layers;

import java.util.List;
import org.slope.core.LayerTypes;

/** The records of this module, by which a model file may name them. */
public final class SlopeLayerTypes implements LayerTypes {

  @Override
  public List<Class<? extends Record>> types() {
    return List.of(
        Dense.class,
        Conv2d.class,
        MaxPool2d.class,
        AvgPool2d.class,
        Pad2d.class,
        GlobalAvgPool2d.class,
        GlobalMaxPool2d.class,
        BatchNorm.class,
        LayerNorm.class,
        GroupNorm.class,
        Dropout.class,
        Flatten.class,
        Reshape.class,
        Relu.class,
        LeakyRelu.class,
        Prelu.class,
        Elu.class,
        Selu.class,
        Celu.class,
        ThresholdedRelu.class,
        Hardshrink.class,
        Softshrink.class,
        Sigmoid.class,
        Tanh.class,
        Softplus.class,
        Softsign.class,
        Gelu.class,
        Silu.class,
        Mish.class,
        Hardtanh.class,
        Hardsigmoid.class,
        Hardswish.class,
        Relu6.class,
        LogSigmoid.class,
        Softmax.class,
        LogSoftmax.class,
        Sequential.class,
        Residual.class,
        Padding.class,
        Size.class);
  }
}
