package org.slope.reference.onnx;

import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;

/** The types that Slope computes with. */
final class OnnxTypes {
  private OnnxTypes() {}

  static OutOfScope unsuitable(TensorProto.DataType type) {
    return new OutOfScope("of type " + type + "; Slope's networks hold float or double");
  }

  /** Returns a type by its number, unless it is newer than the classes that read it. */
  static TensorProto.DataType of(int number) {
    TensorProto.DataType type = TensorProto.DataType.forNumber(number);
    OutOfScope.when(type == null, "of an unknown type " + number);
    return type;
  }

  /** Checks what a model computes. */
  static void check(ValueInfoProto output) {
    OutOfScope.when(!output.getType().hasTensorType(), "of a type that is no tensor");
    TensorProto.DataType type = of(output.getType().getTensorType().getElemType());
    if (type != TensorProto.DataType.FLOAT && type != TensorProto.DataType.DOUBLE) {
      throw unsuitable(type);
    }
  }
}
