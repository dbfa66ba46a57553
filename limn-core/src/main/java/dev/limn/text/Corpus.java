package dev.limn.text;

import dev.limn.data.DataException;
import dev.limn.data.Dataset;
import dev.limn.data.DatasetOptions;
import dev.limn.data.PackedCache;
import dev.limn.data.Sha256;
import dev.limn.io.RegularFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Sentences that stand in an order: what skip-thought vectors learn from.
///
/// From a text file its sentences, one after the other; from a folder of text files those of each;
/// from a folder of captioned pictures the captions. There the captions of one picture stand for
/// sentences that follow each other, in a ring, as they tell of one thing: the first one's
/// neighbours are the second and the last. Equal captions of a picture count once.
///
/// @param documents in a fixed order
/// @param origin where they are from, as a clause
public record Corpus(List<Document> documents, String origin) {
  /// Sentences of a text file that are held back, or not, together.
  private static final int PIECE = 20;

  private static final int LARGEST = 1 << 30;

  /// How the lines of a text file belong together.
  public enum Lines {
    /// `wrapped` where there are blank lines between others, else `each`.
    AUTO,
    /// Each line has sentences of its own.
    EACH,
    /// Paragraphs are broken into lines, and end at blank lines.
    WRAPPED
  }

  /// Sentences that follow each other.
  ///
  /// @param ring whether the first follows the last
  /// @param heldBack whether its data set says that it is no training data
  public record Document(List<String> sentences, boolean ring, boolean heldBack) {
    public Document {
      sentences = List.copyOf(sentences);
    }
  }

  /// @param train to learn from
  /// @param heldBack to measure with
  public record Parts(Corpus train, Corpus heldBack) {}

  public Corpus {
    documents = List.copyOf(documents);
  }

  /// Reads a text file, a folder of them (`.txt`), or a folder of captioned pictures.
  ///
  /// @throws TextException naming the file, when it is missing, empty or no text
  public static Corpus read(Path path, Lines lines) {
    return read(path, lines, DatasetOptions.AUTO);
  }

  /// The same with what the user says of a folder of pictures.
  ///
  /// @throws TextException naming the file, when it is missing, empty or no text
  public static Corpus read(Path path, Lines lines, DatasetOptions reading) {
    if (Files.isRegularFile(path)) {
      return ofFiles(path, List.of(path), lines);
    }
    if (!Files.isDirectory(path)) {
      throw new TextException(
          path + ": no such file or folder; expected text, or pictures with captions");
    }
    try {
      return of(Dataset.open(path, reading));
    } catch (DataException e) {
      var files = texts(path);
      if (files.isEmpty()) {
        throw new TextException(
            path + ": neither text files (.txt) nor captioned pictures: " + e.getMessage(), e);
      }
      return ofFiles(path, files, lines);
    }
  }

  private static List<Path> texts(Path folder) {
    try (var walk = Files.walk(folder)) {
      return walk.filter(
              file ->
                  file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".txt")
                      && Files.isRegularFile(file))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new TextException(folder + ": cannot be read (" + e + ")", e);
    }
  }

  private static Corpus ofFiles(Path path, List<Path> files, Lines lines) {
    var documents = new ArrayList<Document>();
    for (Path file : files) {
      var sentences = Sentences.of(text(file), lines);
      if (!sentences.isEmpty()) {
        documents.add(new Document(sentences, false, false));
      }
    }
    if (documents.isEmpty()) {
      throw new TextException(path + ": no sentence in it; expected text with words");
    }
    return new Corpus(
        documents, files.size() == 1 ? "a text file" : files.size() + " text files of a folder");
  }

  private static String text(Path file) {
    try {
      byte[] bytes = RegularFile.bytes(file, LARGEST);
      int zero = IntStream.range(0, bytes.length).filter(i -> bytes[i] == 0).findFirst().orElse(-1);
      if (zero >= 0) {
        throw new TextException(
            file + String.format(Locale.ROOT, ": not text, byte %,d is 0; expected UTF-8", zero));
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new TextException(file + ": not UTF-8 text", e);
    } catch (IOException e) {
      throw new TextException(file + ": cannot be read (" + e + ")", e);
    }
  }

  /// The captions of a folder of pictures.
  ///
  /// @throws TextException when there are none
  public static Corpus of(Dataset dataset) {
    var documents = new ArrayList<Document>();
    for (var sample : dataset.samples()) {
      boolean held = sample.split().equals("test") || sample.split().equals("validation");
      add(documents, sample.captions(), held);
    }
    return captions(dataset.root(), dataset.size(), documents);
  }

  /// The captions of some samples of a cache.
  ///
  /// @throws TextException when there are none
  public static Corpus of(PackedCache cache, int[] samples) {
    var documents = new ArrayList<Document>();
    for (int sample : samples) {
      add(documents, cache.captions(sample), false);
    }
    return captions(cache.directory(), samples.length, documents);
  }

  private static void add(List<Document> documents, List<String> captions, boolean held) {
    var different = captions.stream().distinct().toList();
    if (!different.isEmpty()) {
      documents.add(new Document(different, true, held));
    }
  }

  private static Corpus captions(Path root, int pictures, List<Document> documents) {
    if (documents.isEmpty()) {
      throw new TextException(
          String.format(
              Locale.ROOT,
              "%s: none of its %,d pictures has a caption; expected text",
              root,
              pictures));
    }
    return new Corpus(documents, "the captions of each picture");
  }

  /// How many sentences there are.
  public int size() {
    return documents.stream().mapToInt(document -> document.sentences().size()).sum();
  }

  /// All sentences in order.
  public List<String> sentences() {
    return documents.stream().flatMap(document -> document.sentences().stream()).toList();
  }

  /// A SHA-256 over the sentences and where they belong.
  public String id() {
    var digest = Sha256.digest();
    for (Document document : documents) {
      String facts = document.ring() + " " + document.heldBack() + "\n\n";
      digest.update(facts.getBytes(StandardCharsets.UTF_8));
      for (String sentence : document.sentences()) {
        digest.update((sentence + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return Sha256.hex(digest);
  }

  /// Holds back what its data set holds back, and of the rest every `oneIn`th picture, or every
  /// `oneIn`th piece of 20 sentences of a text.
  ///
  /// @param oneIn at least 2, or 0 for nothing
  public Parts split(int oneIn) {
    var train = new ArrayList<Document>();
    var held = new ArrayList<Document>();
    int position = 0;
    for (Document document : documents) {
      int piece = oneIn == 0 || document.ring() ? document.sentences().size() : PIECE;
      for (int start = 0; start < document.sentences().size(); start += piece) {
        int end = Math.min(document.sentences().size(), start + piece);
        var part = new Document(document.sentences().subList(start, end), document.ring(), false);
        boolean out = document.heldBack();
        if (!out) {
          out = oneIn > 0 && position % oneIn == oneIn - 1;
          position++;
        }
        (out ? held : train).add(part);
      }
    }
    return new Parts(new Corpus(train, origin), new Corpus(held, origin));
  }

  /// Every other document, for two encoders that have seen nothing in common; pieces of 20
  /// sentences of a text.
  ///
  /// @param second whether the second one of each two
  public Corpus half(boolean second) {
    var kept = new ArrayList<Document>();
    int position = 0;
    for (Document document : documents) {
      int piece = document.ring() ? document.sentences().size() : PIECE;
      for (int start = 0; start < document.sentences().size(); start += piece) {
        int end = Math.min(document.sentences().size(), start + piece);
        if (position++ % 2 == (second ? 1 : 0)) {
          var part = document.sentences().subList(start, end);
          kept.add(new Document(part, document.ring(), document.heldBack()));
        }
      }
    }
    return new Corpus(kept, origin);
  }
}
