package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import com.openai.models.images.ImageEditParams;
import com.openai.models.images.ImageGenerateParams;
import dev.reelway.stories.Service;
import java.awt.Color;
import java.io.IOException;
import java.net.URI;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** openai-java sends a request again when its answer is lost: each is one job all the same. */
class OpenAiJavaRetriesTest extends OpenAiJava {

  private static final String KEY = "Idempotency-Key";

  private String prompt = "";

  @Override
  String licence() {
    return "retries";
  }

  @BeforeEach
  void newPrompt() {
    prompt = "a lake " + UUID.randomUUID();
  }

  @Test
  void aVideoIsOrderedOnce() throws Exception {
    var answered = afterLoss(2, sdk -> sdk.videos().create(video(prompt).build()));

    assertThat(jobs()).containsExactly(answered.id());
  }

  @Test
  void aKeyIsForALongerTime() throws Exception {
    var params = video(prompt).putAdditionalHeader(KEY, prompt).build();

    var answered = afterLoss(1, sdk -> sdk.videos().create(params));
    var again = client.videos().create(params);

    assertThat(again.id()).isEqualTo(answered.id());
    assertThat(jobs()).containsExactly(answered.id());
  }

  @Test
  void anImageIsOrderedOnce() throws Exception {
    var params = ImageGenerateParams.builder().prompt(prompt).model("tiny_image").build();

    var answered = afterLoss(1, sdk -> sdk.images().generate(params));

    assertThat(answered.data().orElseThrow()).hasSize(1);
    assertThat(jobs()).hasSize(1);
  }

  @Test
  void anImageIsEditedOnce() throws Exception {
    var answered = afterLoss(1, sdk -> sdk.images().edit(edit(Color.RED).build()));

    assertThat(answered.data().orElseThrow()).hasSize(1);
    assertThat(jobs()).hasSize(1);
  }

  @Test
  void aKeyIsOfOneImage() {
    client.images().edit(edit(Color.RED).putAdditionalHeader(KEY, prompt).build());

    assertThatThrownBy(
            () -> client.images().edit(edit(Color.BLUE).putAdditionalHeader(KEY, prompt).build()))
        .isInstanceOf(UnprocessableEntityException.class)
        .hasMessageContaining("Idempotency-Key was used");
  }

  @Test
  void aChatIsHeldOnce() throws Exception {
    var params =
        ChatCompletionCreateParams.builder().model("tiny_image").addUserMessage(prompt).build();

    var answered = afterLoss(1, sdk -> sdk.chat().completions().create(params));

    assertThat(answered.choices()).hasSize(1);
    assertThat(jobs()).hasSize(1);
  }

  @Test
  void aFileIsUploadedOnce() throws Exception {
    int before = client.files().list().data().size();

    var answered = afterLoss(1, sdk -> sdk.files().create(file().file(png(Color.PINK)).build()));

    assertThat(client.files().list().data()).hasSize(before + 1);
    assertThat(client.files().retrieve(answered.id())).isEqualTo(answered);
  }

  /** The SDK does not send a stream again by itself, as it cannot read it twice. */
  @Test
  void aFileThatItsCallerSendsAgainIsOneFile() throws Exception {
    int before = client.files().list().data().size();
    var params =
        file().file(image("again.png", Color.PINK)).putAdditionalHeader(KEY, prompt).build();

    assertThatThrownBy(() -> afterLoss(1, sdk -> sdk.files().create(params)))
        .isInstanceOf(OpenAIIoException.class);
    client
        .files()
        .create(
            file().file(image("again.png", Color.PINK)).putAdditionalHeader(KEY, prompt).build());

    assertThat(client.files().list().data()).hasSize(before + 1);
  }

  private static FileCreateParams.Builder file() {
    return FileCreateParams.builder().purpose(FilePurpose.VISION);
  }

  private ImageEditParams.Builder edit(Color colour) {
    return ImageEditParams.builder().prompt(prompt).model("tiny_image").image(png(colour));
  }

  /** What the client has received at last, whose first tries have lost their answers. */
  private <T> T afterLoss(int lost, Function<OpenAIClient, T> order) throws IOException {
    try (var losing = LosingProxy.before(URI.create(base()).getPort(), lost)) {
      var sdk = retrying("http://127.0.0.1:%d/sora/v1".formatted(losing.port()));
      var answered = order.apply(sdk);
      sdk.close();
      assertThat(losing.left()).isZero();
      return answered;
    }
  }

  private OpenAIClient retrying(String base) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(base)
        .apiKey(licence())
        .maxRetries(3)
        .timeout(Service.PATIENCE)
        .build();
  }

  /** The ids of all jobs with the prompt. */
  private List<String> jobs() throws SQLException {
    try (var ledger =
            DriverManager.getConnection("jdbc:sqlite:" + service.home().resolve("ledger.db"));
        var query = ledger.prepareStatement("select id from job where request like ?")) {
      query.setString(1, "%" + prompt + "%");
      var ids = new ArrayList<String>();
      for (var row = query.executeQuery(); row.next(); ) {
        ids.add(row.getString(1));
      }
      return ids;
    }
  }
}
