package dev.limn.cli;

import dev.limn.text.Corpus;
import dev.limn.text.NearestSentences;
import dev.limn.text.TextEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `limn nearest`: what a text encoder takes for similar.
@Command(
    name = "nearest",
    description = {
      "Find the sentences of a text, or the captions of pictures, that a text encoder takes for the"
          + " most similar to yours, with the cosine of their vectors.",
      ""
    })
final class Nearest implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DeviceOptions device;

  @Option(
      names = "--text-encoder",
      paramLabel = "DIR",
      required = true,
      description = "A training run, a model, or a folder with a text encoder.")
  private Path encoder;

  @Option(
      names = "--data",
      paramLabel = "FILE|DIR",
      required = true,
      description =
          "The sentences to search in: a text file, a folder of them, or a folder of captioned"
              + " pictures.")
  private Path data;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many for each sentence.")
  private int count;

  @Parameters(paramLabel = "SENTENCE", arity = "1..*", description = "What to look for.")
  private List<String> sentences;

  @Override
  public Integer call() {
    if (count < 1) {
      throw new ParameterException(
          spec.commandLine(), "--count " + count + "; expected at least 1");
    }
    var out = spec.commandLine().getOut();
    var corpus = Corpus.read(data, Corpus.Lines.AUTO);
    try (var text = TextEncoder.open(encoder, device.prepare());
        var nearest = new NearestSentences(corpus.sentences(), text)) {
      for (String sentence : sentences) {
        out.println(sentence);
        nearest.of(sentence, count).forEach(found -> out.println("  " + found));
        text.reading(sentence)
            .warnings()
            .forEach(warning -> spec.commandLine().getErr().println("limn: " + warning));
      }
      out.flush();
      spec.commandLine().getErr().flush();
    }
    return ExitStatus.OK;
  }
}
