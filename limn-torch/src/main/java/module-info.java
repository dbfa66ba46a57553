/// The wall between Limn and libtorch: nothing outside this module can name `org.bytedeco`.
module dev.limn.torch {
  requires java.management;
  requires org.bytedeco.pytorch;
  requires org.bytedeco.javacpp;
  requires org.bytedeco.openblas;
  requires tools.jackson.core;
  requires tools.jackson.databind;

  exports dev.limn.io;
  exports dev.limn;
  exports dev.limn.torch;
  exports dev.limn.torch.io;
  exports dev.limn.torch.nn;
  exports dev.limn.torch.optim;
}
