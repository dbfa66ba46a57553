package dev.limn.cli;

import dev.limn.data.DataException;
import dev.limn.model.ModelException;
import dev.limn.model.gain.Gain;
import dev.limn.model.gain.GainConfig;
import dev.limn.model.gain.Table;
import dev.limn.model.gain.TableFile;
import dev.limn.torch.Device;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `limn fill TABLE.csv`: the missing cells of a table, from what its other cells say.
@Command(
    name = "fill",
    description = {
      "Fill the missing cells of a table with a GAN (GAIN, Yoon et al. 2018) that learns from the"
          + " known ones. Known cells are written as they were read.",
      ""
    },
    footer = {
      "",
      "Missing is a cell that is empty or says NA, N/A, NaN, null or ?.",
      "",
      "Examples:",
      "  limn fill table.csv --out filled.csv",
      "  limn fill table.csv --category colour,shape --check --out filled.csv"
    })
final class Fill implements Runnable {
  private static final double HIDDEN = 0.1;

  @Spec private CommandSpec spec;
  @Mixin private DeviceOptions device;

  @Parameters(
      paramLabel = "TABLE.csv",
      description = "A header, then a row a line, cells separated.")
  private Path file;

  @Option(
      names = "--out",
      paramLabel = "FILE.csv",
      required = true,
      description =
          "Where the filled table goes; it must not be there yet. A - is standard output.")
  private Path out;

  @Option(
      names = "--category",
      paramLabel = "NAME",
      split = ",",
      description = "Columns of texts; all others are numbers.")
  private Set<String> categories = Set.of();

  @Option(
      names = "--separator",
      paramLabel = "CHAR",
      defaultValue = ",",
      description = "What stands between cells; 'tab' for tabulators.")
  private String separator;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "" + GainConfig.STEPS,
      description = "Updates of each network.")
  private int steps;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of weights and noise.")
  private long seed;

  @Option(
      names = "--check",
      description =
          "First hide a tenth of the known cells, fill them, and print how far off that is, beside"
              + " the columns' means; takes as long again.")
  private boolean check;

  @Override
  public void run() {
    boolean standard = StandardOutput.is(out);
    if (!standard && Files.exists(out)) {
      throw new DataException(out + ": exists already; expected a new file");
    }
    TableFile input = TableFile.read(file, new TableFile.Options(separatorCharacter(), categories));
    Table table = input.table();
    PrintWriter to = standard ? spec.commandLine().getErr() : spec.commandLine().getOut();
    long missing = table.missing();
    long cells = (long) table.rows() * table.columns().size();
    to.printf(
        Locale.ROOT,
        "%,d of %,d cells are missing, in %d of %d columns; %,d of %,d rows are whole%n",
        missing,
        cells,
        columnsWithHoles(table),
        table.columns().size(),
        table.complete().length,
        table.rows());
    to.flush();
    var config = config().withBatchUpTo(table.rows());
    var place = device.prepare();
    if (check) {
      printCheck(to, table, config, place);
    }
    var filled = missing > 0 ? fill(table, config, place) : table;
    if (standard) {
      StandardOutput.send(".csv", path -> input.write(path, filled));
    } else {
      input.write(out, filled);
      to.println(out);
    }
    to.flush();
  }

  private GainConfig config() {
    try {
      return GainConfig.released().withSteps(steps);
    } catch (IllegalArgumentException | ModelException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }

  private static long columnsWithHoles(Table table) {
    long count = 0;
    for (int column = 0; column < table.columns().size(); column++) {
      count += table.missing(column) > 0 ? 1 : 0;
    }
    return count;
  }

  private Table fill(Table table, GainConfig config, Device place) {
    try (var line = new ProgressLine(spec.commandLine().getErr(), "fill")) {
      return Gain.fill(
          table,
          config,
          seed,
          place,
          (done, total) -> {
            if (done % 100 == 0) {
              line.show("step " + done + " of " + total);
            }
          });
    }
  }

  private void printCheck(PrintWriter to, Table table, GainConfig config, Device place) {
    Table hidden = Gain.hide(table, HIDDEN, seed);
    Optional<Double> means = Gain.error(table, hidden, hidden.filledWithMeans());
    if (means.isEmpty()) {
      to.println("check: there are no numbers to compare");
      return;
    }
    double gain = Gain.error(table, hidden, fill(hidden, config, place)).orElseThrow();
    to.printf(
        Locale.ROOT,
        "check: on a tenth of the known numbers, hidden, the error is %.4f of a column's range;"
            + " with the columns' means %.4f%n",
        gain,
        means.get());
    to.flush();
  }

  private char separatorCharacter() {
    if (separator.equals("tab")) {
      return '\t';
    }
    if (separator.length() != 1) {
      throw new ParameterException(
          spec.commandLine(), "--separator '" + separator + "'; expected one character, or tab");
    }
    return separator.charAt(0);
  }
}
