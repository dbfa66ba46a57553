package dev.limn.train.log;

import dev.limn.image.Image;
import dev.limn.image.Png;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Writes scalars, pictures and texts for TensorBoard into a file
/// `events.out.tfevents.<second>.<host>.<process>.<n>`.
///
/// The file is a sequence of TFRecords: length (8 bytes, little-endian), its masked CRC-32C, the
/// event, and the event's masked CRC-32C. An event is a protocol buffer message `tensorflow.Event`;
/// the numbers of the fields below are those of `event.proto` and `summary.proto`. It is never
/// opened for appending: a resumed run begins a new file, and tells the viewer to forget what the
/// earlier ones say of later steps.
///
/// Not for more than one thread.
public final class TensorBoardWriter implements AutoCloseable {
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;
  private static final int DT_STRING = 7;
  private static final int RGB = 3;
  private static final int CRC_MASK = 0xA282EAD8;

  private final Path file;
  private final OutputStream out;
  private final InstantSource clock;

  private TensorBoardWriter(Path file, OutputStream out, InstantSource clock) {
    this.file = file;
    this.out = out;
    this.clock = clock;
  }

  /// Begins a file.
  ///
  /// @param directory the run's; made when it is missing
  /// @throws LogException when the file cannot be made
  public static TensorBoardWriter open(Path directory) {
    return open(directory, host(), ProcessHandle.current().pid(), InstantSource.system());
  }

  /// Begins a file of a resumed run.
  ///
  /// @param directory the run's
  /// @param step the first that this file will tell of; what earlier files say of it and of later
  ///   ones is dropped by the viewer
  /// @throws LogException when the file cannot be made
  public static TensorBoardWriter resume(Path directory, long step) {
    var writer = open(directory);
    writer.restart(step);
    return writer;
  }

  static TensorBoardWriter open(Path directory, String host, long process, InstantSource clock) {
    long second = clock.instant().getEpochSecond();
    for (int n = 0; ; n++) {
      var file =
          directory.resolve(
              String.format(
                  Locale.ROOT, "events.out.tfevents.%d.%s.%d.%d", second, host, process, n));
      try {
        Files.createDirectories(directory);
        var out =
            new BufferedOutputStream(
                Files.newOutputStream(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        var writer = new TensorBoardWriter(file, out, clock);
        writer.record(new Protobuf().text(FILE_VERSION, "brain.Event:2"), Optional.empty());
        writer.flush();
        return writer;
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(directory)) {
          throw new LogException("cannot write events to " + directory + ": " + e, e);
        }
      } catch (IOException e) {
        throw new LogException("cannot write " + file + ": " + e, e);
      }
    }
  }

  /// The file that is being written.
  public Path file() {
    return file;
  }

  /// A number, shown as a curve. Kept in single precision.
  ///
  /// @param tag names the curve, such as `Loss/generator`; what is before the `/` groups curves
  /// @param step the abscissa, such as thousands of pictures seen
  /// @param value any number; NaN and infinities are marked by the viewer
  public void scalar(String tag, long step, double value) {
    summary(step, new Protobuf().text(1, tag).real32(2, (float) value));
  }

  /// A picture.
  public void image(String tag, long step, Image image) {
    var picture =
        new Protobuf()
            .integer(1, image.height())
            .integer(2, image.width())
            .integer(3, RGB)
            .bytes(4, Png.encode(image));
    summary(step, new Protobuf().text(1, tag).message(4, picture));
  }

  /// A text.
  ///
  /// @param markdown shown as Markdown
  public void text(String tag, long step, String markdown) {
    // One string in a tensor of shape [1], which the plug-in named "text" shows.
    var shape = new Protobuf().message(2, new Protobuf().integer(1, 1));
    var tensor = new Protobuf().integer(1, DT_STRING).message(2, shape).text(8, markdown);
    var metadata = new Protobuf().message(1, new Protobuf().text(1, "text"));
    summary(
        step,
        new Protobuf().text(1, tag + "/text_summary").message(8, tensor).message(9, metadata));
  }

  /// Lets readers see everything that has been written.
  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new LogException("cannot write " + file + ": " + e, e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new LogException("cannot write " + file + ": " + e, e);
    }
  }

  /// Writes that a session starts: the viewer then drops what it knows from `step` on.
  void restart(long step) {
    record(new Protobuf().message(SESSION_LOG, new Protobuf().integer(1, 1)), Optional.of(step));
    flush();
  }

  private void summary(long step, Protobuf value) {
    record(new Protobuf().message(SUMMARY, new Protobuf().message(1, value)), Optional.of(step));
  }

  private void record(Protobuf body, Optional<Long> step) {
    Instant now = clock.instant();
    var head = new Protobuf().real64(WALL_TIME, now.getEpochSecond() + now.getNano() / 1e9);
    step.ifPresent(value -> head.integer(STEP, value));
    byte[] first = head.toBytes();
    byte[] second = body.toBytes();
    byte[] event = new byte[first.length + second.length];
    System.arraycopy(first, 0, event, 0, first.length);
    System.arraycopy(second, 0, event, first.length, second.length);
    var header = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putLong(event.length);
    header.putInt(masked(header.array(), 8));
    var footer = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    footer.putInt(masked(event, event.length));
    try {
      out.write(header.array());
      out.write(event);
      out.write(footer.array());
    } catch (IOException e) {
      throw new LogException("cannot write " + file + ": " + e, e);
    }
  }

  /// A checksum that is itself part of checked data is rotated and moved, so that it does not
  /// cancel out.
  private static int masked(byte[] bytes, int length) {
    var crc = new CRC32C();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK;
  }

  /// The machine's name from the environment: asking the network for it can take seconds.
  private static String host() {
    return Optional.ofNullable(System.getenv("HOSTNAME"))
        .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")))
        .map(name -> name.replaceAll("[^A-Za-z0-9-]", "-"))
        .filter(name -> !name.isEmpty())
        .orElse("localhost");
  }
}
