package dev.limn.model;

import dev.limn.torch.Tensor;
import dev.limn.train.StepMetrics;
import java.util.List;

/// A step in which the generator draws once and both networks learn from the drawings, as
/// [GanNetworks#step] needs it: what is done with one micro-batch.
///
/// @param <W> what a step works on
/// @param <T> drawings
public interface Round<W, T> {
  /// The micro-batch of `count` pictures from `start`.
  W part(W work, int start, int count);

  /// Draws, with a graph unless there is to be none.
  T draw(W work);

  /// The tensors that drawings consist of.
  List<Tensor> tensors(T drawn);

  /// Adds up the discriminator's gradients; its loss is the figure `loss/d`.
  ///
  /// @param drawn may have a graph, which is not to be followed
  void teachDiscriminator(W work, T drawn, StepMetrics figures);

  /// Adds up the generator's gradients through the discriminator as it is; `loss/g`.
  ///
  /// @param drawn with its graph
  void teachGenerator(W work, T drawn, StepMetrics figures);

  /// A round whose drawings are nothing but pictures, `[m, 3, R, R]`.
  ///
  /// @param <W> what a step works on
  interface OfPictures<W> extends Round<W, Tensor> {
    @Override
    default List<Tensor> tensors(Tensor drawn) {
      return List.of(drawn);
    }
  }
}
