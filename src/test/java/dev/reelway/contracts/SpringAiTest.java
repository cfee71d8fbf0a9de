package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.stories.Service;
import java.awt.Color;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.image.Image;
import org.springframework.ai.image.ImagePrompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiImageModel;
import org.springframework.ai.openai.OpenAiImageOptions;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.ai.openai.api.OpenAiImageApi;
import org.springframework.ai.retry.NonTransientAiException;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

/** Spring AI's models for OpenAI; the base URL ends before {@code v1}, for images with a slash. */
class SpringAiTest extends ClientTest {

  @Override
  String licence() {
    return "spring";
  }

  @Test
  void anImageIsALink() throws Exception {
    var image = images("a lake", image("url")).getFirst();

    assertThatIsAnImage(opened(image.getUrl()));
  }

  @Test
  void imagesAreBase64() throws Exception {
    var images = images("two lakes", image("b64_json").N(2));

    assertThat(images).hasSize(2);
    for (var image : images) {
      assertThatIsAnImage(Base64.getDecoder().decode(image.getB64Json()));
    }
  }

  @Test
  void aFailedRenderIsOrderedOnce() {
    assertThatThrownBy(() -> images("[sandbox:fail] a lake", image("url")))
        .isInstanceOf(NonTransientAiException.class);

    assertThat(asked("[sandbox:fail] a lake")).isOne();
  }

  @Test
  void anImageComesByChat() throws Exception {
    var answer = chat("tiny_image").call(new Prompt("a hill"));

    assertThatIsAnImage(opened(Chat.image(told(answer))));
  }

  @Test
  void anImageComesFromAnImage() throws Exception {
    var image = new Media(MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(png(Color.PINK)));
    var message = UserMessage.builder().text("a brighter hill").media(image).build();

    var answer = chat("tiny_image").call(new Prompt(message));

    assertThatIsAnImage(opened(Chat.image(told(answer))));
  }

  @Test
  void aVideoComesByChat() throws Exception {
    var answer = chat("tiny").call(new Prompt("a hill in motion"));

    assertThatIsAVideo(opened(Chat.video(told(answer))));
  }

  @Test
  void aVideoIsStreamedWithItsProgress() throws Exception {
    var answers =
        chat("tiny").stream(new Prompt("[sandbox:2s] a streamed video"))
            .timeout(Service.PATIENCE)
            .toStream();

    var text = answers.map(SpringAiTest::told).collect(Collectors.joining());
    assertThat(text).contains(Chat.WAITING).containsPattern(Chat.PROGRESS);
    assertThatIsAVideo(opened(Chat.video(text)));
  }

  private List<Image> images(String prompt, OpenAiImageOptions.Builder options) {
    var api = OpenAiImageApi.builder().baseUrl(seed() + "/").apiKey(licence()).build();
    var answer = new OpenAiImageModel(api).call(new ImagePrompt(prompt, options.build()));
    return answer.getResults().stream().map(one -> one.getOutput()).toList();
  }

  private static OpenAiImageOptions.Builder image(String responseFormat) {
    return OpenAiImageOptions.builder()
        .model("tiny_image")
        .width(1024)
        .height(1024)
        .responseFormat(responseFormat);
  }

  private OpenAiChatModel chat(String model) {
    Map<String, Object> parameters =
        model.equals("tiny") ? Map.of("size", "128x72", "seconds", 1) : Map.of();
    return OpenAiChatModel.builder()
        .openAiApi(OpenAiApi.builder().baseUrl(seed()).apiKey(licence()).build())
        .defaultOptions(OpenAiChatOptions.builder().model(model).extraBody(parameters).build())
        .build();
  }

  private static String told(ChatResponse answer) {
    var result = answer.getResult();
    var text = result == null ? null : result.getOutput().getText();
    return text == null ? "" : text;
  }
}
