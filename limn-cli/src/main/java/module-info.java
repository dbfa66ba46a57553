/// The command line.
module dev.limn.cli {
  requires dev.limn.core;
  requires dev.limn.lab;
  requires info.picocli;
  requires java.management;
  requires jdk.management;
  requires tools.jackson.databind;

  opens dev.limn.cli to
      info.picocli;
}
