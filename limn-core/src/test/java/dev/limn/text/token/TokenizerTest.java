package dev.limn.text.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a caption of any script is parted into, and that old models part as they did.
class TokenizerTest {
  private static final Tokenizer NEW = Tokenizer.LATEST;

  private static String words(String caption) {
    return String.join(" ", NEW.words(caption));
  }

  @ParameterizedTest
  @CsvSource({
    "赤い鳥が枝にいる, 赤い 鳥 が 枝 に いる",
    "赤い花びらを持つ小さな花です。, 赤い 花びら を 持つ 小さな 花 です",
    "一只黄色的小鸟站在树枝上, 一只 黄色 的 小 鸟 站在 树枝上",
    "นกสีแดงตัวเล็กที่มีจะงอยปาก, นก สี แดง ตัว เล็ก ที่ มี จะงอย ปาก",
    "ນົກສີແດງ, ນົກ ສີແດງ",
    "ငှက်နီ, ငှက် နီ",
    "बच्चा लाल पक्षी हिन्दी, बच्चा लाल पक्षी हिन्दी",
    "ప్రధానమంత్రిని కలుసుకున్నారు, ప్రధానమంత్రిని కలుసుకున్నారు",
    "الطَّائِرُ الأَحْمَرُ, الطَّائِرُ الأَحْمَرُ",
    "שָׁלוֹם עוֹלָם, שָׁלוֹם עוֹלָם",
    "빨간 꽃잎을 가진 꽃, 빨간 꽃잎을 가진 꽃",
    "Ein großer Vogel, ein großer vogel",
    "İstanbul'da ışık, istanbulda ışık",
    "3枚の赤い花とred bird, 3 枚 の 赤い 花 と red bird",
  })
  void wordsOfEveryScriptAreWhole(String caption, String expected) {
    // NFC puts some marks into another order than a keyboard does
    assertThat(words(caption)).isEqualTo(PlainText.composed(expected));
  }

  @Test
  void whatIsNotSeenPartsNoWord() {
    assertThat(words("Fuß\u00adball")).isEqualTo("fußball");
    assertThat(words("\ufeffred \u202bbird\u202c")).isEqualTo("red bird");
    assertThat(words("क्\u200dष")).isEqualTo("क्\u200dष");
    assertThat(words("می\u200cخواهم گل")).isEqualTo("می\u200cخواهم گل");
    assertThat(words("red\u200d bird\u200c")).isEqualTo("red bird");
    assertThat(words("红\u200b花")).isEqualTo("红 花");
    assertThat(words("צה\"ל ג׳ירפה")).isEqualTo("צהל גירפה");
    assertThat(words("a \"red\" bird")).isEqualTo("a red bird");
  }

  @Test
  void anEmojiIsAWord() {
    assertThat(NEW.words("red 🐦🐦 \u2764\ufe0f 🇩🇪🇫🇷 👩\u200d👧 ©"))
        .containsExactly("red", "🐦", "🐦", "\u2764", "🇩🇪", "🇫🇷", "👩\u200d👧");
  }

  @Test
  void letterCaseDoesNotDependOnTheMachine() {
    var usual = Locale.getDefault();
    try {
      Locale.setDefault(Locale.of("tr"));
      for (var tokenizer : Tokenizer.values()) {
        assertThat(tokenizer.words("A BIRD IS BIG")).containsExactly("a", "bird", "is", "big");
      }
    } finally {
      Locale.setDefault(usual);
    }
  }

  @Test
  void oldModelsPartAsTheyDid() {
    var old = Tokenizer.of(1);
    assertThat(old.words("赤い鳥。 क्\u200dष Fuß\u00adball 🐦 İ"))
        .containsExactly("赤い鳥", "क्", "ष", "fuß", "ball", "i\u0307");
    assertThat(old.makes("赤い鳥")).isTrue();
    assertThat(old.makes("red bird")).isFalse();
  }

  @Test
  void whatIsAWordOnceIsOneInAVocabulary() {
    var all = new ArrayList<String>();
    for (var caption :
        List.of(
            "黄色い鳥が枝にとまっている",
            "👩\u200d👧 1\ufe0f\u20e3 \u2764\ufe0f",
            "می\u200cخواهم ΟΔΟΣ ſ ǅ ﬁ Å",
            "สุนัขสีแดงกำลังวิ่ง")) {
      all.addAll(NEW.words(caption));
    }
    assertThat(all).isNotEmpty().allMatch(NEW::makes);
    assertThat(List.of("", " ", "a b", "A", "a-b", "-", "a\u200d", "a\u00adb"))
        .noneMatch(NEW::makes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a red five-petaled flower",
        "赤い花、白い鳥です。",
        "「赤い」 花と red bird 🐦!",
        "นกสีแดง bird",
        "…"
      })
  void piecesAreTheWholeText(String text) {
    var joined =
        NEW.pieces(text).stream()
            .map(piece -> (piece.joined() ? "" : " ") + piece.text())
            .collect(Collectors.joining());
    assertThat(joined.strip()).isEqualTo(text);
  }

  @Test
  void piecesAreCutWhereAWordMayBeLeftOut() {
    assertThat(NEW.pieces("a five-petaled flower."))
        .extracting(Tokenizer.Piece::text)
        .containsExactly("a", "five-petaled", "flower.");
    assertThat(NEW.pieces("赤い花、「白い」鳥です。red🐦"))
        .extracting(Tokenizer.Piece::text)
        .containsExactly("赤い", "花、「", "白い」", "鳥", "です。", "red", "🐦");
    assertThat(Tokenizer.of(1).pieces("赤い花 x")).hasSize(2);
  }

  @Test
  void aRuleThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> Tokenizer.of(3)).hasMessage("tokenizer 3; expected 1 to 2");
  }
}
