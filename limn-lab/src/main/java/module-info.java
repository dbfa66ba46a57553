/// The experiments of the papers, their plots and their reports. A library that only draws or
/// trains does not need it, nor the plotting library that it brings.
module dev.limn.lab {
  requires transitive dev.limn.core;
  requires java.desktop;
  requires tools.jackson.databind;
  requires xchart;

  exports dev.limn.plot;
  exports dev.limn.reproduce;

  opens dev.limn.reproduce to
      tools.jackson.databind;

  uses dev.limn.reproduce.Experiment;

  provides dev.limn.reproduce.Experiment with
      dev.limn.reproduce.Conditional,
      dev.limn.reproduce.Faces,
      dev.limn.reproduce.Fashion,
      dev.limn.reproduce.LatentSpace,
      dev.limn.reproduce.MissingValues,
      dev.limn.reproduce.PixelMse,
      dev.limn.reproduce.Pretraining,
      dev.limn.reproduce.SemiSupervised,
      dev.limn.reproduce.text.TextToImage,
      dev.limn.reproduce.toy.Density,
      dev.limn.reproduce.toy.Toy1d,
      dev.limn.reproduce.toy.Toy2d,
      dev.limn.reproduce.toy.Watchdogs;
}
