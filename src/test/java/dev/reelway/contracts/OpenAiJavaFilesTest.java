package dev.reelway.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileCreateParams.ExpiresAfter;
import com.openai.models.files.FileListParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import com.openai.models.models.Model;
import com.openai.models.videos.ImageInputReferenceParam;
import com.openai.models.videos.Video;
import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** {@code client.files()} and {@code client.models()} of openai-java. */
class OpenAiJavaFilesTest extends OpenAiJava {

  @Override
  String licence() {
    return "files";
  }

  @Test
  void aFileIsKeptAsItCame() throws Exception {
    var path = image("kept.png", Color.CYAN);

    var kept = kept(path);

    assertThat(kept.validate().isValid()).isTrue();
    assertThat(kept.filename()).isEqualTo("kept.png");
    assertThat(kept.bytes()).isEqualTo(Files.size(path));
    assertThat(kept.purpose()).isEqualTo(FileObject.Purpose.VISION);
    assertThat(client.files().retrieve(kept.id())).isEqualTo(kept);
    try (var content = client.files().content(kept.id())) {
      assertThat(content.body().readAllBytes()).isEqualTo(Files.readAllBytes(path));
    }
  }

  @Test
  void aFileMayExpire() throws Exception {
    var params =
        FileCreateParams.builder()
            .file(image("expiring.png", Color.CYAN))
            .purpose(FilePurpose.VISION)
            .expiresAfter(ExpiresAfter.builder().seconds(3_600).build());

    var kept = client.files().create(params.build());

    assertThat(kept.expiresAt()).contains(kept.createdAt() + 3_600);
  }

  @Test
  void aParameterThatDoesNotExistIsRefused() throws Exception {
    var params =
        FileCreateParams.builder()
            .file(image("misspelt.png", Color.CYAN))
            .purpose(FilePurpose.VISION)
            .putAdditionalBodyProperty("expire_after", JsonValue.from("an hour"));

    assertThatThrownBy(() -> client.files().create(params.build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("expire_after is not a parameter: did you mean expires_after?");
  }

  @Test
  void aListEndsAfterItsLastPage() throws Exception {
    var kept = new ArrayList<String>();
    for (int i = 0; i < 3; i++) {
      kept.add(kept(image("listed-%d.png".formatted(i), Color.GRAY)).id());
    }
    var params = FileListParams.builder().limit(2).order(FileListParams.Order.ASC).build();

    var listed = client.files().list(params).autoPager().stream().map(FileObject::id).toList();

    assertThat(listed).containsSubsequence(kept).doesNotHaveDuplicates();
  }

  @Test
  void aDeletedFileIsGone() throws Exception {
    var id = kept(image("unwanted.png", Color.BLACK)).id();

    var deleted = client.files().delete(id);

    assertThat(deleted.validate().deleted()).isTrue();
    assertThatThrownBy(() -> client.files().retrieve(id)).isInstanceOf(NotFoundException.class);
  }

  @Test
  void aFileIsAReferenceOfAVideo() throws Exception {
    var id = kept(image("reference.jpg", Color.WHITE)).id();
    var reference = ImageInputReferenceParam.builder().fileId(id).build();

    var video = client.videos().create(video("from a kept file").inputReference(reference).build());

    assertThat(ended(video.id()).status()).isEqualTo(Video.Status.COMPLETED);
  }

  @Test
  void modelsAreListedAndShown() {
    var models = client.models().list().autoPager().stream().toList();

    assertThat(models).allMatch(Model::isValid);
    assertThat(models.stream().map(Model::id)).contains("tiny", "sora_video2", "sora-2");
    assertThat(client.models().retrieve("tiny").id()).isEqualTo("tiny");
    assertThatThrownBy(() -> client.models().retrieve("none"))
        .isInstanceOf(NotFoundException.class);
  }

  private FileObject kept(Path path) {
    return client
        .files()
        .create(FileCreateParams.builder().file(path).purpose(FilePurpose.VISION).build());
  }
}
