package dev.limn.run;

import dev.limn.image.Image;
import dev.limn.image.Png;
import dev.limn.testkit.TinyModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/// Tiny data of every kind that families learn from, and a model whose text encoder is borrowed.
record SmallFolders(Path root) {
  private static final String[] COLOURS = {"red", "green", "blue"};

  static SmallFolders in(Path root) {
    var folders = new SmallFolders(root);
    try {
      for (FamilyCases.Data data : FamilyCases.Data.values()) {
        folders.write(data);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TinyModel.write(folders.model(), 2, "a red square", "a green square", "a blue square");
    return folders;
  }

  Path of(FamilyCases.Data data) {
    return root.resolve(
        data == FamilyCases.Data.ROWS ? "rows.csv" : data.name().toLowerCase(Locale.ROOT));
  }

  Path model() {
    return root.resolve("model");
  }

  Image picture() {
    return square(20, 20, 1, new Random(1));
  }

  private void write(FamilyCases.Data data) throws IOException {
    var random = new Random(5);
    Path to = of(data);
    if (data == FamilyCases.Data.ROWS) {
      var lines = new StringBuilder("x,y\n");
      for (int i = 0; i < 60; i++) {
        lines.append("%d,%d%n".formatted(random.nextInt(100), random.nextInt(9)));
      }
      Files.writeString(to, lines);
      return;
    }
    for (int i = 0; i < 12; i++) {
      String colour = COLOURS[i % 3];
      Path folder = data == FamilyCases.Data.CLASSES ? to.resolve(colour) : to;
      Files.createDirectories(folder);
      int width = data == FamilyCases.Data.PAIRS ? 40 : 20;
      Png.write(folder.resolve("%02d.png".formatted(i)), square(width, 20, i, random));
      if (data == FamilyCases.Data.CAPTIONS) {
        Files.writeString(
            folder.resolve("%02d.txt".formatted(i)),
            "a %s square\nthis square number %d is %s\nlook at it\n".formatted(colour, i, colour));
      }
    }
  }

  private static Image square(int width, int height, int colour, Random random) {
    var rgb = new byte[width * height * 3];
    random.nextBytes(rgb);
    for (int p = 0; p < rgb.length; p++) {
      rgb[p] = (byte) ((rgb[p] & 63) + (p % 3 == colour % 3 ? 180 : 20));
    }
    return new Image(width, height, rgb);
  }
}
