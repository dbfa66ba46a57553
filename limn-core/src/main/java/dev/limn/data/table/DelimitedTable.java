package dev.limn.data.table;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.CharArrayReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Values separated by commas, semicolons, tabs or bars, with quotes as RFC 4180 has them, any line
/// ends, and a header.
///
/// A quote that is never closed, or that closes in the middle of a value, costs its own line only:
/// reading goes on behind it.
final class DelimitedTable {
  private static final char[] SEPARATORS = {',', ';', '\t', '|'};

  /// After so many lines with a quote that is never closed the rest is not tried again.
  private static final int MOST_UNCLOSED = 100;

  /// A last line of our own: when it is not a row of its own, a quote before it was never closed.
  private static final String END = "\u0000end";

  private record Cells(int line, List<String> cells, boolean quoted) {}

  private final char[] text;
  private final List<Integer> starts;
  private final char separator;

  /// By line.
  private final TreeMap<Integer, TableRow> broken = new TreeMap<>();

  private DelimitedTable(String content, char separator) {
    text = (content + "\n" + END).toCharArray();
    starts = starts(text);
    this.separator = separator;
  }

  static CaptionTable read(String content) throws TableException {
    var told = told(content);
    var body = told.isPresent() ? "\n" + content.substring(lineEnd(content)) : content;
    char separator = told.orElseGet(() -> separator(content));
    var table = new DelimitedTable(body, separator);
    var lines = table.cells();
    if (lines.isEmpty()) {
      return new CaptionTable(List.of(), List.copyOf(table.broken.values()));
    }
    return table.table(lines);
  }

  private CaptionTable table(List<Cells> lines) throws TableException {
    var first = lines.getFirst().cells().stream().map(String::strip).toList();
    boolean headless =
        first.size() == 2
            && TableColumns.fileLike(first.getFirst())
            && TableColumns.known(first).isEmpty();
    var header = headless ? List.of(TableColumns.FILE_NAME, TableColumns.TEXT) : first;
    if (new HashSet<>(header).size() < header.size()) {
      throw new TableException("a column twice in " + header);
    }
    var rows = new TreeMap<>(broken);
    lines.stream().skip(headless ? 0 : 1).forEach(line -> rows.put(line.line(), row(line, header)));
    return new CaptionTable(header, List.copyOf(rows.values()));
  }

  private TableRow row(Cells line, List<String> header) {
    var place = "line " + line.line();
    var cells = new ArrayList<>(line.cells());
    boolean joined = false;
    if (cells.size() > header.size()
        && !line.quoted()
        && TableColumns.caption(header.getLast())
        && header.size() > 1) {
      // Commas that nobody quoted: what is too much belongs to the sentence at the end.
      var rest = cells.subList(header.size() - 1, cells.size());
      var sentence = String.join(String.valueOf(separator), rest);
      rest.clear();
      cells.add(sentence);
      joined = true;
    }
    // Spreadsheets leave empty cells at the end of short and long rows.
    while (cells.size() > header.size() && cells.getLast().isBlank()) {
      cells.removeLast();
    }
    if (cells.size() != header.size()) {
      return new TableRow.Broken(
          place,
          String.format(
              Locale.ROOT,
              "%d columns, expected %d%s",
              cells.size(),
              header.size(),
              cells.size() > header.size()
                  ? "; put captions that hold '" + shown() + "' in double quotes"
                  : ""));
    }
    var columns = new HashMap<String, List<String>>();
    for (int i = 0; i < header.size(); i++) {
      var value = cells.get(i).strip();
      columns.put(header.get(i), value.isEmpty() ? List.of() : List.of(value));
    }
    return new TableRow.Fields(place, columns, joined);
  }

  private String shown() {
    return separator == '\t' ? "a tab" : String.valueOf(separator);
  }

  /// Every line's cells; lines that are none go to `broken`.
  private List<Cells> cells() {
    var all = new ArrayList<Cells>();
    int from = 0;
    int unclosed = 0;
    while (from < starts.size()) {
      var handler = new Handler(from);
      try (var reader =
          builder(false)
              .build(
                  handler,
                  new CharArrayReader(text, starts.get(from), text.length - starts.get(from)))) {
        int next = starts.size();
        for (var line : reader) {
          if (line.cells().getFirst().equals(END)) {
            continue;
          }
          if (line.cells().getLast().endsWith(END)) {
            unreadable(line.line(), "a quote that is never closed");
            next = line.line();
            if (++unclosed == MOST_UNCLOSED) {
              unreadable(next + 1, "more quotes are never closed; nothing is read from here on");
              next = starts.size();
            }
          } else if (line.cells().size() > 1 || !line.cells().getFirst().isBlank()) {
            all.add(line);
          }
        }
        from = next;
      } catch (CsvParseException _) {
        alone(handler.line()).ifPresent(all::add);
        from = handler.line();
      } catch (IOException e) {
        throw new UncheckedIOException(e); // reading from memory
      }
    }
    return all;
  }

  /// A line in which text follows a closing quote, as in `a.png,"red" bird`: read by itself.
  private Optional<Cells> alone(int line) {
    int start = starts.get(line - 1);
    int end = line < starts.size() ? starts.get(line) : text.length;
    var content = new String(text, start, end - start).stripTrailing() + "\n" + END;
    var handler = new Handler(line - 1);
    try (var reader =
        builder(true)
            .build(handler, new CharArrayReader(content.toCharArray(), 0, content.length()))) {
      var read = reader.stream().toList();
      if (read.size() == 2) {
        return Optional.of(read.getFirst());
      }
    } catch (CsvParseException | IOException _) {
      // Told below.
    }
    unreadable(line, "a quote that is closed nowhere, or in the middle of a value");
    return Optional.empty();
  }

  private void unreadable(int line, String reason) {
    broken.put(line, new TableRow.Broken("line " + line, reason));
  }

  private CsvReader.CsvReaderBuilder builder(boolean lenient) {
    return CsvReader.builder()
        .fieldSeparator(separator)
        .skipEmptyLines(true)
        .allowExtraFields(true)
        .allowMissingFields(true)
        .allowExtraCharsAfterClosingQuote(lenient)
        .trimWhitespacesAroundQuotes(!lenient) // the library does one or the other
        .maxBufferSize(1 << 30);
  }

  /// Collects cells with the line on which they start.
  private static final class Handler extends AbstractBaseCsvCallbackHandler<Cells> {
    private final int before;
    private List<String> cells = new ArrayList<>();
    private boolean quoted;

    /// @param before lines before the first one
    Handler(int before) {
      this.before = before;
    }

    /// The line, from 1, of the row that was begun last.
    int line() {
      return before + Math.toIntExact(getStartingLineNumber());
    }

    @Override
    protected void handleBegin(long line) {
      cells = new ArrayList<>();
      quoted = false;
    }

    @Override
    protected void handleField(int index, char[] from, int offset, int length, boolean inQuotes) {
      cells.add(new String(from, offset, length));
      quoted |= inQuotes;
    }

    @Override
    protected Cells buildRecord() {
      return new Cells(line(), cells, quoted);
    }
  }

  /// Where each line begins; a line ends with CR, LF or both.
  private static List<Integer> starts(char[] text) {
    var starts = new ArrayList<Integer>(List.of(0));
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n' || text[i] == '\r' && (i + 1 == text.length || text[i + 1] != '\n')) {
        starts.add(i + 1);
      }
    }
    return starts;
  }

  private static int lineEnd(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return text.startsWith("\r\n", end) ? end + 2 : Math.min(end + 1, text.length());
  }

  /// The separator that a first line `sep=;` tells, as Excel writes it.
  private static Optional<Character> told(String text) {
    var first = text.substring(0, lineEnd(text)).replaceAll("[\"\r\n]", "");
    return first.matches("(?i)sep=[^\\w ]") ? Optional.of(first.charAt(4)) : Optional.empty();
  }

  /// The separator by which the header falls into most columns that are known, then into most.
  private static char separator(String text) {
    var header =
        text.stripLeading().lines().findFirst().map(line -> line.split("\r", 2)[0]).orElse("");
    char best = SEPARATORS[0];
    int most = -1;
    for (char candidate : SEPARATORS) {
      var cells = List.of(header.replace("\"", "").split(Pattern.quote("" + candidate)));
      int worth =
          cells.size() < 2
              ? 0
              : 1_000 * TableColumns.known(cells).size()
                  + (TableColumns.fileLike(cells.getFirst().strip()) ? 1_000 : 0)
                  + cells.size();
      if (worth > most) {
        best = candidate;
        most = worth;
      }
    }
    return best;
  }
}
