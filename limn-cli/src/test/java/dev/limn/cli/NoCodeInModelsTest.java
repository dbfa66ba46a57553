package dev.limn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Files of models, checkpoints and data are data: nothing in any module can turn one into code.
///
/// The constant pool of every compiled class is searched for the doors through which that happens
/// elsewhere: Java's and Python's object streams, TorchScript, scripts, classes loaded by name,
/// YAML tags and XML entities.
class NoCodeInModelsTest {
  private static final Set<String> CLASSES =
      Set.of(
          "java/io/ObjectInputStream",
          "java/beans/XMLDecoder",
          "java/net/URLClassLoader",
          "javax/script/ScriptEngine",
          "javax/script/ScriptEngineManager",
          "javax/xml/parsers/DocumentBuilderFactory",
          "javax/xml/parsers/SAXParserFactory",
          "javax/xml/stream/XMLInputFactory",
          "org/yaml/snakeyaml/Yaml",
          "org/snakeyaml/engine/v2/api/Load",
          "org/bytedeco/pytorch/InputArchive",
          "org/bytedeco/pytorch/JitModule",
          "org/bytedeco/pytorch/Unpickler");

  /// Members, as `owner.name`.
  private static final Pattern MEMBERS =
      Pattern.compile(
          "org/bytedeco/pytorch/.*\\.(\\w*(?i:load|unpickle|import_ir)\\w*)"
              + "|java/lang/ClassLoader\\.(loadClass|defineClass)"
              + "|java/lang/invoke/MethodHandles\\$Lookup\\.(findClass|define\\w*Class\\w*)");

  /// Types in descriptors and signatures, such as those of a field or a parameter.
  private static final Pattern DESCRIPTOR = Pattern.compile("L([\\w/$]+)[;<]");

  /// The doors that the classes below a directory open, as `class: door`.
  private static List<String> doors(Path classes) throws IOException {
    var doors = new ArrayList<String>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
        ClassModel model = ClassFile.of().parse(file);
        var found = new ArrayList<String>();
        model.constantPool().forEach(entry -> found.addAll(door(entry).toList()));
        model.methods().forEach(method -> found.addAll(classesByName(method)));
        found.forEach(door -> doors.add(classes.relativize(file) + ": " + door.replace('/', '.')));
      }
    }
    return doors;
  }

  /// Classes may be found by a name that stands in the code, not by one that comes from outside.
  private static List<String> classesByName(MethodModel method) {
    var found = new ArrayList<String>();
    Instruction before = null;
    for (CodeElement element : method.code().map(code -> code.elementList()).orElse(List.of())) {
      if (element instanceof InvokeInstruction call
          && call.owner().asInternalName().equals("java/lang/Class")
          && call.name().equalsString("forName")
          && !(before instanceof ConstantInstruction)) {
        found.add("java/lang/Class.forName");
      }
      if (element instanceof Instruction instruction) {
        before = instruction;
      }
    }
    return found;
  }

  private static Stream<String> door(PoolEntry entry) {
    return switch (entry) {
      case ClassEntry type -> Stream.of(type.asInternalName()).filter(CLASSES::contains);
      case MemberRefEntry member ->
          Stream.of(member.owner().asInternalName() + "." + member.name().stringValue())
              .filter(name -> MEMBERS.matcher(name).matches());
      case Utf8Entry text ->
          DESCRIPTOR
              .matcher(text.stringValue())
              .results()
              .map(match -> match.group(1))
              .filter(CLASSES::contains);
      default -> Stream.empty();
    };
  }

  @Test
  void noClassOfAnyModuleOpensOne() throws IOException {
    Path root = Path.of(System.getProperty("limn.root"));
    List<Path> compiled;
    try (Stream<Path> modules = Files.list(root)) {
      compiled =
          modules
              .map(module -> module.resolve("target").resolve("classes"))
              .filter(Files::isDirectory)
              .sorted()
              .toList();
    }
    assertThat(compiled)
        .contains(
            root.resolve("limn-torch/target/classes"),
            root.resolve("limn-core/target/classes"),
            root.resolve("limn-lab/target/classes"),
            root.resolve("limn-cli/target/classes"));
    for (Path classes : compiled) {
      assertThat(doors(classes)).as(classes.toString()).isEmpty();
    }
  }

  @Test
  void theSearchFindsThem() throws Exception {
    Path tests =
        Path.of(
            NoCodeInModelsTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThat(doors(tests))
        .anyMatch(door -> door.endsWith("$Control.class: java.io.ObjectInputStream"))
        .anyMatch(door -> door.endsWith("$Control.class: java.lang.Class.forName"));
  }

  /// Does what no class of Limn may do.
  static final class Control {
    private Control() {}

    static Object read(InputStream in) throws IOException, ClassNotFoundException {
      try (var objects = new ObjectInputStream(in)) {
        return Class.forName(objects.readUTF());
      }
    }
  }
}
