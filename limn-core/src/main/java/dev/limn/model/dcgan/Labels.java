package dev.limn.model.dcgan;

/// How the class of a picture is told to both networks (Mirza and Osindero 2014).
public enum Labels {
  /// Not at all: pictures from noise alone.
  NONE,
  /// By learned vectors: a vector a class beside the noise, and a plane a class beside the picture.
  EMBEDDING,
  /// As it is: a number a class beside the noise, and a plane a class beside the picture, one of
  /// them all ones, the others zero.
  ONE_HOT
}
