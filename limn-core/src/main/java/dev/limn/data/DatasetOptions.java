package dev.limn.data;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Objects;
import java.util.Optional;

/// What a user says of a folder, where Limn does not find it out or finds the wrong thing.
///
/// @param format how it is laid out; empty to find out
/// @param imageColumn of a table, the column that names the pictures; empty to find out
/// @param captionColumn of a table, the column that holds the captions; empty to find out
/// @param charset of texts that are not UTF-8 and have no byte order mark; empty refuses them
/// @param splits whether folders and columns that are called train, validation or test part the
///   samples; otherwise they are folders like any other
/// @param side which pictures of pairs count
public record DatasetOptions(
    Optional<DatasetFormat> format,
    String imageColumn,
    String captionColumn,
    Optional<Charset> charset,
    boolean splits,
    Side side) {
  /// Which pictures of a pair count.
  public enum Side {
    /// Both: the samples are pairs.
    BOTH,
    /// The first one, on the left: the samples are single pictures.
    A,
    /// The second one, on the right.
    B
  }

  /// Everything is found out.
  public static final DatasetOptions AUTO =
      new DatasetOptions(Optional.empty(), "", "", Optional.empty(), true, Side.BOTH);

  public DatasetOptions {
    Objects.requireNonNull(format);
    Objects.requireNonNull(imageColumn);
    Objects.requireNonNull(captionColumn);
    Objects.requireNonNull(charset);
    Objects.requireNonNull(side);
  }

  /// The same from the words of a configuration or command line.
  ///
  /// @param format a format's name, or `auto`
  /// @param imageColumn a column, or empty
  /// @param captionColumn a column, or empty
  /// @param charset a charset's name, or empty
  /// @param splits `auto`, or `none`
  /// @param side `both`, `a` or `b`
  /// @throws DataException naming the word that is none of these
  public static DatasetOptions of(
      String format,
      String imageColumn,
      String captionColumn,
      String charset,
      String splits,
      String side) {
    if (!splits.equals("auto") && !splits.equals("none")) {
      throw new DataException("splits \"" + splits + "\"; expected auto or none");
    }
    return new DatasetOptions(
        format.equals("auto") ? Optional.empty() : Optional.of(DatasetFormat.of(format)),
        imageColumn,
        captionColumn,
        charset.isEmpty() ? Optional.empty() : Optional.of(charset(charset)),
        splits.equals("auto"),
        switch (side) {
          case "both" -> Side.BOTH;
          case "a" -> Side.A;
          case "b" -> Side.B;
          default -> throw new DataException("side \"" + side + "\"; expected both, a or b");
        });
  }

  private static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new DataException(
          "unknown charset \"" + name + "\"; expected one such as windows-1252, shift_jis or gbk",
          e);
    }
  }
}
