package dev.limn.text.damsm;

import dev.limn.text.Lengths;
import dev.limn.torch.DType;
import dev.limn.torch.Functional;
import dev.limn.torch.Tensor;
import dev.limn.torch.Tensors;

/// The matching of captions and pictures of AttnGAN (Xu et al. 2018, §3.2, equations 7 to 13).
///
/// Every word looks at the regions of a picture: what it sees is their mean, weighted by how well
/// they fit the word. How similar the word is to what it sees, by the cosine, over all words
/// (log-sum-exp, so that the best count most), is how well caption and picture match; so is, as a
/// whole, the cosine of their vectors. Of all captions of a batch a picture's own shall be found,
/// and the other way round, by cross-entropy: four terms.
///
/// @param gamma1 how sharply a word looks at regions
/// @param gamma2 how much the best words count
/// @param gamma3 how sharply pairs are told apart
record DamsmLoss(double gamma1, double gamma2, double gamma3) {
  private static final double FAR = -1e9;
  private static final double EPS = 1e-8;

  /// The four terms, each a mean over the batch.
  ///
  /// @param words pictures to be found by the words of their captions
  /// @param captions captions to be found by their words, given the picture
  /// @param sentences pictures to be found by whole captions
  /// @param wholes captions to be found by whole pictures
  record Terms(Tensor words, Tensor captions, Tensor sentences, Tensor wholes) {
    Tensor sum() {
      return words.plus(captions).plus(sentences).plus(wholes);
    }
  }

  /// How well each caption matches each picture by its words, before γ₃: `[captions, pictures]`.
  ///
  /// No vector of what a word sees is made: with weights α over regions v, its product with word e
  /// is Σ α·(v·e), and its square is α·(v·vᵀ)·α.
  ///
  /// @param words `[B, T, W]`
  /// @param present BOOL `[B, T]`
  /// @param regions `[P, R, W]`
  Tensor matches(Tensor words, Tensor present, Tensor regions) {
    long captions = words.size(0);
    long steps = words.size(1);
    long pictures = regions.size(0);
    long places = regions.size(1);
    Tensor all = words.reshape(1, captions * steps, words.size(2)); // [1, B·T, W]
    Tensor products = regions.matmul(all.transpose(1, 2)); // [P, R, B·T]
    products = products.view(pictures, places, captions, steps); // [P, R, B, T]
    Tensor absent = present.not().view(1, 1, captions, steps); // [1, 1, B, T]
    // over the words first, so that words share out the regions
    Tensor shares = Functional.softmax(products.maskedFill(absent, FAR), 3); // [P, R, B, T]
    Tensor weights = Functional.softmax(shares.times(gamma1), 1); // [P, R, B, T]
    Tensor dots = weights.times(products).sum(false, 1); // [P, B, T]
    Tensor gram = regions.matmul(regions.transpose(1, 2)); // [P, R, R]
    Tensor flat = weights.view(pictures, places, captions * steps); // [P, R, B·T]
    Tensor squares = gram.matmul(flat).times(flat).sum(false, 1); // [P, B·T]
    Tensor seen = squares.view(pictures, captions, steps).clampMin(EPS).sqrt(); // [P, B, T]
    Tensor lengths = words.square().sum(false, 2).clampMin(EPS).sqrt().unsqueeze(0); // [1, B, T]
    Tensor cosines = dots.div(seen.times(lengths)); // [P, B, T]
    Tensor there = present.to(DType.FLOAT32).unsqueeze(0); // [1, B, T]
    Tensor sums = cosines.times(gamma2).exp().times(there).sum(false, 2); // [P, B]
    return sums.log().div(gamma2).t(); // [B, P]
  }

  /// @param sentences `[B, W]`
  /// @param wholes `[B, W]`, of the pictures
  /// @param negative FLOAT32 `[pictures, captions]`, 1 where the caption is neither the picture's
  ///   nor one of a picture of its class; what is none is not held against it
  Terms terms(
      Tensor words,
      Tensor present,
      Tensor sentences,
      Tensor regions,
      Tensor wholes,
      Tensor negative) {
    Tensor excluded = excluded(negative.t()); // [captions, pictures]
    Tensor byWords = matches(words, present, regions).times(gamma3).maskedFill(excluded, FAR);
    Tensor cosines = Lengths.unit(sentences).matmul(Lengths.unit(wholes).t()); // [B, B]
    Tensor byWhole = cosines.times(gamma3).maskedFill(excluded, FAR);
    Tensor own = Tensors.arange(words.size(0)).to(DType.INT64).to(words.device()); // [B]
    return new Terms(
        Functional.crossEntropy(byWords, own),
        Functional.crossEntropy(byWords.t(), own),
        Functional.crossEntropy(byWhole, own),
        Functional.crossEntropy(byWhole.t(), own));
  }

  /// All pairs that are neither negatives nor on the diagonal.
  private static Tensor excluded(Tensor negative) {
    long size = negative.size(0);
    Tensor place = Tensors.arange(size).to(negative.device()); // [B]
    Tensor diagonal = place.unsqueeze(0).eq(place.unsqueeze(1)); // [B, B]
    return negative.eq(0).and(diagonal.not()); // [B, B]
  }
}
