package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.core.JsonValue;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.videos.Video;
import dev.reelway.stories.Service;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code client.chat().completions()} of openai-java. */
class OpenAiJavaChatTest extends OpenAiJava {

  @Override
  String licence() {
    return "chats";
  }

  @Test
  void anImageIsAnsweredAsALink() throws Exception {
    var answer = client.chat().completions().create(image("a hill").build());

    assertThat(answer.validate().isValid()).isTrue();
    assertThat(answer.model()).isEqualTo("tiny_image");
    assertThat(answer.usage()).isPresent();
    assertThatIsAnImage(opened(Chat.image(content(answer))));
  }

  @Test
  void aVideoIsAnsweredAsALink() throws Exception {
    var answer = client.chat().completions().create(video("a hill by chat", false));

    assertThatIsAVideo(opened(Chat.video(content(answer))));
  }

  @Test
  void anImageComesFromAnImage() throws Exception {
    var text = ChatCompletionContentPartText.builder().text("a brighter hill").build();
    var url =
        ChatCompletionContentPartImage.ImageUrl.builder().url(dataUrl(png(Color.PINK))).build();
    var image = ChatCompletionContentPartImage.builder().imageUrl(url).build();
    var parts =
        List.of(
            ChatCompletionContentPart.ofText(text), ChatCompletionContentPart.ofImageUrl(image));
    var params =
        ChatCompletionCreateParams.builder()
            .model("tiny_image")
            .addUserMessageOfArrayOfContentParts(parts);

    var answer = client.chat().completions().create(params.build());

    assertThatIsAnImage(opened(Chat.image(content(answer))));
  }

  @Test
  void anImageIsStreamed() throws Exception {
    var chunks = streamed(image("a streamed hill").build());

    assertThatIsWhole(chunks);
    assertThatIsAnImage(opened(Chat.image(content(chunks))));
  }

  @Test
  void aVideoIsStreamedWithItsProgress() throws Exception {
    var chunks = new ArrayList<>(streamed(video("[sandbox:2s] a streamed video", true)));

    var count = chunks.removeLast();
    assertThat(count.choices()).isEmpty();
    assertThat(count.usage()).isPresent();
    assertThatIsWhole(chunks);
    assertThat(content(chunks)).contains(Chat.WAITING).containsPattern(Chat.PROGRESS);
    assertThatIsAVideo(opened(Chat.video(content(chunks))));
  }

  @Test
  void aRefusalInAStreamIsThrown() {
    assertThatThrownBy(() -> streamed(video("[sandbox:refuse] a video", false)))
        .isInstanceOfSatisfying(
            OpenAIServiceException.class,
            refused -> assertThat(refused.body().toString()).contains("refused"));
  }

  @Test
  void aListenerWhoLeavesDoesNotStopTheVideo() {
    var prompt = "[sandbox:2s] nobody waits for this one";

    try (var stream = client.chat().completions().createStreaming(video(prompt, true))) {
      assertThat(stream.stream().filter(one -> told(one).contains(Chat.WAITING)).findFirst())
          .isPresent();
    }

    await()
        .atMost(Service.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(client.videos().list().items())
                    .anyMatch(
                        video ->
                            video.prompt().orElse("").equals(prompt)
                                && video.status().equals(Video.Status.COMPLETED)));
  }

  private List<ChatCompletionChunk> streamed(ChatCompletionCreateParams params) {
    try (var stream = client.chat().completions().createStreaming(params)) {
      return stream.stream().toList();
    }
  }

  /** A role first, one id throughout, and at last the reason to stop. */
  private static void assertThatIsWhole(List<ChatCompletionChunk> chunks) {
    var first = chunks.getFirst().choices().getFirst();
    var last = chunks.getLast();

    assertThat(chunks).allMatch(ChatCompletionChunk::isValid);
    assertThat(chunks).noneMatch(chunk -> chunk.usage().isPresent());
    var whole = ChatCompletionAccumulator.create();
    chunks.forEach(whole::accumulate);
    assertThat(content(whole.chatCompletion())).isEqualTo(content(chunks));
    assertThat(chunks.stream().map(ChatCompletionChunk::id).distinct()).hasSize(1);
    assertThat(first.delta().role()).hasValue(ChatCompletionChunk.Choice.Delta.Role.ASSISTANT);
    assertThat(last.choices().getFirst().finishReason())
        .hasValue(ChatCompletionChunk.Choice.FinishReason.STOP);
  }

  private static ChatCompletionCreateParams.Builder image(String prompt) {
    return ChatCompletionCreateParams.builder().model("tiny_image").addUserMessage(prompt);
  }

  private static ChatCompletionCreateParams video(String prompt, boolean withUsage) {
    var params =
        ChatCompletionCreateParams.builder()
            .model("tiny")
            .addUserMessage(prompt)
            .putAdditionalBodyProperty("size", JsonValue.from("128x72"))
            .putAdditionalBodyProperty("seconds", JsonValue.from(1));
    if (withUsage) {
      params.streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build());
    }
    return params.build();
  }

  private static String content(ChatCompletion answer) {
    return answer.choices().getFirst().message().content().orElseThrow();
  }

  private static String content(List<ChatCompletionChunk> chunks) {
    return chunks.stream().map(OpenAiJavaChatTest::told).collect(Collectors.joining());
  }

  private static String told(ChatCompletionChunk chunk) {
    return chunk.choices().getFirst().delta().content().orElse("");
  }
}
