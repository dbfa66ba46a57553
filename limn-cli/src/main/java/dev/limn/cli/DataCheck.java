package dev.limn.cli;

import dev.limn.data.DatasetCheck;
import dev.limn.data.SamplePage;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `limn data check DIR`: what is in a data set, and what is wrong with it.
@Command(
    name = "check",
    description = {
      "Decode every picture and tell what there is: counts, sizes, captions, vocabulary,"
          + " duplicates, broken files with the reason; and write a page of samples to look at.",
      "",
      "Ends with 1 when so much is broken that training would refuse the folder.",
      ""
    })
final class DataCheck implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataFolder data;

  @Option(
      names = "--page",
      paramLabel = "FILE.html",
      defaultValue = Option.NULL_VALUE,
      description =
          "Where the page of samples goes (default: out/DIR-samples.html). A - is standard output; the"
              + " findings then go to standard error.")
  private Optional<Path> page;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "48",
      description = "How many samples the page shows; 0 writes none.")
  private int samples;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Which samples the page shows.")
  private long seed;

  @Override
  public Integer call() {
    boolean standard = page.filter(StandardOutput::is).isPresent();
    var out = standard ? spec.commandLine().getErr() : spec.commandLine().getOut();
    if (samples < 0) {
      throw new ParameterException(
          spec.commandLine(), "--samples " + samples + "; expected 0 for no page, or more");
    }
    var dataset = data.open();
    DatasetCheck.Report report;
    try (var progress = new ProgressLine(spec.commandLine().getErr(), "checked")) {
      report = DatasetCheck.run(dataset, progress);
    }
    out.print(report.text());
    if (samples != 0) {
      var file =
          page.orElseGet(
              () -> OutputFiles.USUAL.resolve(OutputFiles.plain(data.name()) + "-samples.html"));
      if (standard) {
        StandardOutput.send(
            ".html", path -> SamplePage.write(dataset, report, path, samples, seed));
      } else {
        SamplePage.write(dataset, report, file, samples, seed);
        out.printf(Locale.ROOT, "%-11s %s%n", "page", file);
      }
    }
    out.flush();
    return report.broken() ? ExitStatus.FAILED : ExitStatus.OK;
  }
}
