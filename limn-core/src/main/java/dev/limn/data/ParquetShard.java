package dev.limn.data;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.PqList;
import dev.hardwood.row.StructAccessor;
import dev.hardwood.schema.ColumnProjection;
import dev.limn.image.ImageDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/// One Parquet file: its rows, and the pictures in one of its columns.
///
/// Rows are packed together in pages, so that one picture cannot be read alone. When the first
/// picture is asked for, all of the file's are written to a file without a name, from which each is
/// then read; that of a few files at a time exist.
final class ParquetShard {
  private static final String BYTES = "bytes";
  private static final String PATH = "path";

  /// How many files' pictures lie unpacked at a time.
  private static final int UNPACKED = 4;

  /// The reader tells everybody whether the processor's vectors are used. Kept here, since loggers
  /// that nobody keeps are forgotten with what was set.
  private static final Logger READER = Logger.getLogger("dev.hardwood");

  static {
    READER.setLevel(Level.WARNING);
  }

  private static final Deque<ParquetShard> RECENT = new ArrayDeque<>();

  private final Folder.Entry file;
  private final ParquetSchema schema;
  private Pictures pictures;

  private ParquetShard(Folder.Entry file, ParquetSchema schema) {
    this.file = file;
    this.schema = schema;
  }

  /// Reads the end of a file, which says what is in it.
  ///
  /// @throws DataException when it is no whole Parquet file
  static ParquetShard of(Folder.Entry file) {
    try (var reader = reader(file)) {
      return new ParquetShard(file, ParquetSchema.of(file, reader));
    } catch (IOException | RuntimeException e) {
      throw e instanceof DataException own ? own : broken(file, e);
    }
  }

  private static DataException broken(Folder.Entry file, Exception e) {
    var reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new DataException(
        String.format(
            Locale.ROOT,
            "%s: not a whole Parquet file (%s); copy it anew",
            file.path(),
            reason.lines().findFirst().orElse("")),
        e);
  }

  private static ParquetFileReader reader(Folder.Entry file) throws IOException {
    return ParquetFileReader.open(
        file.content() instanceof FileContent own
            ? InputFile.of(own.path())
            : InputFile.of(ByteBuffer.wrap(file.content().bytes())));
  }

  Folder.Entry file() {
    return file;
  }

  ParquetSchema schema() {
    return schema;
  }

  /// What a row says in the columns that were asked for.
  interface Visitor {
    void row(int number, Row row);
  }

  /// The values of one row.
  record Row(StructAccessor fields) {
    /// The texts of a plain column or of a list; none when it is null.
    List<String> values(String column) {
      if (fields.isNull(column)) {
        return List.of();
      }
      var value = fields.getValue(column);
      if (value instanceof PqList list) {
        var texts = new ArrayList<String>();
        list.values().forEach(one -> text(one).ifPresent(texts::add));
        return texts;
      }
      return text(value).stream().toList();
    }

    private static Optional<String> text(Object value) {
      return switch (value) {
        case null -> Optional.empty();
        case byte[] bytes -> Optional.of(new String(bytes, StandardCharsets.UTF_8));
        case String text -> Optional.of(text);
        case Number number -> Optional.of(number.toString());
        case Boolean truth -> Optional.of(truth.toString());
        default -> Optional.empty();
      };
    }

    /// The file that a picture's column names beside or instead of its bytes; empty for none.
    Optional<String> path(String column) {
      if (fields.isNull(column)) {
        return Optional.empty();
      }
      var struct = fields.getStruct(column);
      return struct == null || struct.isNull(PATH)
          ? Optional.empty()
          : Optional.of(struct.getString(PATH));
    }
  }

  /// Visits every row, reading only some columns.
  ///
  /// @param columns their names; a field of a struct is `column.field`
  /// @throws DataException when the file is damaged
  void rows(List<String> columns, Visitor visitor) {
    try (var reader = reader(file);
        var rows = open(reader, columns)) {
      for (int number = 0; rows.hasNext(); number++) {
        rows.next();
        visitor.row(number, new Row(rows));
      }
    } catch (IOException | RuntimeException e) {
      throw e instanceof DataException own ? own : broken(file, e);
    }
  }

  private static RowReader open(ParquetFileReader reader, List<String> columns) {
    return reader
        .buildRowReader()
        .projection(ColumnProjection.columns(columns.toArray(String[]::new)))
        .build();
  }

  /// Whether the first row that has a picture has its bytes, and not only a file's name.
  boolean embedded(String column) {
    if (!schema.bytes(column)) {
      return false;
    }
    try (var reader = reader(file);
        var rows = open(reader, List.of(schema.bytesOf(column)))) {
      for (int looked = 0; looked < 100 && rows.hasNext(); looked++) {
        rows.next();
        if (bytes(rows, column) != null) {
          return true;
        }
      }
      return false;
    } catch (IOException | RuntimeException e) {
      throw broken(file, e);
    }
  }

  private byte[] bytes(StructAccessor row, String column) {
    if (row.isNull(column)) {
      return null;
    }
    if (!schema.struct(column)) {
      return row.getBinary(column);
    }
    var struct = row.getStruct(column);
    return struct == null || struct.isNull(BYTES) ? null : struct.getBinary(BYTES);
  }

  /// The pictures of one column, in a file without a name.
  ///
  /// @param column which one
  /// @param bytes their file
  /// @param offsets where each row's begins, and where the last ends
  private record Pictures(String column, Decompressed bytes, long[] offsets) {}

  private synchronized Pictures pictures(String column) throws IOException {
    if (pictures == null || !pictures.column.equals(column)) {
      pictures = unpack(column);
      synchronized (RECENT) {
        RECENT.remove(this);
        RECENT.addLast(this);
      }
    }
    return pictures;
  }

  /// Forgets what was unpacked longest ago. Whoever still reads from it keeps it until then.
  private static void forget() {
    ParquetShard oldest = null;
    synchronized (RECENT) {
      if (RECENT.size() > UNPACKED) {
        oldest = RECENT.removeFirst();
      }
    }
    if (oldest != null) {
      synchronized (oldest) {
        oldest.pictures = null;
      }
    }
  }

  private Pictures unpack(String column) throws IOException {
    var offsets = new long[schema.rows() + 1];
    try (var reader = reader(file);
        var rows = open(reader, List.of(schema.bytesOf(column)))) {
      var out = Decompressed.temporary();
      for (int number = 0; rows.hasNext(); number++) {
        rows.next();
        var bytes = bytes(rows, column);
        long at = offsets[number];
        if (bytes != null && bytes.length <= ImageDecoder.MAX_BYTES) {
          var buffer = ByteBuffer.wrap(bytes);
          while (buffer.hasRemaining()) {
            at += out.write(buffer, at);
          }
        }
        offsets[number + 1] = at;
      }
      return new Pictures(column, new Decompressed(out, offsets[schema.rows()]), offsets);
    } catch (RuntimeException e) {
      throw new IOException(broken(file, e).getMessage(), e);
    }
  }

  /// The picture of one row.
  ///
  /// @param shard the file
  /// @param column that holds it
  /// @param row from 0
  record InRow(ParquetShard shard, String column, int row) implements Content {
    @Override
    public long size() {
      return 0; // known only when it is read
    }

    @Override
    public Path file() {
      return shard.file.content().file();
    }

    @Override
    public InputStream open() throws IOException {
      return new ByteArrayInputStream(bytes());
    }

    @Override
    public byte[] bytes() throws IOException {
      var pictures = shard.pictures(column);
      forget();
      long from = pictures.offsets[row];
      if (pictures.offsets[row + 1] == from) {
        throw new DataException("no picture in this row");
      }
      return pictures.bytes.stretch(from, pictures.offsets[row + 1] - from);
    }

    @Override
    public String stamp() {
      return column + "[" + row + "]@" + shard.file.content().stamp();
    }
  }
}
