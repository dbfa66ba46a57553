package dev.limn.model.dfgan;

import dev.limn.torch.DType;
import dev.limn.torch.Functional;
import dev.limn.torch.Rng;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;
import dev.limn.torch.nn.Conv2d;
import dev.limn.torch.nn.Layer;
import dev.limn.torch.nn.Linear;

/// Tells a picture's own sentence from a thousand others, by the discriminator's last feature maps:
/// the contrastive loss of XMC-GAN (Zhang, Koh, Baldridge, Lee and Yang 2021, arXiv 2101.04702,
/// §4.1) between picture and sentence.
///
/// Picture and sentence become unit vectors of one space, whose product over a temperature is the
/// logit of their belonging together. The discriminator learns it from real pictures; the generator
/// is paid for drawings that are matched with their own sentence. The logit of a conditional
/// discriminator is content with what tells the mismatched sentence of its batch apart; among a
/// thousand others there are some that differ in little, and that little has to be seen.
///
/// Sentences are whitened first ([Whitening]), so that what weighs little in the encoder's features
/// is there to be learned.
final class ContrastiveHead extends Layer {
  private static final double TEMPERATURE = 0.07;

  /// Directions with less of the largest variance than this are not enlarged any further.
  private static final double SHARE = 0.001;

  /// Sentences with a smaller mean squared difference are the same.
  private static final double SAME = 0.01;

  private static final double NEVER = 1e4;

  private final Whitening whitening;
  private final int width;
  private final Conv2d ofPictures;
  private final Linear ofSentences;

  /// @param channels of the last feature maps, C, and the width of the common space
  ContrastiveHead(Rng rng, int channels, int conditionWidth) {
    width = channels;
    whitening = child("whitening", new Whitening(conditionWidth));
    ofPictures = child("pictures", new Conv2d(rng, channels, width, 4, 1, 0, true));
    ofSentences = child("sentences", new Linear(rng, conditionWidth, width));
  }

  /// Takes its numbers from the data.
  ///
  /// @param text `[N, W]`, features of sentences as often as they occur
  void measure(Tensor text) {
    whitening.measure(text, SHARE);
  }

  /// Where pictures are in the common space: `[N, C, 4, 4] → [N, C]`, each of length 1.
  @Override
  public Tensor forward(Tensor features) {
    Tensor h = Functional.leakyRelu(features.to(DType.FLOAT32), DfGanGenerator.SLOPE);
    return unit(ofPictures.forward(h).reshape(features.size(0), width)); // [N, C]
  }

  private static Tensor unit(Tensor rows) {
    return rows.div(rows.square().sum(true, 1).plus(1e-12).sqrt()); // [N, W]
  }

  /// Cross-entropy of choosing the own sentence, in nats.
  ///
  /// @param features `[N, C, 4, 4]`
  /// @param own `[N, W]`, the sentence of each picture
  /// @param others `[M, W]`; those that are a picture's own are left out for it
  Tensor loss(Tensor features, Tensor own, Tensor others) {
    Tensor pictures = forward(features); // [N, C]
    Tensor ownEven = whitening.forward(own).detach(); // [N, W]
    Tensor otherEven = whitening.forward(others).detach(); // [M, W]
    Tensor right = pictures.times(unit(ofSentences.forward(ownEven))).sum(true, 1); // [N, 1]
    Tensor wrong = pictures.matmul(unit(ofSentences.forward(otherEven)).t()); // [N, M]
    Tensor apart =
        ownEven
            .square()
            .mean(true, 1)
            .plus(otherEven.square().mean(true, 1).t())
            .minus(ownEven.matmul(otherEven.t()).times(2.0 / own.size(1))); // [N, M]
    Tensor same = apart.div(-SAME).plus(1).clampMin(0); // [N, M]
    Tensor logits =
        Tensors.cat(1, right.div(TEMPERATURE), wrong.div(TEMPERATURE).minus(same.times(NEVER)));
    Tensor first = Functional.logSoftmax(logits, 1).narrow(1, 0, 1); // [N, 1]
    return first.mean().neg();
  }
}
