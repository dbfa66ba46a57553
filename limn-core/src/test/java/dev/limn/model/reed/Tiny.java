package dev.limn.model.reed;

import dev.limn.config.Settings;
import dev.limn.torch.Device;
import dev.limn.torch.Scope;
import dev.limn.torch.Tensor;
import dev.limn.train.LearnerState;
import dev.limn.train.PictureExamples;
import dev.limn.train.SyntheticExamples;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reed learners that take milliseconds a step.
public final class Tiny {
  public static final int TEXT = 8;

  private Tiny() {}

  public static ReedConfig config(Map<String, ?> changes) {
    var all =
        new HashMap<String, Object>(
            Map.of(
                "noise", 6,
                "text-features", 5,
                "generator-width", 4,
                "discriminator-width", 4,
                "batch", 4,
                "precision", "float32"));
    all.putAll(changes);
    return Settings.with(ReedConfig.small(), ReedConfig.class, all);
  }

  public static ReedLearner learner(ReedConfig config, int microBatch, PictureExamples examples) {
    return new ReedLearner(
        config, TEXT, 1, 4000, microBatch, Device.CPU, examples, _ -> Optional.empty());
  }

  public static ReedLearner learner() {
    return learner(config(Map.of()), 0, new SyntheticExamples(4, TEXT, 64));
  }

  /// SHA-256 of every tensor's bits and every value.
  public static String sha256(LearnerState state) {
    try (var _ = Scope.open()) {
      var digest = MessageDigest.getInstance("SHA-256");
      for (Map.Entry<String, Tensor> entry : new TreeMap<>(state.tensors()).entrySet()) {
        digest.update(entry.getKey().getBytes(StandardCharsets.UTF_8));
        float[] values = entry.getValue().contiguous().toFloats();
        var bytes = ByteBuffer.allocate(4 * values.length);
        for (float value : values) {
          bytes.putInt(Float.floatToRawIntBits(value));
        }
        digest.update(bytes.array());
      }
      new TreeMap<>(state.values())
          .forEach(
              (key, value) -> digest.update((key + "=" + value).getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
