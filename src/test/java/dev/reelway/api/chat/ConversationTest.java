package dev.reelway.api.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.library.ImageSources;
import dev.reelway.library.Reference;
import dev.reelway.order.OrderRefused;
import dev.reelway.order.ReferenceRole;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationTest {

  private static final String PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk";

  @Test
  void theLastMessageOfTheUserIsThePrompt() throws Exception {
    var conversation =
        read(
            """
            [{"role":"system","content":"be nice"},{"role":"user","content":"a cat"},
             {"role":"assistant","content":"here: http://x/1.mp4"},{"role":"user","content":"a dog"},
             {"role":"assistant","content":"wait"}]
            """);

    assertThat(conversation.prompt()).isEqualTo("a dog");
    assertThat(conversation.texts()).containsExactly("a cat", "here: http://x/1.mp4", "a dog");
    assertThat(conversation.images()).isEmpty();
    assertThat(conversation.earlier().get()).isEmpty();
  }

  @Test
  void textsAndImagesMayBeMixed() throws Exception {
    var conversation =
        read(
            """
            [{"role":"user","content":[{"type":"text","text":"one"},
              {"type":"image_url","image_url":{"url":"https://a.example/1.png"}},
              {"type":"text","text":"two"},
              {"type":"image_url","image_url":"data:image/png;base64,AAAA"},
              {"type":"image_url","image_url":{"url":"%s"}}]}]
            """
                .formatted(PNG));

    assertThat(conversation.prompt()).isEqualTo("one\ntwo");
    assertThat(conversation.images())
        .extracting(one -> one.source().getClass().getSimpleName())
        .containsExactly("RemoteLink", "Base64Text", "Base64Text");
  }

  @Test
  void aMessageRefersToVideosAndAudioFiles() throws Exception {
    var conversation =
        read(
            """
            [{"role":"user","content":[{"type":"text","text":"one"},
              {"type":"image_url","image_url":{"url":"https://a.example/1.png"}},
              {"type":"video_url","video_url":{"url":"https://a.example/1.mp4"}},
              {"type":"input_audio","input_audio":{"data":"%s","format":"wav"}}]}]
            """
                .formatted(PNG));

    assertThat(conversation.images())
        .extracting(Reference::role)
        .containsExactly(null, ReferenceRole.REFERENCE_VIDEO, ReferenceRole.REFERENCE_AUDIO);
  }

  @Test
  void linksCountFromTheLastFilesOfAnEarlierMessageOn() throws Exception {
    var conversation =
        read(
            """
            [{"role":"user","content":[{"type":"image_url","image_url":"https://a.example/0.png"}]},
             {"role":"assistant","content":"older"},
             {"role":"user","content":[{"type":"text","text":"move it"},{"type":"file"},
              {"type":"image_url","image_url":"https://a.example/1.png"}]},
             {"role":"assistant","content":"newer"},{"role":"user","content":"walk"}]
            """);

    assertThat(conversation.texts()).containsExactly("newer", "walk");
    assertThat(conversation.images()).isEmpty();
    assertThat(conversation.earlier().get())
        .extracting(one -> one.source().param())
        .containsExactly("messages[2].content[2].image_url");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|messages",
        "{}|messages",
        "[{\"role\":\"system\",\"content\":\"x\"}]|messages",
        "[{\"role\":\"user\",\"content\":\" \"}]|messages[0].content",
        "[{\"role\":\"user\",\"content\":7}]|messages[0].content",
        "[{\"role\":\"user\"}]|messages[0].content",
        "[{\"role\":\"User\",\"content\":\"x\"},{\"role\":\"user\",\"content\":\"x\"}]|messages[0].role",
        "[{\"role\":\"user\",\"content\":\"x\"},{\"content\":\"x\"}]|messages[1].role",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"audio\"}]}]|messages[0].content[0].type",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]|messages[0].content[0].text",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]|messages[0].content[0]"
      })
  void anythingButAConversationIsRefusedByParameter(String messages, String param) {
    assertThatExceptionOfType(OrderRefused.class)
        .isThrownBy(() -> read(messages))
        .satisfies(refused -> assertThat(refused.param()).isEqualTo(param));
  }

  private static Conversation read(String messages) throws JsonProcessingException {
    return Conversation.of(
        new ObjectMapper().readTree(messages), new ImageSources((param, link) -> Optional.empty()));
  }
}
