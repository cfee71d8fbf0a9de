package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.sandbox.Poster;
import java.awt.Color;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that is sent again creates nothing new. */
class RepeatStoryTest extends RepeatedRequests {

  // The same request.

  @Test
  void aRepeatedOrderIsTheSameVideo() throws Exception {
    var first = keyed(VIDEOS, VIDEO);
    var second = keyed(VIDEOS, VIDEO);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
    assertReplayed(second);
    assertThat(id(second)).isEqualTo(id(first));
    service.ended(id(first));
    assertThat(Service.json(keyed(VIDEOS, VIDEO)).path("status").asText()).isEqualTo("completed");
  }

  @Test
  void itCountsWhatIsAskedForNotHowItIsWritten() throws Exception {
    var first = keyed(VIDEOS, VIDEO);
    var reordered =
        keyed(
            VIDEOS,
            "{ \"seconds\":1.0,\n \"size\":\"128x72\",\"prompt\":\"a fox\",\"model\":\"tiny\"}");
    var form = sent(keyed(VIDEOS), "prompt=a+fox&model=tiny&size=128x72&seconds=1", FORM);
    var query =
        keyed(VIDEOS + "?seconds=1&model=tiny", "{\"prompt\":\"a fox\",\"size\":\"128x72\"}");
    var multipart =
        service.send(
            keyed(VIDEOS)
                .header("Content-Type", Form.TYPE)
                .POST(
                    new Form()
                        .field("size", "128x72")
                        .field("seconds", "1")
                        .field("model", "tiny")
                        .field("prompt", "a fox")
                        .whole()));

    for (var again : List.of(reordered, form, query, multipart)) {
      assertReplayed(again);
      assertThat(id(again)).isEqualTo(id(first));
    }
  }

  @Test
  void filesCountByTheirContent() throws Exception {
    var first = edit("mine.png", "xyz", Poster.png(64, 64, Color.RED));
    var rebuilt = edit("other.png", "----another-boundary", Poster.png(64, 64, Color.RED));
    var changed = edit("mine.png", "xyz", Poster.png(64, 64, Color.BLUE));

    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertReplayed(rebuilt);
    assertThat(id(rebuilt)).isEqualTo(id(first));
    assertReused(changed);
  }

  @Test
  void anotherBodyOrPathIsRefused() throws Exception {
    keyed(VIDEOS, VIDEO);

    assertReused(keyed(VIDEOS, VIDEO.replace("fox", "cat")));
    assertReused(keyed(VIDEOS + "?watermark=true", VIDEO));
    assertReused(keyed(IMAGES, IMAGE.formatted("")));
    assertReused(keyed(CHAT, "{\"model\":\"tiny\",\"messages\":[]}"));
  }

  @Test
  void aKeyIsOfOneLicence() throws Exception {
    var mine = keyed(VIDEOS, VIDEO);
    var theirs =
        sent(
            service.bare(VIDEOS).header("Authorization", "other-key").header(KEY, key),
            VIDEO,
            JSON);

    assertThat(theirs.statusCode()).isEqualTo(200);
    assertThat(id(theirs)).isNotEqualTo(id(mine));
  }

  @Test
  void aRemixIsRepeatedToo() throws Exception {
    var source = service.order("a fox");
    service.ended(source);
    var path = VIDEOS + "/" + source + "/remix";

    var first = keyed(path, "{\"prompt\": \"at night\"}");
    service.send(service.request(VIDEOS + "/" + source).DELETE());
    var second = keyed(path, "{\"prompt\": \"at night\"}");

    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertReplayed(second);
    assertThat(id(second)).isEqualTo(id(first));
  }

  @Test
  void aRetryOfAFailedVideoIsRepeatedToo() throws Exception {
    var failed = service.order("[sandbox:fail] a fox");
    service.ended(failed);
    var path = VIDEOS + "/" + failed + "/retry";

    var first = keyed(path, "{}");
    var second = keyed(path, "{}");

    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertReplayed(second);
    assertThat(id(second)).isEqualTo(id(first)).isNotEqualTo(failed);
  }

  /** As {@code curl -F 'file=<orders.jsonl'} sends it. */
  @Test
  void aLongUploadWithoutAFileNameIsRepeatedToo() throws Exception {
    var orders = "{\"prompt\": \"a fox\"}\n".repeat(80_000);
    var form = new Form().field("purpose", "batch").field("file", orders);
    var request = keyed("/sora/v1/files").header("Content-Type", Form.TYPE).POST(form.whole());

    var first = service.send(request);
    var second = service.send(request);

    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertThat(Service.json(first).path("bytes").asInt()).isEqualTo(orders.length());
    assertReplayed(second);
    assertThat(id(second)).isEqualTo(id(first));
  }

  @Test
  void uploadsAndBatchesAreRepeatedToo() throws Exception {
    var file = upload(key);
    var sameFile = upload(key);
    var batch =
        """
        {"input_file_id": "%s", "endpoint": "/v1/videos", "completion_window": "24h"}\
        """
            .formatted(id(file));
    var key = UUID.randomUUID().toString();
    var first = sent(keyedBy(key, "/sora/v1/batches"), batch, JSON);
    service.send(service.request("/sora/v1/files/" + id(file)).DELETE());
    var second = sent(keyedBy(key, "/sora/v1/batches"), batch, JSON);

    assertReplayed(sameFile);
    assertThat(id(sameFile)).isEqualTo(id(file));
    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertReplayed(second);
    assertThat(id(second)).isEqualTo(id(first));
    assertThat(upload(this.key).statusCode()).isEqualTo(404);
  }

  // What has no result, or is gone.

  @Test
  void aDeletedVideoIsGone() throws Exception {
    var id = id(keyed(VIDEOS, VIDEO));
    service.send(service.request(VIDEOS + "/" + id).DELETE());

    var again = keyed(VIDEOS, VIDEO);

    assertThat(again.statusCode()).isEqualTo(404);
    assertThat(Service.json(again).at("/error/code").asText()).isEqualTo("video_not_found");
  }

  @Test
  void aRefusalIsRepeated() throws Exception {
    var remix = VIDEOS + "/" + service.order("[sandbox:1s] a fox") + "/remix";

    var refused = keyed(remix, "{\"prompt\": \"at night\"}");
    service.ended(remix.split("/")[4]);
    var again = keyed(remix, "{\"prompt\": \"at night\"}");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertReplayed(again);
    assertThat(again.statusCode()).isEqualTo(400);
    assertThat(again.body()).isEqualTo(refused.body());
    assertReused(keyed(remix, "{\"prompt\": \"at noon\"}"));
  }

  @Test
  void aBodyThatCannotBeReadUsesNoKey() throws Exception {
    assertThat(keyed(VIDEOS, "{\"prompt\": ").statusCode()).isEqualTo(400);
    assertThat(sent(keyed(VIDEOS), "<a/>", "text/xml").statusCode()).isEqualTo(415);

    var order = keyed(VIDEOS, VIDEO);

    assertThat(order.statusCode()).isEqualTo(200);
    assertThat(isReplayed(order)).isFalse();
  }

  @Test
  void whatARefusedLicenceSendsUsesNoKey() throws Exception {
    var stranger = service.bare(VIDEOS).header("Authorization", "x").header(KEY, key);
    assertThat(sent(stranger, VIDEO, JSON).statusCode()).isEqualTo(401);

    assertThat(isReplayed(keyed(VIDEOS, VIDEO))).isFalse();
  }

  // Answers that break while they are sent.

  @ParameterizedTest
  @ValueSource(strings = {"response_format\": \"b64_json", "stream\": \"true"})
  void anEqualRequestJoinsTheJobWhoseImageWasSentInPart(String way) throws Exception {
    var order = image(way);
    var id = imageOf(sent(service.request(IMAGES), order, JSON));
    var file = stored(id + ".png");
    var bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> tried(IMAGES, order, "1")).isInstanceOf(IOException.class);
    Files.write(file, bytes);

    var again = sent(service.request(IMAGES), order, JSON);

    assertReplayed(again);
    assertThat(imageOf(again)).isEqualTo(id);
    assertThat(imageOf(sent(service.request(IMAGES), order, JSON))).isNotEqualTo(id);
  }

  private String image(String way) {
    return "{\"prompt\": \"%s\", \"model\": \"sora_image\", \"size\": \"64x64\", \"%s\"}"
        .formatted(key, way);
  }

  private static String imageOf(HttpResponse<String> answer) {
    var id = Pattern.compile("\"id\":\"(image_[^\"]+)").matcher(answer.body());
    assertThat(id.find()).as(answer.body()).isTrue();
    return id.group(1);
  }

  // Keys.

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "schlüssel", "a\tb", "256"})
  void aMalformedKeyIsRefused(String given) throws Exception {
    var malformed = given.equals("256") ? "k".repeat(256) : given;
    var raw = raw(KEY + ": " + malformed);

    assertThat(raw).startsWith("HTTP/1.1 400").contains("Idempotency-Key must be sent once");
  }

  @Test
  void twoKeysAreRefused() throws Exception {
    var raw = raw(KEY + ": a", "idempotency-key: a");

    assertThat(raw).startsWith("HTTP/1.1 400").contains("\"param\":\"Idempotency-Key\"");
  }

  @Test
  void theLongestKeyIsTaken() throws Exception {
    var longest = ("~ !\"" + UUID.randomUUID() + "k".repeat(255)).substring(0, 255);

    var first = sent(keyedBy(longest, VIDEOS), VIDEO, JSON);
    var second = sent(keyedBy(longest, VIDEOS), VIDEO, JSON);

    assertReplayed(second);
    assertThat(id(second)).isEqualTo(id(first));
  }

  @Test
  void otherMethodsKnowNoKeys() throws Exception {
    var id = id(keyed(VIDEOS, VIDEO));

    for (var method : List.of("GET", "HEAD", "DELETE")) {
      var answer = service.send(keyed(VIDEOS + "/" + id).method(method, BodyPublishers.noBody()));
      assertThat(answer.statusCode()).as(method).isEqualTo(200);
      assertThat(isReplayed(answer)).isFalse();
    }
  }
}
