import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Initializers;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Parameter;
import org.slope.core.Pass;
import org.slope.core.Role;
import org.slope.core.Shape;
import org.slope.testkit.LayerCase;
import org.slope.testkit.LayerContract;

/** The README's layer of one's own, held to the contract. */
class GainTest extends LayerContract {
  @Override
  public List<LayerCase> cases() {
    return List.of(LayerCase.of(new Gain(0.5), 5), LayerCase.of(new Gain(-2), 2, 3, 4));
  }

  /** y = a·x, with one learned a. */
  record Gain(double initial) implements LayerSpec {
    @Override
    public Layer create(Builder builder) {
      Shape shape = builder.inputShape();
      Parameter a =
          builder.parameter("weight", Role.WEIGHT, Shape.of(1), Initializers.filled(initial));
      return new Layer() {
        @Override
        public Shape outputShape() {
          return shape;
        }

        @Override
        public INDArray predict(INDArray x, Pass pass) {
          return x.mul(a.value().getDouble(0));
        }

        @Override
        public Forward forward(INDArray x, Pass pass) {
          return new Forward(
              predict(x, pass),
              (dy, gradients) -> {
                gradients.of(a).addi(dy.mul(x).sumNumber());
                return dy.mul(a.value().getDouble(0));
              });
        }
      };
    }
  }
}
