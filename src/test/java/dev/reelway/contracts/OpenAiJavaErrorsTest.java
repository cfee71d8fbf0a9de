package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.models.Model;
import dev.reelway.stories.Service;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong arrives as the exception that openai-java has for it. */
class OpenAiJavaErrorsTest extends OpenAiJava {

  @Override
  String licence() {
    return "errors";
  }

  @Test
  void aWrongParameterIsABadRequest() {
    var refused = refusal(BadRequestException.class, client, "[sandbox:never]", "sora_video2-30s");

    assertThat(refused.param()).hasValue("model");
    assertThat(refused.type()).hasValue("invalid_request_error");
  }

  @Test
  void aWrongLicenceIsUnauthorized() {
    var stranger = client("stranger");

    var refused = refusal(UnauthorizedException.class, stranger, "a video", "tiny");

    assertThat(refused.code()).hasValue("invalid_api_key");
  }

  @Test
  void aMissingScopeIsPermissionDenied() {
    var talker = client(TALKER);

    var refused = refusal(PermissionDeniedException.class, talker, "a video", "tiny");

    assertThat(refused.code()).hasValue("missing_scope");
  }

  @Test
  void anUnknownVideoIsNotFound() {
    var id = "video_" + "0".repeat(32);

    var refused = catchThrowableOfType(NotFoundException.class, () -> client.videos().retrieve(id));

    assertThat(refused.type()).hasValue("invalid_request_error");
    assertThat(refused.headers().values("x-request-id")).hasSize(1);
  }

  @Test
  void aModelThatIsSwitchedOffIsGone() {
    var gone = refusal(UnexpectedStatusCodeException.class, client, "a video", "passed");

    assertThat(gone.statusCode()).isEqualTo(410);
    assertThat(gone.code()).hasValue("model_switched_off");
    assertThat(gone.headers().values("deprecation")).containsExactly("@1767225600");
  }

  @Test
  void modelsAreListedAsOpenAiListsThem() {
    var models = client.models().list().data();

    assertThat(models).extracting(Model::id).contains("tiny").doesNotContain("passed");
    assertThat(models).allMatch(Model::isValid);
    assertThat(client.models().retrieve("tiny").ownedBy()).isEqualTo("reelway");
  }

  @Test
  void aRefusedImageIsABadRequest() {
    var refused =
        catchThrowableOfType(
            BadRequestException.class,
            () -> client.images().generate(image("[sandbox:refuse] an image")));

    assertThat(refused.code()).hasValue("refused");
    assertThatIsNotToBeRetried(refused);
  }

  @Test
  void aFailedImageIsUnprocessableAndNotRetried() {
    var failed =
        catchThrowableOfType(
            UnprocessableEntityException.class,
            () -> client.images().generate(image("[sandbox:fail] an image")));

    assertThat(failed.statusCode()).isEqualTo(422);
    assertThat(failed.code()).hasValue("failed");
    assertThat(failed.type()).hasValue("server_error");
    assertThatIsNotToBeRetried(failed);
  }

  @Test
  void oneCallTooManyIsLimited() {
    var caller = client("errors-at-once");
    var calls = Stream.generate(() -> waiting(caller)).limit(WAITING_CALLS + 1).toList();

    var refused = calls.stream().flatMap(call -> refused(call).stream()).toList();

    assertThat(refused).hasSize(1);
    assertThat(refused.getFirst().code()).hasValue("rate_limit_exceeded");
    assertThat(refused.getFirst().headers().values("retry-after")).hasSize(1);
  }

  /** The exception of a call that is limited; nothing once it is answered. */
  private static CompletableFuture<Optional<RateLimitException>> waiting(OpenAIClient caller) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            caller.images().generate(image("[sandbox:3s] a slow image"));
            return Optional.empty();
          } catch (RateLimitException limited) {
            return Optional.of(limited);
          }
        },
        Thread::startVirtualThread);
  }

  private static Optional<RateLimitException> refused(
      CompletableFuture<Optional<RateLimitException>> call) {
    return call.orTimeout(Service.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static <E extends OpenAIServiceException> E refusal(
      Class<E> type, OpenAIClient caller, String prompt, String model) {
    var params = video(prompt).model(model).build();

    var refused = catchThrowableOfType(type, () -> caller.videos().create(params));

    assertThat(refused).isNotNull();
    assertThat(refused.headers().values("x-request-id")).hasSize(1);
    return refused;
  }

  private static void assertThatIsNotToBeRetried(OpenAIServiceException answer) {
    assertThat(answer.headers().values("x-should-retry")).containsExactly("false");
  }

  private static ImageGenerateParams image(String prompt) {
    return ImageGenerateParams.builder().prompt(prompt).model("tiny_image").build();
  }
}
