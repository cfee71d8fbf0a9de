package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chat clients send the whole history with each call, whatever stands in it. */
class ChatStoryTest extends SharedStoryTest {

  private static final String CHAT = "/sora/v1/chat/completions";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "use `https://a.b/{id}`",
        "see `https://example.com`",
        "https://a.b/%zz and https://a.b/%",
        "http://[::1 http://[fe80::1%25eth0]:x/ http://]",
        "GET https://{{host}}/v1/{id}?a={b}|c^d\\e",
        "```sh\ncurl \"https://$HOST/$(id)\" | jq '.[] | {a}'\n```",
        "https:// http://: http://a:b:c/ http://user:pw@/ https://a.b/#{x}",
        "<https://a.b/\u0000\u2028> https://例え.テスト/日本語 https://a b/c",
        "http://127.0.0.1:1/sora/media/1.x/video_1.mp4 http://127.0.0.1/sora/media/%zz/{}.mp4"
      })
  void whatAnAssistantHasWrittenMayBeAnything(String written) throws Exception {
    var answer = said(message("assistant", written), message("user", "A kite"));

    assertThat(answer).contains("![").doesNotContain("error");
  }

  @Test
  void messagesMayHaveNoContentOrBeOfTools() throws Exception {
    var call = Map.of("id", "c1", "type", "function", "function", Map.of("name", "https://{f}"));
    var answer =
        said(
            message("system", null),
            Map.of("role", "assistant", "tool_calls", List.of(call)),
            message("assistant", null),
            Map.of("role", "tool", "tool_call_id", "c1", "content", "https://a.b/{id}"),
            message("assistant", List.of(Map.of("type", "refusal", "refusal", "https://%zz"))),
            message("assistant", 7),
            message("assistant", Map.of("https://{", "}")),
            message("user", "A kite"));

    assertThat(answer).contains("![");
  }

  @Test
  void whatWasShownEarlierIsFoundAmongHalfLinks() throws Exception {
    var first = said(message("user", "A red kite"));

    var second =
        said(
            message("user", "A red kite"),
            message("assistant", "`https://a.b/{id}` " + first + " and https://%zz"),
            message("user", "make it blue"));

    var known = service.home().resolve("sandbox/images");
    assertThat(second).contains("![");
    assertThat(known).isNotEmptyDirectory();
  }

  private static Map<String, ?> message(String role, @Nullable Object content) {
    var message = new HashMap<String, Object>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }

  private String said(Map<?, ?>... messages) throws Exception {
    var body = Map.of("model", "sora_image", "messages", Arrays.asList(messages));
    var answer = service.post(CHAT, Service.JSON.writeValueAsString(body));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Service.json(answer).at("/choices/0/message/content").asText();
  }
}
