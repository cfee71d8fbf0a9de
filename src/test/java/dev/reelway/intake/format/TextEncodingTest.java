package dev.reelway.intake.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextEncodingTest {

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a cat",
        "一只猫在海边",
        "山",
        "A cat 猫 sits",
        "prompt,seconds\n一只猫在海边奔跑，夕阳西下,10\n城市夜景,15\n",
        "Ein Café über den Dächern – “groß”",
        "🎬 👨‍👩‍👧‍👦"
      })
  void unicodeIsReadWithAndWithoutAByteOrderMark(String text) throws IOException {
    for (var charset :
        new Charset[] {
          StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE
        }) {
      assertThat(read(("\ufeff" + text).getBytes(charset))).as("%s", charset).isEqualTo(text);
    }
    assertThat(read(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a cat", "prompt;seconds\nEin Café über den Dächern;10", "a cat\n一只猫\n"})
  void utf16IsDetectedByItsZeros(String text) throws IOException {
    assertThat(read(text.getBytes(StandardCharsets.UTF_16LE))).isEqualTo(text);
    assertThat(read(text.getBytes(StandardCharsets.UTF_16BE))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "一只猫在海边",
        "A cat 在海边 sits",
        "一只猫在海边奔跑，夕阳西下",
        "prompt,seconds\n城市夜景，霓虹灯,15\n",
        "“慢镜头”：雨中的上海",
        "美丽的姑娘在跳舞"
      })
  void gbkIsRead(String text) throws IOException {
    assertThat(read(text.getBytes(Charset.forName("GBK")))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ein Café über den Dächern",
        "Straße",
        "Größe",
        "Größe Öl ÄÖÜ",
        "“A cat” sits – slowly…",
        "l'été à Paris, garçon",
        "niño mañana ¿qué?",
        "Ærø på søen",
        "10 € für 5 °C"
      })
  void windows1252IsRead(String text) throws IOException {
    assertThat(read(text.getBytes(Charset.forName("windows-1252")))).isEqualTo(text);
  }

  @Test
  void anUmlautFarFromTheStartIsDetected() throws IOException {
    var text = "a cat\n".repeat(300_000) + "Dächer";

    assertThat(read(text.getBytes(Charset.forName("windows-1252")))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000_000, 1_048_575, 1_048_576, 1_500_001})
  void chineseFarFromTheStartIsDetected(int characters) throws IOException {
    var text = "x".repeat(characters) + "\n一只猫在海边奔跑，夕阳西下\n";

    assertThat(read(text.getBytes(Charset.forName("GBK")))).isEqualTo(text);
  }

  @Test
  void aStrayZeroFarFromTheStartIsRefused() {
    var text = "a cat\n".repeat(300_000) + "a \0dog\n";

    assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(PromptFileRefused.class)
        .hasMessageStartingWith("The file contains NUL characters");
  }

  @ParameterizedTest
  @MethodSource
  void otherBytesAreRefused(byte[] bytes) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(PromptFileRefused.class)
        .hasMessage(
            "Unrecognised text encoding (expected UTF-8, UTF-16, GBK or Windows-1252). Save the"
                + " file as UTF-8.");
  }

  static byte[][] otherBytesAreRefused() {
    return new byte[][] {
      {'a', '\n', (byte) 0xe4, (byte) 0xb8},
      Arrays.copyOf("一只猫在海边".getBytes(StandardCharsets.UTF_8), 17),
      {'P', 'K', 3, 4, 0, 0, 8, 0, 1, 0, 0, 0, 'x'},
      {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n', 0, 0, 0, 13},
      {'a', ' ', (byte) 0x81, ' ', (byte) 0x9d}
    };
  }

  /** As UTF-16 they would be other characters, and each line an order. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\0bcd",
        "a cat on a roof\0\n",
        "a cat on a \0roof\n",
        "a cat\0\na dog sits\0\n",
        "Ein Café\0 über den Dächern\n",
        "一只猫在海边奔跑，\0夕阳西下\n"
      })
  void aTextWithStrayZerosIsRefused(String text) {
    for (var charset : new String[] {"UTF-8", "GBK", "windows-1252"}) {
      var bytes = text.getBytes(Charset.forName(charset));
      if (new String(bytes, Charset.forName(charset)).equals(text)) {
        assertThatThrownBy(() -> read(bytes))
            .as(charset)
            .isInstanceOf(PromptFileRefused.class)
            .hasMessage(
                "The file contains NUL characters, which no text has. Save the file as UTF-8.");
      }
    }
  }

  @Test
  void utf16OfOtherScriptsIsDetectedByFewerZeros() throws IOException {
    for (var text : new String[] {"两只猫在海边奔跑，夕阳西下\n城市夜景，霓虹灯\n", "Кот спит на крыше\n"}) {
      assertThat(read(text.getBytes(StandardCharsets.UTF_16LE))).isEqualTo(text);
      assertThat(read(text.getBytes(StandardCharsets.UTF_16BE))).isEqualTo(text);
    }
  }

  private String read(byte[] bytes) throws IOException {
    var file = Files.write(folder.resolve("prompts.txt"), bytes);
    try (var text = TextEncoding.open(file)) {
      var all = new StringBuilder();
      for (int c = TextEncoding.read(text); c >= 0; c = TextEncoding.read(text)) {
        all.append((char) c);
      }
      return all.toString();
    }
  }
}
