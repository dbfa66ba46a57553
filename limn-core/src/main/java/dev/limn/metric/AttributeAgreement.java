package dev.limn.metric;

import dev.limn.config.Settings;
import dev.limn.data.PackedCache;
import dev.limn.data.Progress;
import dev.limn.data.Sha256;
import dev.limn.image.Image;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.train.Pixels;
import dev.limn.vision.AttributeClassifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/// How often drawings have the attributes that their captions name, by an [AttributeClassifier]
/// that learnt them from real training pictures.
///
/// The classifier errs too: how often it is right about held-back real pictures is told beside, and
/// is what a perfect generator would reach. It is trained once and kept with the packed pictures.
public final class AttributeAgreement {
  private static final int PIECE = 100;

  /// What came of one attribute.
  ///
  /// @param name of the attribute
  /// @param named drawings whose caption names it
  /// @param agreed those of them that show what the caption names
  /// @param real held-back pictures whose captions name it
  /// @param right those of them that the classifier reads as the caption says
  public record Row(String name, int named, int agreed, int real, int right) {
    /// The share of the drawings that agree.
    public double agreement() {
      return agreed / (double) Math.max(1, named);
    }

    /// The share of the real pictures that the classifier reads right.
    public double accuracy() {
      return right / (double) Math.max(1, real);
    }
  }

  private AttributeAgreement() {}

  /// The classifier of some attributes of a data set: read from beside the packed pictures, or
  /// trained on the training pictures and kept there.
  static AttributeClassifier classifier(
      Attributes attributes,
      PackedCache cache,
      int[] train,
      AttributeClassifier.Config config,
      Device device,
      Progress progress) {
    Path file = cache.directory().resolve("attributes-" + key(attributes, cache, train, config));
    if (Files.isRegularFile(file)) {
      return AttributeClassifier.open(file, attributes.sizes(), device);
    }
    var known = new int[train.length][];
    for (int i = 0; i < train.length; i++) {
      known[i] = attributes.known(cache, train[i]);
    }
    var classifier =
        AttributeClassifier.train(
            cache, train, known, attributes.sizes(), config, device, progress);
    if (Files.isWritable(cache.directory())) {
      classifier.save(file);
    }
    return classifier;
  }

  private static String key(
      Attributes attributes, PackedCache cache, int[] train, AttributeClassifier.Config config) {
    var essence = new LinkedHashMap<String, Object>();
    essence.put("attributes", attributes.essence());
    essence.put("content", cache.contentId());
    essence.put("pictures", train);
    essence.put("config", config.toString());
    essence.put("version", AttributeClassifier.VERSION);
    return Sha256.of(Settings.json(essence)).substring(0, 12) + ".safetensors";
  }

  /// Holds drawings against their captions, and real pictures against theirs.
  ///
  /// @param captions of the drawings
  /// @param real held-back pictures of the cache, as many as wanted
  /// @throws MetricException when no caption names any attribute
  static List<Row> of(
      Attributes attributes,
      AttributeClassifier classifier,
      List<Image> drawings,
      List<String> captions,
      PackedCache cache,
      int[] real) {
    int count = attributes.all().size();
    var named = new int[count];
    var agreed = new int[count];
    var reals = new int[count];
    var right = new int[count];
    int[][] drawn = read(classifier, drawings);
    for (int i = 0; i < drawn.length; i++) {
      count(attributes.named(captions.get(i)), drawn[i], named, agreed);
    }
    var pictures = new ArrayList<Image>();
    for (int sample : real) {
      pictures.add(cache.picture(sample));
    }
    int[][] seen = read(classifier, pictures);
    for (int i = 0; i < seen.length; i++) {
      count(attributes.known(cache, real[i]), seen[i], reals, right);
    }
    var rows = new ArrayList<Row>();
    for (int i = 0; i < count; i++) {
      if (named[i] > 0) {
        rows.add(new Row(attributes.all().get(i).name(), named[i], agreed[i], reals[i], right[i]));
      }
    }
    if (rows.isEmpty()) {
      throw new MetricException(
          String.format(
              Locale.ROOT,
              "none of %d captions names an attribute; expected some that say %s",
              captions.size(),
              attributes.all().getFirst().values()));
    }
    return List.copyOf(rows);
  }

  private static void count(int[] wanted, int[] found, int[] of, int[] right) {
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i] != AttributeClassifier.UNKNOWN) {
        of[i]++;
        right[i] += wanted[i] == found[i] ? 1 : 0;
      }
    }
  }

  private static int[][] read(AttributeClassifier classifier, List<Image> images) {
    var all = new int[images.size()][];
    for (int from = 0; from < images.size(); from += PIECE) {
      int to = Math.min(images.size(), from + PIECE);
      try (var _ = Scope.open()) {
        int[][] piece = classifier.read(Pixels.of(images.subList(from, to), Device.CPU));
        System.arraycopy(piece, 0, all, from, piece.length);
      }
    }
    return all;
  }

  /// The share of all named attributes that drawings show.
  public static double agreement(List<Row> rows) {
    int named = rows.stream().mapToInt(Row::named).sum();
    return rows.stream().mapToInt(Row::agreed).sum() / (double) Math.max(1, named);
  }

  /// The share of all known attributes of real pictures that the classifier reads right.
  public static double accuracy(List<Row> rows) {
    int real = rows.stream().mapToInt(Row::real).sum();
    return rows.stream().mapToInt(Row::right).sum() / (double) Math.max(1, real);
  }
}
