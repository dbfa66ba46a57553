package dev.limn.config;

import dev.limn.console.Suggestions;
import dev.limn.io.RegularFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.PropertyBindingException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Configuration records as text: the same dashed keys in YAML files, in `config.json` and in
/// `key=value` overrides.
///
/// A key `learning-rate` is the record component `learningRate`; enum constants are lower-case
/// (`INT_CLS` is `int_cls`). Unknown keys and values that do not fit are errors that name the key.
public final class Settings {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(tools.jackson.databind.MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  private Settings() {}

  /// The record as a map of dashed keys.
  public static Map<String, Object> toMap(Record settings) {
    return asMap(JSON.valueToTree(settings));
  }

  /// What two configurations say differently.
  ///
  /// @param key that of a record within with a dot (`adversarial.clip`)
  /// @param there what the one says, `nothing` where it does not have the key
  /// @param asked what the other says
  public record Difference(String key, String there, String asked) {}

  /// All differences in the order of keys, but for keys that are free to differ.
  public static List<Difference> differences(Record there, Record asked, Set<String> free) {
    var before = flat(there);
    var now = flat(asked);
    var keys = new TreeSet<>(before.keySet());
    keys.addAll(now.keySet());
    keys.removeAll(free);
    return keys.stream()
        .map(
            key ->
                new Difference(
                    key, before.getOrDefault(key, "nothing"), now.getOrDefault(key, "nothing")))
        .filter(both -> !both.there().equals(both.asked()))
        .toList();
  }

  private static Map<String, String> flat(Record settings) {
    var flat = new LinkedHashMap<String, String>();
    toMap(settings)
        .forEach(
            (key, value) -> {
              if (value instanceof Map<?, ?> inner) {
                inner.forEach((name, own) -> flat.put(key + "." + name, String.valueOf(own)));
              } else {
                flat.put(key, String.valueOf(value));
              }
            });
    return flat;
  }

  /// A record with some components replaced.
  ///
  /// @param overrides dashed keys, those of a record within with a dot (`adversarial.clip`); values
  ///   as YAML or text would have them
  /// @throws ConfigException naming the key or value that is wrong
  public static <R extends Record> R with(R defaults, Class<R> type, Map<String, ?> overrides) {
    ObjectNode tree = JSON.valueToTree(defaults);
    overrides.forEach((key, value) -> replace(tree, "", key, value));
    return read(tree, type);
  }

  private static void replace(ObjectNode tree, String prefix, String key, Object value) {
    int dot = key.indexOf('.');
    String first = dot < 0 ? key : key.substring(0, dot);
    if (dot >= 0 && tree.get(first) instanceof ObjectNode inner) {
      replace(inner, prefix + first + ".", key.substring(dot + 1), value);
      return;
    }
    var known = new TreeSet<>(asMap(tree).keySet());
    if (!known.contains(key)) {
      throw new ConfigException(
          "unknown setting '"
              + prefix
              + key
              + "'"
              + Suggestions.hint(key, known)
              + "; known are "
              + String.join(", ", known));
    }
    JsonNode node = JSON.valueToTree(value);
    if (node.isNull()) { // of a key in YAML with nothing behind it
      throw new ConfigException(
          String.format(
              Locale.ROOT,
              "setting '%s%s' has no value; expected one such as %s",
              prefix,
              key,
              tree.get(key)));
    }
    tree.set(key, node);
  }

  /// A record from a complete map, as [#toMap] makes it.
  public static <R extends Record> R of(Map<String, ?> map, Class<R> type) {
    return read(JSON.valueToTree(map), type);
  }

  private static <R extends Record> R read(JsonNode tree, Class<R> type) {
    try {
      return JSON.treeToValue(tree, type);
    } catch (JacksonException e) {
      throw new ConfigException("settings do not fit: " + reason(tree, e), e);
    }
  }

  private static String reason(JsonNode tree, JacksonException e) {
    Throwable cause = e.getCause();
    if (cause instanceof RuntimeException && !(cause instanceof JacksonException)) {
      return cause.getMessage(); // what the record's own constructor said
    }
    boolean value =
        e instanceof MismatchedInputException && !(e instanceof PropertyBindingException);
    if (!value || e.getPath().isEmpty()) {
      return e.getOriginalMessage();
    }
    JsonNode found = tree;
    var keys = new ArrayList<String>();
    for (var step : e.getPath()) {
      boolean list = step.getPropertyName() == null;
      keys.add(list ? Integer.toString(step.getIndex() + 1) : step.getPropertyName());
      found = list ? found.path(step.getIndex()) : found.path(step.getPropertyName());
    }
    String text = found.isString() ? found.asString() : found.toString();
    return String.format(
        Locale.ROOT,
        "%s: %s; expected %s",
        String.join(".", keys),
        found.isNull() || text.isBlank() ? "nothing" : text,
        expected(((MismatchedInputException) e).getTargetType()));
  }

  private static String expected(Class<?> type) {
    if (type == null) {
      return "another kind of value";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    return switch (type.getSimpleName()) {
      case "int", "long", "Integer", "Long" -> "a whole number";
      case "double", "float", "Double", "Float" -> "a number";
      case "boolean", "Boolean" -> "true or false";
      case "String" -> "text";
      default -> "keys and values";
    };
  }

  public static String json(Map<String, ?> map) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(map) + "\n";
  }

  public static String yaml(Map<String, ?> map) {
    return YAML.writeValueAsString(map);
  }

  /// @throws ConfigException naming the file and what is wrong with it
  public static Map<String, Object> readJson(Path file) {
    return readFile(JSON, file);
  }

  /// @throws ConfigException naming the file and what is wrong with it
  public static Map<String, Object> readYaml(Path file) {
    return readFile(YAML, file);
  }

  private static Map<String, Object> readFile(ObjectMapper mapper, Path file) {
    try {
      JsonNode tree = mapper.readTree(RegularFile.text(file, RegularFile.SETTINGS));
      if (!tree.isObject()) {
        throw new ConfigException(file + ": expected keys and values");
      }
      return asMap(tree);
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (JacksonException e) {
      throw new ConfigException(file + ": " + e.getOriginalMessage(), e);
    }
  }

  @SuppressWarnings("unchecked") // an object node converts to a map with text keys
  private static Map<String, Object> asMap(JsonNode tree) {
    return JSON.convertValue(tree, LinkedHashMap.class);
  }
}
