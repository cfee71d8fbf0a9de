package dev.reelway.sink.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.job.Together;
import dev.reelway.net.Alarms;
import dev.reelway.sink.RememberedUse;
import dev.reelway.sink.SftpStore;
import dev.reelway.sink.SinkContract;
import dev.reelway.sink.SinkUnavailable;
import dev.reelway.sink.UsedFolder;
import dev.reelway.sink.Video;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.IntStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.sshd.sftp.common.SftpConstants;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.Resource;

@Order(1)
class SftpSinkTest extends SinkContract {

  private final SftpStore store;
  private final Path home;
  private final UsedFolder usedFolder = new RememberedUse(false);
  private final ScheduledThreadPoolExecutor alarms = Alarms.named("sftp-answers");

  SftpSinkTest(@TempDir Path folder) throws Exception {
    home = folder.resolve("server");
    store = SftpStore.start(folder);
  }

  @AfterEach
  void stopTheServer() throws IOException {
    store.close();
    alarms.shutdownNow();
  }

  @Override
  public String sink() {
    return "sftp";
  }

  @Override
  public void settle(DefaultCamelContext camel) {
    camel.getRegistry().bind("sftpSink", sink(store.byPassword()));
  }

  private SftpSink sink(SftpSettings settings) {
    return sink(settings, AnswerLimits.usual());
  }

  private SftpSink sink(SftpSettings settings, AnswerLimits limits) {
    return new SftpSink(Optional.of(settings), usedFolder, limits);
  }

  @Override
  public List<String> keys() throws IOException {
    return store.keys();
  }

  @Test
  void aPrivateKeyIsAccepted() throws Exception {
    sink(store.byKey()).store(KEY, proven(Video.SMALL));

    assertThat(keys()).containsExactly(KEY);
  }

  @Test
  void aWrongPasswordIsReported() {
    assertThatThrownBy(() -> sink(store.byPassword("guessed")).store(KEY, proven(Video.SMALL)))
        .isInstanceOf(SinkUnavailable.class)
        .hasMessageMatching("The SFTP server 127.0.0.1:\\d+ refused the login of user reel\\.");
  }

  @Test
  void aMalformedPrivateKeyIsReported() throws Exception {
    var sink = sink(store.byBrokenKey());

    assertThatThrownBy(() -> sink.store(KEY, proven(Video.SMALL)))
        .isInstanceOf(SinkUnavailable.class)
        .hasMessageStartingWith(
            "The private key or the known hosts file for the SFTP server 127.0.0.1:");
  }

  @Test
  void aServerWithAnotherHostKeyGetsNothing() throws Exception {
    store.expectAnother();

    assertRefused();
  }

  @Test
  void anUnknownServerReceivesNothing() throws Exception {
    store.expectNoConnection();

    assertRefused();
  }

  private void assertRefused() throws IOException {
    assertThatThrownBy(() -> sink(store.byPassword()).store(KEY, proven(Video.SMALL)))
        .isInstanceOf(SinkUnavailable.class)
        .hasMessageMatching(
            "The host key of the SFTP server 127.0.0.1:\\d+ does not match" + " .*known_hosts\\.");
    assertThat(keys()).isEmpty();
  }

  @Test
  void anUnknownServerIsOnlyAcceptedIfConfigured() throws Exception {
    store.expectAnother();

    sink(store.believing()).store(KEY, proven(Video.SMALL));

    assertThat(keys()).containsExactly(KEY);
  }

  @Test
  void anUnavailableServerIsNotAMissingVideo() throws Exception {
    var sink = sink(store.byPassword());
    sink.store(KEY, proven(MEDIUM));
    var opened = sink.open(KEY);
    store.goAway();

    var sentence = "The SFTP server 127\\.0\\.0\\.1:\\d+ cannot be reached\\.";
    assertThatThrownBy(() -> sink.store(KEY, proven(Video.SMALL))).hasMessageMatching(sentence);
    assertThatThrownBy(() -> sink.open(KEY)).hasMessageMatching(sentence);
    assertThatThrownBy(() -> sink.remove(KEY)).hasMessageMatching(sentence);
    try (var in = opened.getInputStream()) {
      assertThatThrownBy(in::read).hasMessageMatching(sentence);
    }
    store.comeBack();
    assertThat(sink.open(KEY).getContentAsByteArray()).isEqualTo(MEDIUM);
  }

  /** Like the one of a share that is not mounted on the server. */
  @Test
  void aMissingFolderIsNotAMissingVideo() throws Exception {
    var sink = sink(store.byPassword());
    sink.remove(KEY);
    assertThat(sink.open(KEY).exists()).isFalse();
    sink.store(KEY, proven(Video.SMALL));
    Files.move(home.resolve("videos"), home.resolve("away"));

    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> sink.open(KEY),
            () -> sink.remove(KEY),
            () -> sink.store(KEY, proven(Video.SMALL)))) {
      assertThatThrownBy(call)
          .isInstanceOf(SinkUnavailable.class)
          .hasMessageMatching(
              "The folder videos is missing on the SFTP server .* although files were delivered to"
                  + " it\\. Mount it, or create it\\.");
    }
    assertThat(home.resolve("videos")).doesNotExist();

    Files.move(home.resolve("away"), home.resolve("videos"));
    sink.remove(KEY);
    assertThat(keys()).isEmpty();
  }

  @Test
  void removingDeletesFromTheFolderThatWasSetBefore() throws Exception {
    var before = store.byPassword();
    sink(before).store(KEY, proven(Video.SMALL));
    var now =
        new SftpSettings(
            before.host(), before.port(), before.login(), before.knownHosts(), "new", 4);
    var former =
        new RememberedUse(
            false, "elsewhere:22/videos", before.place("gone"), before.place("videos"));

    new SftpSink(Optional.of(now), former, AnswerLimits.usual()).remove(KEY);

    assertThat(keys()).isEmpty();
  }

  @Test
  void aFolderThatWasSetBeforeAndCannotBeReadDoesNotPreventARemoval() throws Exception {
    var settings = store.byPassword();
    store(KEY, proven(Video.SMALL));
    Files.writeString(home.resolve("broken"), "no folder");
    var former = new RememberedUse(true, settings.place("broken"), settings.place("not-mounted"));
    var sink = new SftpSink(Optional.of(settings), former, AnswerLimits.usual());

    sink.remove(KEY);

    assertThat(keys()).isEmpty();
  }

  /** The server says that a file does not exist when another one goes while it lists the folder. */
  @Test
  void removalsInOneFolderLeaveNothing() throws Exception {
    var sink = sink(store.byPassword());
    sink.store(KEY, proven(Video.SMALL));
    var keys = IntStream.range(0, 24).mapToObj(n -> "2026-11-22/v" + n + ".mp4").toList();
    store.copy(KEY, keys);
    store.copy(KEY, keys.stream().map(key -> key.replace("mp4", "json")).toList());

    Together.run(keys.stream().map(key -> removing(sink, key)).toList());

    assertThat(keys()).containsExactly(KEY);
  }

  private static Callable<Boolean> removing(SftpSink sink, String key) {
    return () -> {
      sink.remove(key);
      return true;
    };
  }

  @Test
  void aLostConnectionDoesNotEndTheVideo() throws Exception {
    var sink = sink(store.byPassword());
    sink.store(KEY, proven(LARGE));

    try (var in = sink.open(KEY).getInputStream()) {
      in.readNBytes(1_000);
      store.goAway();
      assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @Test
  void slowCallersNeverHoldAllConnections() throws Exception {
    var most = Duration.ofSeconds(30);
    var limits = new AnswerLimits(most, most, Duration.ofMillis(50), alarms);
    var sink = sink(store.byPassword(), limits);
    sink.store(KEY, proven(LARGE));
    var opened = sink.open(KEY);
    var first = begun(opened);
    begun(opened);
    begun(opened);

    assertThatThrownBy(() -> sink.open(KEY))
        .isInstanceOf(SinkUnavailable.class)
        .hasMessageMatching("All connections to the SFTP server .* are in use\\.");
    sink.store(KEY, proven(Video.SMALL));

    first.close();
    assertThat(sink.open(KEY).exists()).isTrue();
  }

  private static InputStream begun(Resource file) throws IOException {
    var bytes = file.getInputStream();
    bytes.readNBytes(10);
    return bytes;
  }

  /** Its SSH server still answers keep-alive messages, and the disk behind it hangs. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        SftpConstants.SSH_FXP_INIT,
        SftpConstants.SSH_FXP_REALPATH,
        SftpConstants.SSH_FXP_STAT,
        SftpConstants.SSH_FXP_MKDIR,
        SftpConstants.SSH_FXP_OPEN,
        SftpConstants.SSH_FXP_WRITE,
        SftpConstants.SSH_FXP_CLOSE,
        SftpConstants.SSH_FXP_EXTENDED,
        SftpConstants.SSH_FXP_READ,
        SftpConstants.SSH_FXP_REMOVE,
        SftpConstants.SSH_FXP_OPENDIR,
        SftpConstants.SSH_FXP_READDIR
      })
  void aRequestWithoutAnswerIsGivenUp(int request) throws Exception {
    store(KEY, proven(MEDIUM));
    store.ignore(request);
    var most = Duration.ofMillis(500);
    var sink =
        sink(store.byPassword(), new AnswerLimits(most, most, Duration.ofMinutes(1), alarms));

    assertThatThrownBy(() -> storeReadAndRemove(sink))
        .isInstanceOf(SinkUnavailable.class)
        .hasMessageMatching("The SFTP server 127\\.0\\.0\\.1:\\d+ has not answered within 0 s\\.");
  }

  private static void storeReadAndRemove(SftpSink sink) throws IOException {
    sink.store("2026-11-23/video_2.mp4", proven(MEDIUM));
    sink.open(KEY).getContentAsByteArray();
    sink.remove(KEY);
  }

  @Test
  void aSlowSourceAndASlowCallerAreNotTimed() throws Exception {
    var sink = sink(store.byPassword(), limits());
    sink.store(KEY, timed(proven(LARGE)));

    try (var in = timed(sink.open(KEY).getInputStream())) {
      assertThat(in.readAllBytes()).isEqualTo(LARGE);
    }
    assertThat(alarms.getQueue()).isEmpty();
  }

  /** Looks at the alarms wherever its reader asks for bytes. */
  private InputStream timed(InputStream bytes) {
    return new FilterInputStream(bytes) {

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        assertThat(alarms.getQueue()).isEmpty();
        int count = in.read(buffer, offset, length);
        assertThat(alarms.getQueue()).isEmpty();
        return count;
      }
    };
  }

  private AnswerLimits limits() {
    var minute = Duration.ofMinutes(1);
    return new AnswerLimits(minute, minute, minute, alarms);
  }

  @Test
  void aReplacedVideoIsNotReadFurther() throws Exception {
    store(KEY, proven(Video.SMALL));
    var before = open(KEY);
    store(KEY, "something else");

    try (var in = before.getInputStream()) {
      assertThatThrownBy(in::readAllBytes).hasMessageContaining("changed since it was opened");
    }
  }

  @Test
  void partialFilesAreRemovedWhenTheVideoIsComplete() throws Exception {
    store.leave("2026-11-22/.parts/video_1.mp4.1.part");
    store.leave("2026-11-22/.parts/video_11.mp4.1.part");

    store(KEY, proven(Video.SMALL));

    assertThat(keys()).containsExactlyInAnyOrder(KEY, "2026-11-22/.parts/video_11.mp4.1.part");
  }

  /** It would be fetched and sent again until the deadline. */
  @Test
  void aVideoIsStoredWhereNothingMayBeListedOrDeleted() throws Exception {
    store.leave("2026-11-22/.parts/video_1.mp4.1.part");
    store.onlyTake();

    store(KEY, proven(Video.SMALL));

    assertThat(keys()).containsExactlyInAnyOrder(KEY, "2026-11-22/.parts/video_1.mp4.1.part");
  }

  @Test
  void aServerThatReplacesNothingStoresAVideoAgain() throws Exception {
    store.replaceNothing();
    store(KEY, proven(Video.SMALL));

    store(KEY, proven(MEDIUM));

    assertThat(open(KEY).getContentAsByteArray()).isEqualTo(MEDIUM);
    assertThat(keys()).containsExactly(KEY);
  }

  @Test
  void aVideoIsKeptUntilTheNextOneHasItsName() throws Exception {
    store.replaceNothing();
    store(KEY, proven(Video.SMALL));
    store.refuseName("video_1.mp4");

    assertThatThrownBy(() -> store(KEY, proven(MEDIUM)));

    assertThat(open(KEY).getContentAsByteArray()).isEqualTo(Video.SMALL);
    assertThat(keys()).containsExactly(KEY);
  }

  @Test
  void removingDeletesPartialFilesOfFailedAttempts() throws Exception {
    store.leave("2026-11-22/.parts/video_1-2.png.1.part");
    store.leave("2026-11-22/.parts/video_11.mp4.1.part");

    remove(KEY);

    assertThat(keys()).containsExactly("2026-11-22/.parts/video_11.mp4.1.part");
  }

  /** It may have a hundred thousand videos. */
  @Test
  void removingNeverListsTheFolderOfADay() throws Exception {
    for (var name : List.of("video_1.png", "video_1.json", "video_1-2.png", "video_1-3.jpg")) {
      store.leave("2026-11-22/" + name);
    }
    store.leave("2026-11-22/video_11.png");
    store.leave("2026-11-22/.parts/video_1-2.png.1.part");
    store.refuseListing("2026-11-22");

    remove("2026-11-22/video_1.png");

    assertThat(keys()).containsExactly("2026-11-22/video_11.png");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-22/*.mp4", "2026-11-22/a[1]?.mp4", "2026-11-22/a\\b.mp4"})
  void aKeyIsNoPattern(String key) throws Exception {
    store(KEY, proven(MEDIUM));

    store(key, proven(Video.SMALL));

    assertThat(keys()).containsExactlyInAnyOrder(KEY, key);
    assertThat(open(key).getContentAsByteArray()).isEqualTo(Video.SMALL);
    remove(key);
    assertThat(keys()).containsExactly(KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/a.mp4", "a//b.mp4", "a/./b.mp4", "a/..", "a/", "a\nb.mp4"})
  void aKeyThatIsNoPlainPathIsRefused(String key) {
    var sink = sink(store.byPassword());

    assertThatIllegalArgumentException().isThrownBy(() -> sink.open(key));
    assertThatIllegalArgumentException().isThrownBy(() -> sink.remove(key));
    assertThatIllegalArgumentException().isThrownBy(() -> sink.store(key, proven(Video.SMALL)));
  }

  @Test
  void noConnectionIsMadeBeforeTheFirstVideo() {
    assertThatCode(() -> new SftpSink(Optional.empty(), usedFolder, AnswerLimits.usual()))
        .doesNotThrowAnyException();
  }

  @Test
  void theSecretIsNotPrinted() {
    assertThat(store.byPassword().toString()).contains("reel").doesNotContain("s3cret");
  }

  @Test
  void aTruncatedVideoLeavesNoPartialFile() throws Exception {
    assertThatThrownBy(() -> store(KEY, proven(Arrays.copyOf(MEDIUM, 900_000))));

    assertThat(keys()).isEmpty();
  }
}
