package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.sandbox.Poster;
import java.awt.Color;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an order of a chat starts from: the last file or link of its conversation. */
class ChatStartStoryTest extends SharedStoryTest {

  private static final String VIDEO = "tiny";
  private static final String IMAGE = "sora_image";

  @ParameterizedTest
  @ValueSource(strings = {"https://videos.example", "http://localhost:1", "http://10.0.0.5/old"})
  void aLinkIsKnownByWhateverAddressTheServiceHadThen(String former) throws Exception {
    var image = result(said(IMAGE, user("A red kite")));
    var link = link(image).replaceFirst("http://[^/]+", former);

    var second = result(said(IMAGE, assistant("Here: " + link), user("make it blue")));

    assertThat(references(second)).hasSize(1);
  }

  @Test
  void aVideoThatItsOwnerHasDeletedIsNotReplacedByAnOlderOne() throws Exception {
    var older = result(said(VIDEO, user("A red kite")));
    var deleted = result(said(VIDEO, user("A fox")));
    delete(id(deleted));

    var answer = said(VIDEO, assistant(older), assistant(deleted), user("at night"));

    assertUnknown(answer, deleted, "messages");
  }

  @Test
  void aLinkToAVideoThatItsOwnerHasDeletedIsRefused() throws Exception {
    var deleted = result(said(VIDEO, user("A red kite")));
    delete(id(deleted));
    var edit = Map.of("prompt", "at night", "video", link(deleted));

    var answer = service.post("/sora/v1/videos/edits", Service.JSON.writeValueAsString(edit));

    assertUnknown(answer, deleted, "video");
  }

  @Test
  void anImageAfterAVideoStartsFromItsLastFrame() throws Exception {
    var image = result(said(IMAGE, user("A red kite")));
    var video = result(said(VIDEO, user("A fox")));

    var poster = result(said(IMAGE, assistant(image), assistant(video), user("a poster of it")));

    var reference = references(poster).path(0);
    assertThat(reference.path("width").asInt()).isEqualTo(72);
    assertThat(reference.path("height").asInt()).isEqualTo(128);
  }

  @Test
  void aLinkThatTheUserWritesCountsBeforeThoseOfTheAssistant() throws Exception {
    var first = result(said(VIDEO, user("A red kite")));
    var second = result(said(VIDEO, user("A fox")));

    var again =
        result(said(VIDEO, assistant(first), assistant(second), user("again, at night: " + first)));

    assertThat(source(again)).isEqualTo(id(first));
  }

  @Test
  void filesOfATurnWithoutAResultAreThoseOfTheNextTurn() throws Exception {
    var png = Base64.getEncoder().encodeToString(Poster.png(64, 36, Color.RED));
    var turn =
        user(
            List.of(
                Map.of("type", "text", "text", "make it move"),
                Map.of(
                    "type",
                    "image_url",
                    "image_url",
                    Map.of("url", "data:image/png;base64," + png))));

    var next = result(said(VIDEO, turn, assistant("That failed."), user("make it walk")));
    var last = result(said(VIDEO, turn, assistant(next), user("slower")));

    assertThat(references(next)).hasSize(1);
    assertThat(source(last)).isEqualTo(id(next));
  }

  /** The video that a video was made from. */
  private String source(String result) throws Exception {
    return service.video(id(result)).path("remixed_from_video_id").asText();
  }

  private void delete(String id) throws Exception {
    var deletion = service.request("/sora/v1/videos/" + id).DELETE();
    assertThat(service.send(deletion).statusCode()).isEqualTo(200);
  }

  private static void assertUnknown(HttpResponse<String> answer, String result, String param)
      throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
    var error = Service.json(answer).path("error");
    assertThat(error.path("code").asText()).isEqualTo("video_not_found");
    assertThat(error.path("param").asText()).isEqualTo(param);
    assertThat(error.path("message").asText()).contains(id(result));
  }

  private static Map<String, ?> user(Object content) {
    return Map.of("role", "user", "content", content);
  }

  private static Map<String, ?> assistant(String content) {
    return Map.of("role", "assistant", "content", content);
  }

  private HttpResponse<String> said(String model, Map<?, ?>... messages) throws Exception {
    var body = Map.of("model", model, "messages", Arrays.asList(messages));
    return service.post("/sora/v1/chat/completions", Service.JSON.writeValueAsString(body));
  }

  private static String result(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Service.json(answer).at("/choices/0/message/content").asText();
  }

  private static String link(String result) {
    return result.replaceFirst("(?s).*?(https?://[^\\s)'\"]+/media/[^\\s)'\"]+).*", "$1");
  }

  private static String id(String result) {
    return result.replaceFirst("(?s).*((?:video|image)_[0-9a-f]{32}).*", "$1");
  }

  private JsonNode references(String result) throws IOException {
    return Service.JSON
        .readTree(Files.readAllBytes(stored(id(result) + ".json")))
        .at("/order/references");
  }
}
