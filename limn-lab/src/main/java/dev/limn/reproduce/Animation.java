package dev.limn.reproduce;

import dev.limn.image.Gif;
import dev.limn.image.Image;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Frames as an animated GIF, and as MP4 where the machine has `ffmpeg`.
public final class Animation {
  private Animation() {}

  /// Writes `STEM.gif`, and `STEM.mp4` where `ffmpeg` is on the path.
  ///
  /// @param stem a file without its ending
  /// @param frames at least one, all of one size
  /// @param delayMillis time of a frame
  /// @return the MP4 file, if it was made
  public static Optional<Path> write(Path stem, List<Image> frames, int delayMillis) {
    return write(stem, frames, delayMillis, Optional.ofNullable(System.getenv("PATH")).orElse(""));
  }

  /// @param path the folders in which to look for `ffmpeg`, as in the variable `PATH`
  static Optional<Path> write(Path stem, List<Image> frames, int delayMillis, String path) {
    Gif.write(sibling(stem, ".gif"), frames, new Gif.Options(delayMillis, 0, false));
    return ffmpeg(path)
        .flatMap(program -> mp4(program, sibling(stem, ".mp4"), frames, delayMillis));
  }

  private static Path sibling(Path stem, String ending) {
    return stem.resolveSibling(stem.getFileName() + ending);
  }

  private static Optional<Path> ffmpeg(String path) {
    if (path.isEmpty()) {
      return Optional.empty();
    }
    for (String folder : path.split(File.pathSeparator)) {
      for (String name : List.of("ffmpeg", "ffmpeg.exe")) {
        Path program = Path.of(folder.isEmpty() ? "." : folder, name);
        if (Files.isRegularFile(program) && Files.isExecutable(program)) {
          return Optional.of(program);
        }
      }
    }
    return Optional.empty();
  }

  /// Empty where `ffmpeg` fails: the GIF shows the same.
  private static Optional<Path> mp4(Path program, Path file, List<Image> frames, int delayMillis) {
    Image first = frames.getFirst();
    // The codec's colour planes have half the size, so both sides must be even.
    var command =
        List.of(
            program.toString(),
            "-loglevel",
            "error",
            "-y",
            "-f",
            "rawvideo",
            "-pixel_format",
            "rgb24",
            "-video_size",
            first.width() + "x" + first.height(),
            "-framerate",
            "1000/" + delayMillis,
            "-i",
            "-",
            "-vf",
            "pad=ceil(iw/2)*2:ceil(ih/2)*2",
            "-pix_fmt",
            "yuv420p",
            file.toString());
    try {
      if (succeeds(command, frames)) {
        return Optional.of(file);
      }
      Files.deleteIfExists(file);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static boolean succeeds(List<String> command, List<Image> frames)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean taken = true;
    try (var to = process.getOutputStream()) {
      for (Image frame : frames) {
        to.write(frame.rgb());
      }
    } catch (IOException e) {
      taken = false; // it ended before it had all frames
    }
    return process.waitFor() == 0 && taken;
  }
}
