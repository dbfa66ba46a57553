package dev.limn.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.limn.train.TrainException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DomainsTest {
  private static final Path ROOT = Path.of("horses");

  @ParameterizedTest
  @CsvSource({
    "'horse,zebra', horse, zebra",
    "'testA,testB,trainA,trainB', trainA, trainB",
    "'A,B,val_A,val_B', A, B",
    "'Test B,Test A,Train A,Train B', Train A, Train B"
  })
  void theTwoFoldersAreTheDomains(String names, String first, String second) {
    List<String> all = List.of(names.split(","));
    var domains = Domains.of(all, ROOT);
    assertThat(all.get(domains.first())).isEqualTo(first);
    assertThat(all.get(domains.second())).isEqualTo(second);
    assertThat(domains.line(3, 4)).contains("A is \"" + first + "\" with 3", second + "\" with 4");
  }

  @Test
  void otherThanTwoAreRefused() {
    assertThatThrownBy(() -> Domains.of(List.of(), ROOT))
        .isInstanceOf(TrainException.class)
        .hasMessage(
            "horses: no folders of pictures; expected two domains: a folder of pictures each, such"
                + " as trainA and trainB");
    assertThatThrownBy(() -> Domains.of(List.of("a", "b", "c"), ROOT))
        .hasMessageContaining("3 folders of pictures (a, b, c)");
    assertThatThrownBy(() -> Domains.of(List.of("trainA", "testB"), ROOT))
        .hasMessageContaining("1 folder of pictures (trainA)");
  }
}
