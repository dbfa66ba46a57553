package dev.limn.vision;

import java.util.ArrayList;
import java.util.List;

/// The 94 convolutions of Inception v3 (Szegedy et al. 2016) up to its last pooling, under the
/// names of torchvision, as the TensorFlow graph of 2015-12-05 has them.
final class InceptionLayers {
  private InceptionLayers() {}

  /// A convolution without bias, batch norm and ReLU.
  record Layer(String name, int in, int out, int height, int width, int stride, boolean padded) {
    /// Rows that are put above and below, so that stride 1 keeps the height.
    int above() {
      return padded ? height / 2 : 0;
    }

    int aside() {
      return padded ? width / 2 : 0;
    }
  }

  private static final class Gathering {
    private final List<Layer> layers = new ArrayList<>();
    private String block = "";

    private void add(String name, int in, int out, int height, int width, int stride, boolean pad) {
      layers.add(new Layer(block + name, in, out, height, width, stride, pad));
    }

    private void one(String name, int in, int out) {
      add(name, in, out, 1, 1, 1, false);
    }

    private void same(String name, int in, int out, int height, int width) {
      add(name, in, out, height, width, 1, true);
    }

    private void half(String name, int in, int out) {
      add(name, in, out, 3, 3, 2, false);
    }

    private void a(String name, int in, int pooled) {
      block = name + ".";
      one("branch1x1", in, 64);
      one("branch5x5_1", in, 48);
      same("branch5x5_2", 48, 64, 5, 5);
      one("branch3x3dbl_1", in, 64);
      same("branch3x3dbl_2", 64, 96, 3, 3);
      same("branch3x3dbl_3", 96, 96, 3, 3);
      one("branch_pool", in, pooled);
    }

    private void c(String name, int inner) {
      block = name + ".";
      one("branch1x1", 768, 192);
      one("branch7x7_1", 768, inner);
      same("branch7x7_2", inner, inner, 1, 7);
      same("branch7x7_3", inner, 192, 7, 1);
      one("branch7x7dbl_1", 768, inner);
      same("branch7x7dbl_2", inner, inner, 7, 1);
      same("branch7x7dbl_3", inner, inner, 1, 7);
      same("branch7x7dbl_4", inner, inner, 7, 1);
      same("branch7x7dbl_5", inner, 192, 1, 7);
      one("branch_pool", 768, 192);
    }

    private void e(String name, int in) {
      block = name + ".";
      one("branch1x1", in, 320);
      one("branch3x3_1", in, 384);
      same("branch3x3_2a", 384, 384, 1, 3);
      same("branch3x3_2b", 384, 384, 3, 1);
      one("branch3x3dbl_1", in, 448);
      same("branch3x3dbl_2", 448, 384, 3, 3);
      same("branch3x3dbl_3a", 384, 384, 1, 3);
      same("branch3x3dbl_3b", 384, 384, 3, 1);
      one("branch_pool", in, 192);
    }
  }

  static List<Layer> all() {
    var net = new Gathering();
    net.half("Conv2d_1a_3x3", 3, 32);
    net.add("Conv2d_2a_3x3", 32, 32, 3, 3, 1, false);
    net.same("Conv2d_2b_3x3", 32, 64, 3, 3);
    net.one("Conv2d_3b_1x1", 64, 80);
    net.add("Conv2d_4a_3x3", 80, 192, 3, 3, 1, false);
    net.a("Mixed_5b", 192, 32);
    net.a("Mixed_5c", 256, 64);
    net.a("Mixed_5d", 288, 64);
    net.block = "Mixed_6a.";
    net.half("branch3x3", 288, 384);
    net.one("branch3x3dbl_1", 288, 64);
    net.same("branch3x3dbl_2", 64, 96, 3, 3);
    net.half("branch3x3dbl_3", 96, 96);
    net.c("Mixed_6b", 128);
    net.c("Mixed_6c", 160);
    net.c("Mixed_6d", 160);
    net.c("Mixed_6e", 192);
    net.block = "Mixed_7a.";
    net.one("branch3x3_1", 768, 192);
    net.half("branch3x3_2", 192, 320);
    net.one("branch7x7x3_1", 768, 192);
    net.same("branch7x7x3_2", 192, 192, 1, 7);
    net.same("branch7x7x3_3", 192, 192, 7, 1);
    net.half("branch7x7x3_4", 192, 192);
    net.e("Mixed_7b", 1280);
    net.e("Mixed_7c", 2048);
    return List.copyOf(net.layers);
  }
}
