package dev.limn.plot;

import java.awt.Color;

/// Colours of plots that also people who are colour-blind can tell apart (Okabe and Ito 2008).
public enum Ink {
  ORANGE(0xE69F00),
  BLUE(0x0072B2),
  GREEN(0x009E73),
  RED(0xD55E00),
  SKY(0x56B4E9),
  PURPLE(0xCC79A7),
  GREY(0x8C8C8C),
  BLACK(0x202020);

  private final int rgb;

  Ink(int rgb) {
    this.rgb = rgb;
  }

  Color color() {
    return new Color(rgb);
  }

  Color faint(int alpha) {
    return new Color(rgb >> 16, rgb >> 8 & 0xFF, rgb & 0xFF, alpha);
  }
}
