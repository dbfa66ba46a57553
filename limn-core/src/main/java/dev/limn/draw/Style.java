package dev.limn.draw;

import java.util.Objects;

/// What a model's style encoder reads off a picture: the noise that would draw its background, pose
/// and light.
///
/// @param name of the picture, for people
/// @param hash the first ten hexadecimal digits of the SHA-256 of the picture's file
/// @param noise as wide as the model's
public record Style(String name, String hash, float[] noise) {
  public Style {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(hash, "hash");
    noise = noise.clone();
  }

  @Override
  public float[] noise() {
    return noise.clone();
  }
}
