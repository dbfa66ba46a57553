package dev.limn.image;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Where a drawn picture comes from: enough to draw it again, and to know it for a machine's.
///
/// Written into every PNG as text chunks (see [#chunks]): `parameters` as AUTOMATIC1111 writes and
/// reads it, an XMP packet whose IPTC digital source type is *trained algorithmic media*, and each
/// value under its own key.
///
/// @param prompt the sentence, as it was given
/// @param seed of the random numbers
/// @param model name of the model
/// @param modelHash hexadecimal digest of the model's weights; may be cut short
/// @param version of the program
/// @param more further keys and values in the order in which they are written, such as
///   `truncation`; keys are PNG keywords (1 to 79 Latin-1 characters)
public record Provenance(
    String prompt,
    long seed,
    String model,
    String modelHash,
    String version,
    Map<String, String> more) {
  /// The key of the AUTOMATIC1111 text.
  public static final String PARAMETERS = "parameters";

  /// The key of the XMP packet.
  public static final String XMP = "XML:com.adobe.xmp";

  /// IPTC's term for pictures made by a model that learned from others.
  public static final String TRAINED_ALGORITHMIC_MEDIA =
      "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

  public Provenance {
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(modelHash, "modelHash");
    Objects.requireNonNull(version, "version");
    more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
  }

  /// The text chunks of a picture of this size, in the order in which they are written.
  public Map<String, String> chunks(int width, int height) {
    var chunks = new LinkedHashMap<String, String>();
    chunks.put(PARAMETERS, parameters(width, height));
    chunks.put("prompt", prompt);
    chunks.put("seed", Long.toString(seed));
    chunks.put("model", model);
    chunks.put("model hash", modelHash);
    chunks.put("version", version);
    more.forEach(chunks::putIfAbsent);
    chunks.put(XMP, xmp());
    return chunks;
  }

  /// The prompt on the first line, `Key: value` pairs on the last.
  private String parameters(int width, int height) {
    var line = new StringBuilder();
    line.append("Steps: 1, Sampler: GAN, CFG scale: 1, Seed: ").append(seed);
    line.append(", Size: ").append(width).append('x').append(height);
    line.append(", Model hash: ").append(quoted(modelHash));
    line.append(", Model: ").append(quoted(model));
    more.forEach(
        (key, value) -> line.append(", ").append(quoted(key)).append(": ").append(quoted(value)));
    line.append(", Version: ").append(quoted("Limn " + version));
    return prompt + "\n" + line;
  }

  /// Readers split at commas and colons, unless the value is a JSON string.
  private static String quoted(String value) {
    if (value.chars().noneMatch(c -> c == ',' || c == ':' || c == '\n' || c == '"')) {
      return value;
    }
    var out = new StringBuilder("\"");
    value
        .chars()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> {
                  if (c < ' ') {
                    out.append(String.format(Locale.ROOT, "\\u%04x", c));
                  } else {
                    out.append((char) c);
                  }
                }
              }
            });
    return out.append('"').toString();
  }

  private String xmp() {
    return String.format(
        Locale.ROOT,
        """
        <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/">
         <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
          <rdf:Description rdf:about=""
            xmlns:xmp="http://ns.adobe.com/xap/1.0/"
            xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
            xmp:CreatorTool="%s"
            Iptc4xmpExt:DigitalSourceType="%s"/>
         </rdf:RDF>
        </x:xmpmeta>
        <?xpacket end="r"?>""",
        escaped("Limn " + version),
        TRAINED_ALGORITHMIC_MEDIA);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
