package org.slope.reference.onnx;

import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;

/** The types that Slope computes with. */
final class OnnxTypes {
  private OnnxTypes() {}

  static OutOfScope unsuitable(TensorProto.DataType type) {
    return new OutOfScope("of type " + type + "; Slope's networks hold float or double");
  }

  /** Checks what a model computes. */
  static void check(ValueInfoProto output) {
    OutOfScope.when(!output.getType().hasTensorType(), "of a type that is no tensor");
    int number = output.getType().getTensorType().getElemType();
    TensorProto.DataType type = TensorProto.DataType.forNumber(number);
    if (type != TensorProto.DataType.FLOAT && type != TensorProto.DataType.DOUBLE) {
      throw unsuitable(type);
    }
  }
}
