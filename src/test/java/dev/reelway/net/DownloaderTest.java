package dev.reelway.net;

import static dev.reelway.media.LoopbackSite.answer;
import static dev.reelway.media.LoopbackSite.latin;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reelway.contracts.Ports;
import dev.reelway.media.LoopbackSite;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class DownloaderTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String TOO_LATE = "The link took longer than the 0.3 seconds allowed.";
  private static final int LARGEST = 1000;

  private final LoopbackSite site = new LoopbackSite();
  private final List<String> lookups = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>(List.of(site));

  DownloaderTest() throws IOException {}

  @AfterEach
  void close() throws Exception {
    for (var one : open) {
      one.close();
    }
  }

  @Test
  void aFileIsFetchedWithTheLengthThatWasAnnounced() throws IOException {
    var link = site.page("/a.png?b=%20c", "200 OK\r\nContent-Length: 5", "hello");

    try (var openDownload = withLongLimit().open(link, LARGEST)) {
      assertThat(openDownload.length()).isEqualTo(5);
      assertThat(text(openDownload)).isEqualTo("hello");
    }
  }

  @Test
  void aFileNeedNotAnnounceItsLength() throws IOException {
    var chunked =
        site.page(
            "/chunked",
            "200 OK\r\nTransfer-Encoding: chunked",
            "3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n");
    var bare = site.page("/bare", "200 OK", "hello");

    for (var link : List.of(chunked, bare)) {
      try (var openDownload = withLongLimit().open(link, LARGEST)) {
        assertThat(openDownload.length()).isEqualTo(-1);
        assertThat(text(openDownload)).isEqualTo("hello");
      }
    }
  }

  @Test
  void aRequestHasOnlyTheNecessaryHeaders() throws IOException {
    site.page("/", "200 OK\r\nSet-Cookie: a=b", "");
    try (var downloader = withLongLimit()) {
      downloader.open(site.link("/"), LARGEST).close();
      downloader.open(site.link("#part"), LARGEST).close();
    }

    assertThat(site.heads())
        .hasSize(2)
        .allSatisfy(
            head ->
                assertThat(head.lines())
                    .containsExactlyInAnyOrder(
                        "GET / HTTP/1.1",
                        "Host: " + site.authority(),
                        "Accept-Encoding: identity",
                        "User-Agent: reelway",
                        "Connection: keep-alive"));
  }

  // Allowed targets.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[fd00::1]/",
        "http://100.64.0.1/",
        "http://10.0.0.1:8080/",
        "http://localhost/",
        "http://localhost./",
        "http://LOCALHOST/",
        "https://192.168.1.1/"
      })
  void anAddressThatIsNotPublicIsRefused(String link) throws IOException {
    assertThat(refusal(link)).isEqualTo(DownloadRefused.NOT_PUBLIC);
    assertThat(lookups).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://example.com/a",
        "jar:http://example.com/a!/b",
        "gopher://example.com/",
        "data:image/png;base64,AAAA",
        "/etc/passwd",
        "example.com/a.png",
        "jndi:ldap://example.com/a"
      })
  void onlyHttpAndHttpsAreAccepted(String link) throws IOException {
    assertThat(refusal(link)).isEqualTo(DownloadRefused.SCHEME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://user@example.com/", "http://a:b@127.0.0.1/", "https://@a.example/"})
  void aLinkWithAUserIsRefused(String link) throws IOException {
    assertThat(refusal(link)).isEqualTo(DownloadRefused.USER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http:///a.png",
        "http:a.png",
        "http://example.com:0/",
        "http://example.com:65536/",
        "http://a_b.example/",
        "http://127.1/",
        "http://0x7f.1/",
        "http://\uff11\uff12\uff17.0.0.1/"
      })
  void aLinkWithAnInvalidHostOrPortIsRefused(String link) throws IOException {
    assertThat(refusal(link)).isEqualTo(DownloadRefused.HOST);
  }

  @Test
  void aNameIsResolvedOnceForEachConnection() throws IOException {
    site.page("/a", "200 OK", "hello");

    try (var openDownload = withLoopbackAsPublic("127.0.0.1").open(named("/a"), LARGEST)) {
      assertThat(text(openDownload)).isEqualTo("hello");
    }

    assertThat(lookups).containsExactly("videos.example");
    assertThat(site.heads().getFirst()).contains("Host: videos.example:" + site.port());
  }

  @Test
  void aNameThatLaterResolvesToAPrivateAddressIsRefused() throws IOException {
    site.redirect("/a", "/b");
    site.page("/b", "200 OK", "secret");

    var refusal = refusal(withLoopbackAsPublic("127.0.0.1", "10.0.0.1"), named("/a"));

    assertThat(refusal).isEqualTo(DownloadRefused.NOT_PUBLIC);
    assertThat(lookups).hasSize(2);
    assertThat(site.heads()).hasSize(1);
  }

  @Test
  void aNameWithOnePrivateAddressIsRefused() throws IOException {
    assertThat(refusal(withLoopbackAsPublic("127.0.0.1 10.0.0.1"), named("/a")))
        .isEqualTo(DownloadRefused.NOT_PUBLIC);
    assertThat(refusal(withLoopbackAsPublic("10.0.0.1 127.0.0.1"), named("/a")))
        .isEqualTo(DownloadRefused.NOT_PUBLIC);
    assertThat(site.heads()).isEmpty();
  }

  @Test
  void anUnknownNameIsReportedWithoutDetails() throws IOException {
    assertThat(refusal(withLoopbackAsPublic(""), named("/a")))
        .isEqualTo(DownloadRefused.UNREACHABLE);
    assertThat(refusal(downloader(Set.of(), LONG), named("/a")))
        .isEqualTo(DownloadRefused.UNREACHABLE);
  }

  @Test
  void aHostIsAllowedWithOrWithoutItsPort() throws IOException {
    site.page("/", "200 OK", "");

    downloader(Set.of("127.0.0.1"), LONG).open(site.link("/"), LARGEST).close();
    downloader(Set.of(site.authority()), LONG).open(site.link("/"), LARGEST).close();

    assertThat(refusal(downloader(Set.of("127.0.0.1:1"), LONG), site.link("/")))
        .isEqualTo(DownloadRefused.NOT_PUBLIC);
    assertThat(refusal(downloader(Set.of("127.0.0.10"), LONG), site.link("/")))
        .isEqualTo(DownloadRefused.NOT_PUBLIC);
  }

  @Test
  void anAllowedNameMayHaveAnyAddress() throws IOException {
    site.page("/a", "200 OK", "hello");
    HostResolver hostResolver = host -> addresses("127.0.0.1");

    try (var downloader =
            new Downloader(Set.of("videos.example:" + site.port()), LONG, hostResolver);
        var openDownload = downloader.open(named("/a"), LARGEST)) {
      assertThat(text(openDownload)).isEqualTo("hello");
    }
  }

  // Redirects.

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aRedirectIsFollowed(int status) throws IOException {
    var link = site.page("/a/b?c", status + " Moved\r\nLocation: ../d?e#f", "moved");
    site.page("/d?e", "200 OK", "hello");

    try (var openDownload = withLongLimit().open(link, LARGEST)) {
      assertThat(text(openDownload)).isEqualTo("hello");
    }
  }

  @Test
  void fiveRedirectsAreFollowedAndNoSixth() throws IOException {
    for (int i = 0; i < 30; i++) {
      site.redirect("/" + i, "/" + (i + 1));
    }
    site.page("/30", "200 OK", "");

    withLongLimit().open(site.link("/25"), LARGEST).close();
    assertThat(refusal(withLongLimit(), site.link("/24"))).isEqualTo(DownloadRefused.REDIRECTS);
    assertThat(refusal(withLongLimit(), site.link("/0"))).isEqualTo(DownloadRefused.REDIRECTS);
    assertThat(site.heads()).hasSize(6 + 6 + 6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.1/",
        "http://2130706433/",
        "//[::1]/",
        "http://inside.example/",
        "http://127.0.0.1:1/"
      })
  void aRedirectToAPrivateAddressIsRefused(String location) throws IOException {
    site.redirect("/a", location);

    assertThat(refusal(withLongLimit(), site.link("/a"))).isEqualTo(DownloadRefused.NOT_PUBLIC);
    assertThat(site.heads()).hasSize(1);
  }

  @Test
  void aRedirectIsCheckedLikeTheLinkItself() throws IOException {
    assertThat(refusal(withLongLimit(), site.redirect("/a", "file:///etc/passwd")))
        .isEqualTo(DownloadRefused.SCHEME);
    assertThat(refusal(withLongLimit(), site.redirect("/a", "http://a:b@" + site.authority())))
        .isEqualTo(DownloadRefused.USER);
    assertThat(refusal(withLongLimit(), site.redirect("/a", "http://{{env:SECRET}}/${x}")))
        .isEqualTo(DownloadRefused.BAD_LOCATION);
    assertThat(refusal(withLongLimit(), site.redirect("/a", "")))
        .isEqualTo(DownloadRefused.BAD_LOCATION);
    assertThat(refusal(withLongLimit(), site.page("/a", "302 Found", "")))
        .isEqualTo(DownloadRefused.BAD_LOCATION);
  }

  @Test
  void theBodyOfARedirectIsNotRead() throws IOException {
    site.page("/a", out -> endless(out, "302 Found\r\nLocation: /b"));
    site.page("/b", "200 OK", "hello");

    try (var openDownload = withLongLimit().open(site.link("/a"), LARGEST)) {
      assertThat(text(openDownload)).isEqualTo("hello");
    }
  }

  @Test
  void aRedirectToAnotherHostSendsNoCookieOrCredential() throws IOException {
    site.page("/a", "302 Found\r\nSet-Cookie: a=b\r\nLocation: " + named("/b"), "");
    site.page("/b", "200 OK", "");

    try (var downloader = withLoopbackAsPublic("127.0.0.1")) {
      downloader.open(site.link("/a"), LARGEST).close();
    }

    assertThat(site.heads().get(1))
        .doesNotContainIgnoringCase("cookie")
        .doesNotContainIgnoringCase("referer")
        .doesNotContainIgnoringCase("authorization");
  }

  // Answers.

  @ParameterizedTest
  @ValueSource(ints = {204, 206, 304, 400, 401, 404, 407, 410, 429, 500, 503})
  void anyOtherStatusIsRefusedWithoutARetry(int status) throws IOException {
    var link =
        site.page(
            "/a",
            status + " X\r\nRetry-After: 0\r\nWWW-Authenticate: Basic realm=a\r\nContent-Length: 0",
            "");

    assertThat(refusal(withLongLimit(), link))
        .isEqualTo("The link answered with status " + status + ".");
    assertThat(site.heads()).hasSize(1);
  }

  @Test
  void anAnnouncedLengthBeyondTheLimitIsRefusedAtOnce() throws IOException {
    var atLimit = site.page("/most", "200 OK\r\nContent-Length: 1000", "x".repeat(1000));
    var aboveLimit = site.page("/more", "200 OK\r\nContent-Length: 1001", "");

    try (var openDownload = withLongLimit().open(atLimit, LARGEST)) {
      assertThat(text(openDownload)).hasSize(1000);
    }
    assertThat(refusal(withLongLimit(), aboveLimit))
        .isEqualTo("The file behind the link is larger than the 1000 bytes allowed.");
  }

  @Test
  void anEndlessBodyEndsAtTheSizeLimit() throws Exception {
    var link = site.page("/a", out -> endless(out, "200 OK"));

    assertThat(brokenBody(withLongLimit(), link))
        .isEqualTo("The file behind the link is larger than the 1000 bytes allowed.");
    assertThat(site.visitorLeaves()).isTrue();
  }

  @Test
  void closingAnEndlessBodyDoesNotReadIt() throws Exception {
    var link = site.page("/a", out -> endless(out, "200 OK\r\nContent-Length: 999999999999"));

    withLongLimit().open(link, Long.MAX_VALUE).close();

    assertThat(site.visitorLeaves()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 OK\r\nContent-Length: 100",
        "200 OK\r\nTransfer-Encoding: chunked",
        "200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5"
      })
  void anIncompleteBodyIsRefused(String head) throws IOException {
    assertThat(brokenBody(withLongLimit(), site.page("/a", head, "5\r\nhello\r\n")))
        .isEqualTo(DownloadRefused.BROKEN);
  }

  @Test
  void aBodyIsAsLongAsAnnounced() throws IOException {
    var link = site.page("/a", "200 OK\r\nContent-Length: 5", "hello, world");

    try (var openDownload = withLongLimit().open(link, LARGEST)) {
      assertThat(text(openDownload)).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nX"})
  void anAnswerThatIsNotHttpIsRefused(String words) throws IOException {
    assertThat(refusal(withLongLimit(), site.page("/a", out -> out.write(latin(words)))))
        .isEqualTo(DownloadRefused.UNREACHABLE);
  }

  @Test
  void anEndlessHeadIsRefused() throws IOException {
    var line = site.page("/a", "200 OK\r\nX: " + "x".repeat(1 << 20), "");
    var lines = site.page("/b", "200 OK\r\n" + "X: x\r\n".repeat(10_000), "");

    assertThat(refusal(withLongLimit(), line)).isEqualTo(DownloadRefused.UNREACHABLE);
    assertThat(refusal(withLongLimit(), lines)).isEqualTo(DownloadRefused.UNREACHABLE);
  }

  @Test
  void aClosedPortIsReportedWithoutDetails() throws IOException {
    int port = Ports.free();
    var downloader = downloader(Set.of("127.0.0.1"), LONG);

    assertThat(refusal(downloader, URI.create("http://127.0.0.1:" + port + "/")))
        .isEqualTo(DownloadRefused.UNREACHABLE);
  }

  // Time limits.

  @Test
  void noConnectionLeaksHoweverADownloadEnds() throws IOException {
    var cut = site.page("/a", "200 OK\r\nContent-Length: 100", "hello");
    try (var downloader = withLongLimit()) {
      for (int i = 0; i < 600; i++) {
        downloader.open(cut, LARGEST).close();
        refusal(downloader, site.link("/none"));
      }
    }

    assertThat(site.heads()).hasSize(1200);
  }

  @Test
  void aDrippingBodyEndsAtTheTimeLimit() throws Exception {
    var link = site.page("/a", out -> drip(out, "200 OK\r\nContent-Length: 900\r\n\r\n", "x"));

    assertThat(brokenBody(withShortLimit(), link)).isEqualTo(TOO_LATE);
    assertThat(site.visitorLeaves()).isTrue();
  }

  @Test
  void aDrippingChunkHeadEndsAtTheTimeLimit() throws IOException {
    var link =
        site.page("/a", out -> drip(out, "200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "0"));

    assertThat(brokenBody(withShortLimit(), link)).isEqualTo(TOO_LATE);
  }

  @Test
  void aDrippingHeadEndsAtTheTimeLimit() throws IOException {
    assertThat(refusal(withShortLimit(), site.page("/a", out -> drip(out, "200 OK\r\n", "x"))))
        .isEqualTo(TOO_LATE);
  }

  @Test
  void silenceEndsAtTheTimeLimit() throws IOException {
    assertThat(refusal(withShortLimit(), site.page("/a", out -> site.pause(60_000))))
        .isEqualTo(TOO_LATE);
    assertThat(refusal(withShortLimit(), URI.create("https://" + site.authority() + "/")))
        .isEqualTo(TOO_LATE);
  }

  @Test
  void slowRedirectsEndAtTheTimeLimit() throws IOException {
    site.page(
        "/a",
        out -> {
          site.pause(120);
          out.write(answer("302 Found\r\nLocation: /a", ""));
        });

    assertThat(refusal(withShortLimit(), site.link("/a"))).isEqualTo(TOO_LATE);
  }

  @Test
  void aBodyReadInTimeIsComplete() throws IOException {
    var link = site.page("/a", "200 OK\r\nContent-Length: 5", "hello");

    try (var openDownload = withShortLimit().open(link, LARGEST)) {
      assertThat(openDownload.body().read()).isEqualTo('h');
      assertThat(openDownload.body().skip(2)).isEqualTo(2);
      assertThat(openDownload.body().markSupported()).isFalse();
      assertThat(text(openDownload)).isEqualTo("lo");
      assertThat(openDownload.body().read()).isEqualTo(-1);
    }
  }

  // Helpers.

  private void drip(OutputStream out, String head, String drop) throws IOException {
    out.write(latin("HTTP/1.1 " + head));
    while (site.pause(20)) {
      out.write(latin(drop));
      out.flush();
    }
  }

  private static void endless(OutputStream out, String head) throws IOException {
    out.write(answer(head, ""));
    var some = new byte[1 << 16];
    while (true) {
      out.write(some);
    }
  }

  private URI named(String path) {
    return URI.create("http://videos.example:" + site.port() + path);
  }

  private Downloader withLongLimit() {
    return downloader(Set.of(site.authority()), LONG);
  }

  private Downloader withShortLimit() {
    return downloader(Set.of(site.authority()), SHORT);
  }

  /** Resolves only one name, to a private address. */
  private Downloader downloader(Set<String> allowed, Duration limit) {
    return opened(new Downloader(allowed, limit, this::resolvePrivate));
  }

  private InetAddress[] resolvePrivate(String host) throws UnknownHostException {
    lookups.add(host);
    if (!host.equals("inside.example")) {
      throw new UnknownHostException(host);
    }
    return addresses("10.0.0.1");
  }

  /** Treats loopback as public and resolves names to these answers, one after the other. */
  private Downloader withLoopbackAsPublic(String... answers) {
    var left = new ArrayDeque<>(List.of(answers));
    HostResolver hostResolver =
        host -> {
          lookups.add(host);
          return addresses(left.removeFirst());
        };
    return opened(new Downloader(Set.of(), LONG, hostResolver, InetAddress::isLoopbackAddress));
  }

  private Downloader opened(Downloader downloader) {
    open.add(downloader);
    return downloader;
  }

  private static InetAddress[] addresses(String texts) throws UnknownHostException {
    var found = new ArrayList<InetAddress>();
    for (var text : Arrays.stream(texts.split(" ")).filter(text -> !text.isEmpty()).toList()) {
      found.add(InetAddress.getByName(text));
    }
    return found.toArray(InetAddress[]::new);
  }

  private static String text(OpenDownload openDownload) throws IOException {
    return new String(openDownload.body().readAllBytes(), UTF_8);
  }

  private String refusal(String link) throws IOException {
    return refusal(downloader(Set.of(), LONG), URI.create(link));
  }

  private static String refusal(Downloader downloader, URI link) throws IOException {
    return catchThrowableOfType(DownloadRefused.class, () -> downloader.open(link, LARGEST))
        .sentence();
  }

  /** The refusal of a link that opens but cannot be read to its end. */
  private static String brokenBody(Downloader downloader, URI link) throws IOException {
    try (var openDownload = downloader.open(link, LARGEST)) {
      return catchThrowableOfType(DownloadRefused.class, () -> text(openDownload)).sentence();
    }
  }
}
