package dev.reelway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reelway.sink.Asset;
import dev.reelway.sink.SinkUnavailable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.Resource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** What a caller gets of a file whose sink fails while it is read. */
class AssetSenderTest {

  private static final int LENGTH = 100_000;
  private static final Asset ASSET =
      new Asset("shelf", "a/video_1.mp4", "video/mp4", LENGTH, "0".repeat(64), null);

  private static final String TAG = "\"" + ASSET.sha256() + "\"";

  private final MockHttpServletRequest call = new MockHttpServletRequest("GET", "/sora/v1/x");
  private final MockHttpServletResponse response = new MockHttpServletResponse();

  static Stream<Callable<Integer>> ends() {
    return Stream.of(
        () -> -1,
        () -> {
          throw new IOException("reset");
        },
        () -> {
          throw new FileNotFoundException("gone");
        },
        () -> {
          throw new NullPointerException("closed");
        },
        () -> {
          throw new IllegalStateException("away");
        });
  }

  @ParameterizedTest
  @MethodSource("ends")
  void aFileThatBreaksOffClosesTheConnection(Callable<Integer> end) throws Exception {
    send(file(50_000, end));

    assertThat(response.isCommitted()).isTrue();
    assertThat(response.getContentAsByteArray().length).isLessThanOrEqualTo(50_000);
    assertThat(isBroken()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("ends")
  void aRangeThatBreaksOffClosesTheConnection(Callable<Integer> end) throws Exception {
    call.addHeader("Range", "bytes=10000-");

    send(file(50_000, end));

    assertThat(response.getStatus()).isEqualTo(206);
    assertThat(isBroken()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("ends")
  void aFileThatBreaksAtOnceIsAFailureOfItsSink(Callable<Integer> end) {
    assertThatThrownBy(() -> send(file(0, end)))
        .isInstanceOf(SinkUnavailable.class)
        .hasMessage("The file cannot be read from its sink.");

    assertThat(response.isCommitted()).isFalse();
    assertThat(isBroken()).isFalse();
  }

  @Test
  void aWholeFileIsSent() throws Exception {
    send(file(LENGTH, () -> -1));

    assertThat(response.getContentAsByteArray()).hasSize(LENGTH);
    assertThat(isBroken()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=10-19 | | 206 | 10",
        "bytes=10-19,15-29 | | 206 | 20",
        "bytes=10-19,200000- | | 206 | 10",
        "bytes=-200000 | | 206 | 100000",
        "items=0-9 | | 200 | 100000",
        "bytes=9-0 | | 200 | 100000",
        "bytes=100000- | | 416 | 0",
        "bytes=0-9 | TAG | 206 | 10",
        "bytes=0-9 | W/TAG | 200 | 100000",
        "bytes=0-9 | \"other\" | 200 | 100000",
        "bytes=0-9 | Tue, 01 Sep 2026 12:00:00 GMT | 206 | 10",
        "bytes=0-9 | Tue, 01 Sep 2026 11:59:59 GMT | 200 | 100000",
        "bytes=0-9 | yesterday | 200 | 100000",
      })
  void aRangeIsSentAsTheStandardSays(
      String range, @Nullable String condition, int status, int bytes) throws Exception {
    call.addHeader("Range", range);
    if (condition != null) {
      call.addHeader("If-Range", condition(condition));
    }

    send(file(LENGTH, () -> -1));

    assertThat(response.getStatus()).isEqualTo(status);
    assertThat(response.getContentAsByteArray()).hasSize(bytes);
    if (status == 416) {
      assertThat(response.getHeader("Content-Range")).isEqualTo("bytes */" + LENGTH);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "If-None-Match: * | 304",
        "If-None-Match: TAG | 304",
        "If-None-Match: W/TAG | 304",
        "If-None-Match: \"other\", W/TAG | 304",
        "If-None-Match: \"other\" | 200",
        "If-None-Match: SHA | 200",
        "If-None-Match: \"other\"; If-Modified-Since: LATER | 200",
        "If-Modified-Since: SAME | 304",
        "If-Modified-Since: LATER | 304",
        "If-Modified-Since: BEFORE | 200",
        "If-Modified-Since: yesterday | 200",
        "If-Match: * | 200",
        "If-Match: \"other\", TAG | 200",
        "If-Match: TAG; If-Unmodified-Since: BEFORE | 200",
        "If-Match: TAG; If-None-Match: TAG | 304",
        "If-Unmodified-Since: SAME | 200",
        "If-Unmodified-Since: yesterday | 200",
        "If-None-Match: TAG; Range: bytes=0-9 | 304",
        "If-None-Match: \"other\"; Range: bytes=0-9 | 206",
      })
  void aConditionIsMetAsTheStandardSays(String fields, int status) throws Exception {
    for (var method : List.of("GET", "HEAD")) {
      var response = conditional(method, fields);

      boolean isWhole = method.equals("HEAD") && status == 206;
      assertThat(response.getStatus()).as(method).isEqualTo(isWhole ? 200 : status);
      assertThat(response.getHeader("ETag")).isEqualTo(TAG);
      assertThat(response.getHeader("Cache-Control")).isEqualTo("private, no-cache");
      assertThat(response.getContentAsByteArray().length > 0)
          .isEqualTo(method.equals("GET") && status < 300);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "If-Match: W/TAG",
        "If-Match: \"other\"",
        "If-Match: \"other\"; If-None-Match: TAG",
        "If-Unmodified-Since: BEFORE",
        "If-Match: \"other\"; Range: bytes=0-9; If-Range: TAG",
      })
  void aFileOfAnotherTagOrTimeIsRefused(String fields) {
    for (var method : List.of("GET", "HEAD")) {
      assertThatThrownBy(() -> conditional(method, fields))
          .isInstanceOfSatisfying(
              RequestRefused.class, refused -> assertThat(refused.error().status()).isEqualTo(412));
    }
  }

  private MockHttpServletResponse conditional(String method, String fields) throws Exception {
    var call = new MockHttpServletRequest(method, "/sora/v1/x");
    var response = new MockHttpServletResponse();
    for (var field : fields.split(";")) {
      var parts = field.split(":", 2);
      call.addHeader(parts[0].strip(), condition(parts[1].strip()));
    }
    send(call, response, file(LENGTH, () -> -1));
    return response;
  }

  private static String condition(String text) {
    return text.replace("TAG", TAG)
        .replace("SHA", ASSET.sha256())
        .replace("BEFORE", "Tue, 01 Sep 2026 11:59:59 GMT")
        .replace("SAME", "Tue, 01 Sep 2026 12:00:00 GMT")
        .replace("LATER", "Tue, 01 Sep 2026 12:00:01 GMT");
  }

  @Test
  void aFailureKeepsTheRulesForBrowsersAndTheLimitOfRequests() {
    response.addHeader("Vary", "Origin");
    response.addHeader("x-ratelimit-remaining-requests", "7");
    response.addHeader("Access-Control-Allow-Origin", "https://studio.example");
    response.addHeader("Cache-Control", "private");

    assertThatThrownBy(() -> send(file(0, () -> -1))).isInstanceOf(SinkUnavailable.class);

    assertThat(response.getHeader("Access-Control-Allow-Origin"))
        .isEqualTo("https://studio.example");
    assertThat(response.getHeader("Vary")).isEqualTo("Origin");
    assertThat(response.getHeader("x-ratelimit-remaining-requests")).isEqualTo("7");
    assertThat(response.getHeader("Cache-Control")).isNull();
  }

  private boolean isBroken() {
    return Collections.list(call.getAttributeNames()).stream()
        .anyMatch(name -> name.endsWith(".broken"));
  }

  private void send(Resource file) throws Exception {
    send(call, response, file);
  }

  private static void send(
      MockHttpServletRequest call, MockHttpServletResponse response, Resource file)
      throws Exception {
    var exchange = new DefaultExchange(new DefaultCamelContext());
    exchange.getMessage().setHeader("CamelHttpServletRequest", new OpaqueRequest(call));
    exchange.getMessage().setHeader("CamelHttpServletResponse", response);
    exchange.getMessage().setBody(file);
    new AssetSender().send(exchange, ASSET);
  }

  /** A file of the length of the ledger, whose bytes end otherwise. */
  private static Resource file(int good, Callable<Integer> end) {
    return new AbstractResource() {
      @Override
      public boolean exists() {
        return true;
      }

      @Override
      public long contentLength() {
        return LENGTH;
      }

      @Override
      public long lastModified() {
        return Instant.parse("2026-09-01T12:00:00.789Z").toEpochMilli();
      }

      @Override
      public InputStream getInputStream() {
        return new Ending(good, end);
      }

      @Override
      public String getDescription() {
        return "a file that breaks";
      }
    };
  }

  private static final class Ending extends InputStream {

    private final Callable<Integer> end;
    private int left;

    Ending(int good, Callable<Integer> end) {
      this.left = good;
      this.end = end;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        return ended();
      }
      int count = Math.min(length, left);
      left -= count;
      return count;
    }

    private int ended() throws IOException {
      try {
        return end.call();
      } catch (IOException | RuntimeException failed) {
        throw failed;
      } catch (Exception failed) {
        throw new AssertionError(failed);
      }
    }
  }
}
