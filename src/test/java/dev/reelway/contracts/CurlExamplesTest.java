package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reelway.stories.Service;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The seed dialect's calls as its users type them. {@code $BASE} ends before {@code /v1}; a picture
 * and a film are as small as can be, all else is an example of the documentation.
 */
class CurlExamplesTest extends ClientTest {

  private static final String CAT = "一只猫在沙滩上奔跑";

  private final Map<String, String> variables = new HashMap<>();

  @BeforeAll
  void preparePicturesAndShell() throws IOException {
    assumeTrue(Command.isThere("curl"), "curl is not installed here");
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "sh is not installed here");
    picture("red.png", Color.RED);
    picture("blue.jpg", Color.BLUE);
    // Nobody's own .curlrc has a say, and no proxy.
    Files.writeString(folder.resolve(".curlrc"), "silent\nshow-error\nnoproxy = \"*\"\n");
    variables.put("CURL_HOME", folder.toString());
    variables.put("BASE", seed());
    variables.put("BASE64", base64(jpeg(Color.GREEN)));
  }

  // Chat.

  @Test
  void aPictureByChat() throws Exception {
    var answer =
        json(
            """
            curl --location --request POST "$BASE/v1/chat/completions" \\
              --header 'Authorization: demo' \\
              --header 'Content-Type: application/json' \\
              --data-raw '{
                "model": "tiny_image",
                "messages": [{"role": "user", "content": "一只猫在沙滩上奔跑"}]
              }'
            """);

    assertThat(answer.path("object").asText()).isEqualTo("chat.completion");
    assertThatIsAPicture(opened(Chat.picture(content(answer))));
  }

  @Test
  void aFilmByChat() throws Exception {
    var answer =
        json(
            """
            curl "$BASE/v1/chat/completions" \\
              -H 'Authorization: Bearer demo' \\
              -H 'Content-Type: application/json' \\
              -d '{
                "model": "tiny",
                "size": "128x72",
                "duration": 1,
                "stream": false,
                "messages": [{"role": "user", "content": [{"type": "text", "text": "a cat runs"}]}]
              }'
            """);

    assertThatIsAFilm(opened(Chat.film(content(answer))));
  }

  @Test
  void aPictureFromAPictureByItsLink() throws Exception {
    var link = image("a cat").at("/data/0/url").asText();

    assertThatIsAPicture(opened(Chat.picture(content(byChat(link)))));
  }

  @Test
  void aPictureFromADataUrl() throws Exception {
    assertThatIsAPicture(opened(Chat.picture(content(byChat(dataUrl(png(Color.GREEN)))))));
  }

  @Test
  void aPictureFromBareBase64() throws Exception {
    assertThatIsAPicture(opened(Chat.picture(content(byChat(base64(jpeg(Color.GREEN)))))));
  }

  private JsonNode byChat(String picture) throws Exception {
    variables.put("PICTURE", picture);
    return json(
        """
        curl "$BASE/v1/chat/completions" -H 'Authorization: demo' \\
          -H 'Content-Type: application/json' \\
          -d '{
            "model": "tiny_image",
            "messages": [{"role": "user", "content": [
              {"type": "text", "text": "in a hat"},
              {"type": "image_url", "image_url": {"url": "'"$PICTURE"'"}}
            ]}]
          }'
        """);
  }

  @Test
  void aFilmByChatAsAStream() throws Exception {
    var lines =
        curl("""
        curl -N "$BASE/v1/chat/completions" -H 'Authorization: demo' \\
          -H 'Content-Type: application/json' \\
          -d '{
            "model": "tiny",
            "size": "128x72",
            "seconds": "1",
            "stream": true,
            "messages": [{"role": "user", "content": "[sandbox:2s] a cat runs"}]
          }'
        """)
            .lines()
            .filter(line -> line.startsWith("data: "))
            .map(line -> line.substring("data: ".length()))
            .toList();

    assertThat(lines).last().isEqualTo("[DONE]");
    var text = streamed(lines.subList(0, lines.size() - 1));
    assertThat(text)
        .contains("```json", Chat.WAITING)
        .containsPattern("\"mode\"\\s*:\\s*\"横屏模式\"")
        .containsPattern(Chat.PROGRESS);
    assertThatIsAFilm(opened(Chat.film(text)));
  }

  private static String streamed(List<String> chunks) {
    return chunks.stream()
        .map(CurlExamplesTest::parsed)
        .map(chunk -> chunk.at("/choices/0/delta/content").asText(""))
        .collect(Collectors.joining());
  }

  // Pictures.

  @Test
  void aPictureByForm() throws Exception {
    var answer =
        json(
            """
            curl --location --request POST "$BASE/v1/images/generations" \\
              --header 'Authorization: demo' \\
              --form 'prompt="一只猫在沙滩上奔跑"' \\
              --form 'model="tiny_image"'
            """);

    assertThat(answer.path("data")).hasSize(1);
    assertThatIsAPicture(opened(answer.at("/data/0/url").asText()));
  }

  @Test
  void picturesByJson() throws Exception {
    var answer =
        json(
            """
            curl "$BASE/v1/images/generations" -H 'Authorization: Bearer demo' \\
              -H 'Content-Type: application/json' \\
              -d '{"prompt": "two cats", "model": "tiny_image", "n": "2", "size": "1024x1024"}'
            """);

    assertThat(answer.path("data")).hasSize(2);
    assertThatIsAPicture(opened(answer.at("/data/1/url").asText()));
  }

  @Test
  void aPictureFromSeveralFiles() throws Exception {
    var answer =
        json(
            """
            curl "$BASE/v1/images/edits" -H 'Authorization: demo' \\
              -F 'image[]=@red.png' \\
              -F 'image[]=@blue.jpg' \\
              -F 'prompt=both in one' \\
              -F 'model=tiny_image'
            """);

    assertThatIsAPicture(opened(answer.at("/data/0/url").asText()));
  }

  @Test
  void aPictureFromOneFile() throws Exception {
    var answer =
        json(
            """
            curl "$BASE/v1/images/edits?size=1536x1024" -H 'Authorization: demo' \\
              -F 'image=@red.png' -F 'prompt=brighter' -F 'model=tiny_image'
            """);

    assertThatIsAPicture(opened(answer.at("/data/0/url").asText()));
  }

  private JsonNode image(String prompt) throws Exception {
    return json(
        """
        curl "$BASE/v1/images/generations" -H 'Authorization: demo' \\
          -F 'prompt=%s' -F 'model=tiny_image'
        """
            .formatted(prompt));
  }

  // Films.

  @Test
  void aFilmByJson() throws Exception {
    var created =
        json(
            """
            curl --location --request POST "$BASE/v1/videos" \\
              --header 'Authorization: demo' \\
              --header 'Content-Type: application/json' \\
              --data-raw '{
                "prompt": "一只猫在沙滩上奔跑",
                "model": "tiny",
                "size": "128x72",
                "seconds": 1,
                "watermark": false
              }'
            """);

    assertThat(created.path("prompt").asText()).isEqualTo(CAT);
    assertThat(ended(created).path("status").asText()).isEqualTo("completed");
  }

  @Test
  void aFilmByForm() throws Exception {
    var created = film(CAT);

    assertThat(created.path("prompt").asText()).isEqualTo(CAT);
    assertThat(ended(created).path("status").asText()).isEqualTo("completed");
  }

  @Test
  void aModelTakesSuffixes() throws Exception {
    var created =
        json(
            """
            curl "$BASE/v1/videos" -H 'Authorization: Bearer demo' \\
              -F 'prompt=[sandbox:never] a cat' -F 'model=sora_video2-landscape-15s'
            """);

    assertThat(created.path("model").asText()).isEqualTo("sora_video2-landscape-15s");
    assertThat(created.path("size").asText()).isEqualTo("1280x720");
    assertThat(created.path("seconds").asText()).isEqualTo("15");
  }

  @Test
  void aFilmFromAFile() throws Exception {
    var created =
        json(
            """
            curl "$BASE/v1/videos" -H 'Authorization: demo' \\
              -F 'prompt=a cat' -F 'model=tiny' -F 'size=128x72' -F 'seconds=1' \\
              -F 'input_reference=@red.png;type=image/png'
            """);

    assertThat(ended(created).path("status").asText()).isEqualTo("completed");
  }

  @Test
  void aFilmFromAPictureInJson() throws Exception {
    var created =
        json(
            """
            curl "$BASE/v1/videos" -H 'Authorization: demo' -H 'Content-Type: application/json' \\
              -d '{
                "prompt": "a cat", "model": "tiny", "size": "128x72", "seconds": "1",
                "input_reference": "'"$BASE64"'"
              }'
            """);

    assertThat(ended(created).path("status").asText()).isEqualTo("completed");
  }

  @Test
  void aFilmAfterAnotherOne() throws Exception {
    variables.put("ID", ended(film("a boat")).path("id").asText());

    var remix =
        json(
            """
            curl --location --request POST "$BASE/v1/videos/$ID/remix" \\
              --header 'Authorization: demo' \\
              --header 'Content-Type: application/json' \\
              --data-raw '{"prompt": "at night"}'
            """);

    assertThat(remix.path("remixed_from_video_id").asText()).isEqualTo(variables.get("ID"));
    assertThat(ended(remix).path("status").asText()).isEqualTo("completed");
  }

  @Test
  void aFilmIntoAFile() throws Exception {
    variables.put("ID", ended(film("a train")).path("id").asText());

    curl("curl \"$BASE/v1/videos/$ID/content\" -H 'Authorization: demo' -o film.mp4");

    assertThatIsAFilm(Files.readAllBytes(folder.resolve("film.mp4")));
  }

  @Test
  void aFilmByItsLinkAlone() throws Exception {
    variables.put("LINK", ended(film("a plane")).path("url").asText());

    curl("curl --fail \"$LINK\" -o linked.mp4");

    assertThatIsAFilm(Files.readAllBytes(folder.resolve("linked.mp4")));
  }

  private JsonNode film(String prompt) throws Exception {
    return json(
        """
        curl --location --request POST "$BASE/v1/videos" \\
          --header 'Authorization: Bearer demo' \\
          --form 'prompt="%s"' \\
          --form 'model="tiny"' \\
          --form 'size="128x72"' \\
          --form 'seconds="1"' \\
          --form 'watermark="false"'
        """
            .formatted(prompt));
  }

  private JsonNode ended(JsonNode video) throws Exception {
    assertThat(video.path("id").asText()).as(video.toString()).startsWith("video_");
    variables.put("ID", video.path("id").asText());
    return await()
        .atMost(Service.PATIENCE)
        .until(
            () -> json("curl \"$BASE/v1/videos/$ID\" -H 'Authorization: demo'"),
            shown -> shown.path("status").asText().matches("completed|failed"));
  }

  private JsonNode json(String example) throws Exception {
    var answer = parsed(curl(example));
    assertThat(answer.path("error").isObject()).as(answer.toString()).isFalse();
    return answer;
  }

  /** Runs an example as a file, as not every shell takes every letter as an argument. */
  private String curl(String example) throws Exception {
    Files.writeString(folder.resolve("example.sh"), example);
    return Command.run(folder, variables, "sh", "example.sh").outputOfSuccess();
  }

  private static String content(JsonNode answer) {
    return answer.at("/choices/0/message/content").asText();
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }
}
