package dev.limn.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.TreeMap;

/// A folder of captioned pictures, opened: what samples there are, what they are called and what
/// was wrong with the rest. Names, captions and classes have been read and checked; pictures are
/// decoded later, by [PackedCache] or [DatasetCheck].
///
/// Samples are sorted by name, so that the same folder gives the same order on every machine. What
/// cannot be used is in [#skipped()] with its reason; opening fails only when the layout as a whole
/// makes no sense.
public final class Dataset {
  private final Path root;
  private final DatasetFormat format;
  private final String detection;
  private final List<Sample> samples;
  private final List<String> classNames;
  private final List<Finding> skipped;
  private final List<Finding> notes;

  Dataset(
      Path root,
      DatasetFormat format,
      String detection,
      List<Sample> samples,
      List<String> classNames,
      List<Finding> skipped,
      List<Finding> notes) {
    this.root = root;
    this.format = format;
    this.detection = detection;
    this.samples = List.copyOf(samples);
    this.classNames = List.copyOf(classNames);
    this.skipped = List.copyOf(skipped);
    this.notes = List.copyOf(notes);
  }

  /// Opens a folder, or an archive or Parquet file alone, whose format is found out.
  ///
  /// @throws DataException when it looks like none of the formats, or its layout is broken
  public static Dataset open(Path root) {
    return open(root, DatasetOptions.AUTO);
  }

  /// Opens a folder, an archive or a Parquet file as the format that is named.
  ///
  /// @throws DataException when the folder does not have that layout
  public static Dataset open(Path root, DatasetFormat format) {
    return open(root, DatasetOptions.of(format.label(), "", "", "", "auto", "both"));
  }

  /// Opens a folder, an archive or a Parquet file with what the user says of it.
  ///
  /// @throws DataException when it looks like none of the formats, or its layout is broken
  public static Dataset open(Path root, DatasetOptions options) {
    return Detection.of(root, options);
  }

  /// Reads a folder that was listed.
  ///
  /// @param remarks notes that are known already
  static Dataset read(
      Folder folder, DatasetFormat format, String detection, List<Finding> remarks) {
    var gathering = new DatasetBuilder();
    remarks.forEach(remark -> gathering.note(remark.name(), remark.reason()));
    format.reader().read(folder, gathering);
    LeftOut.report(folder, format, gathering);
    switch (format) {
      case SIDECAR, PAIRS, CLASSES, PICTURES -> TableFiles.noteUnread(folder, gathering);
      case WEBDATASET,
          PARQUET,
          IDX,
          STYLEGAN,
          IMAGEFOLDER,
          CUB,
          COCO,
          CELEBA,
          TABLE -> {} // have their own
    }
    var dataset = gathering.finish(folder, format, detection);
    if (dataset.samples.isEmpty()) {
      throw new DataException(
          folder.root()
              + ": "
              + detection
              + ", but no sample can be used"
              + ErrorBudget.listing(dataset.skipped));
    }
    boolean paired = dataset.paired();
    if (dataset.samples.stream().anyMatch(sample -> (sample.views() == 2) != paired)) {
      throw new DataException(
          folder.root() + ": some samples are pairs and some single pictures; expected one kind");
    }
    return dataset;
  }

  /// The folder, with symbolic links resolved.
  public Path root() {
    return root;
  }

  /// How it was read.
  public DatasetFormat format() {
    return format;
  }

  /// Why it was read so, as a clause: "looks like cub because …".
  public String detection() {
    return detection;
  }

  /// The samples, sorted by name.
  public List<Sample> samples() {
    return samples;
  }

  /// How many samples there are.
  public int size() {
    return samples.size();
  }

  /// What the labels stand for; empty when there are no classes.
  public List<String> classNames() {
    return classNames;
  }

  /// Samples that are left out, each with its reason.
  public List<Finding> skipped() {
    return skipped;
  }

  /// What else was noticed: captions left out, files that nothing names, captions that were made
  /// up.
  public List<Finding> notes() {
    return notes;
  }

  /// Whether every sample has a caption.
  public boolean captioned() {
    return samples.stream().noneMatch(sample -> sample.captions().isEmpty());
  }

  /// Whether every sample is a pair of pictures.
  public boolean paired() {
    return samples.getFirst().views() == 2;
  }

  /// A SHA-256 in hexadecimal over everything that was read: names, captions, labels, and the sizes
  /// and times of the picture files. It changes when the folder may have changed; a mere copy with
  /// new times changes it too (compare [PackedCache#contentId()]).
  public String fingerprint() {
    var digest = Sha256.digest();
    add(digest, format.label());
    classNames.forEach(name -> add(digest, name));
    for (var sample : samples) {
      add(digest, sample.name());
      add(digest, sample.source().stamp());
      sample.partner().ifPresent(partner -> add(digest, partner.stamp()));
      add(digest, sample.cut().toString());
      sample.captions().forEach(caption -> add(digest, caption));
      add(digest, sample.label() + "/" + sample.split());
      add(digest, new TreeMap<>(sample.attributes()).toString());
    }
    skipped.forEach(finding -> add(digest, finding.toString()));
    return Sha256.hex(digest);
  }

  private static void add(MessageDigest digest, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    // The length first, so that no two lists of texts run together to the same bytes.
    digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
    digest.update((byte) ':');
    digest.update(bytes);
  }
}
