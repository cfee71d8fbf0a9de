package dev.reelway.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LicenceCommandTest {

  private static final String LICENCES =
      """
      {"data": [
        {"name": "a", "status": "active", "scopes": ["videos"], "declared": true, "tokens": false},
        {"name": "b", "status": "active", "scopes": ["chat"], "declared": false, "tokens": false},
        {"name": "oidc.c.d", "status": "revoked", "scopes": [], "declared": false, "tokens": true}
      ], "has_more": false}
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  /** What the service has received. */
  private final List<String> bodies = new CopyOnWriteArrayList<>();

  @Test
  void theListSaysWhereALicenceComesFrom() throws Exception {
    assertThat(served(LICENCES, "licences", "list")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            a\tactive\tvideos\t-\tdeclared
            b\tactive\tchat\t-\tledger
            oidc.c.d\trevoked\t\t-\ttokens
            """);
  }

  /** A variable of the shell that is not set is an empty text. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "5",
        "{",
        "{\"jobs_at_once\": 4} {\"day\": {\"jobs\": 9}}",
        "{\"jobs_at_once\": 4, \"jobs_at_once\": 400}"
      })
  void limitsAreOneObject(String limits) throws Exception {
    assertThat(served("{\"key\": \"s3cret\"}", create("--limits", limits))).isEqualTo(2);

    assertThat(errors.toString(StandardCharsets.UTF_8))
        .isEqualTo("--limits must be one JSON object, without duplicate keys.\n");
    assertThat(bodies).isEmpty();
    assertThat(out.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "1790000000, 1790000000",
    "2027-01-31T00:00:00Z, \"2027-01-31T00:00:00Z\"",
    "99999999999999999999, \"99999999999999999999\""
  })
  void theEndOfALicenceIsInSecondsOrATime(String text, String json) throws Exception {
    assertThat(served("{\"key\": \"s3cret\"}", create("--expires-at", text))).isZero();

    assertThat(bodies)
        .containsExactly(
            "{\"name\":\"a\",\"scopes\":[\"videos\"],\"expires_at\":%s}".formatted(json));
  }

  private static String[] create(String option, String value) {
    return new String[] {"licences", "create", "--name", "a", "--scopes", "videos", option, value};
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "help", "licences --help"})
  void helpIsPrintedAndNoServiceIsStarted(String line) {
    var arguments = line.split(" ");

    assertThat(LicenceCommand.isMeant(List.of(arguments))).isTrue();
    assertThat(run(URI.create("http://127.0.0.1"), arguments)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Usage: java -jar reelway.jar ");
    assertThat(errors.size()).isZero();
  }

  @Test
  void settingsAreNoCommand() {
    assertThat(LicenceCommand.isMeant(List.of())).isFalse();
    assertThat(LicenceCommand.isMeant(List.of("--reelway.home=help"))).isFalse();
    assertThat(LicenceCommand.isMeant(List.of("licenses", "list"))).isTrue();
  }

  /** Runs a command against a service that answers each call with this. */
  private int served(String answer, String... arguments) throws IOException {
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/admin/licences",
        call -> {
          bodies.add(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          var body = answer.getBytes(StandardCharsets.UTF_8);
          call.sendResponseHeaders(200, body.length);
          call.getResponseBody().write(body);
          call.close();
        });
    server.start();
    try {
      return run(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), arguments);
    } finally {
      server.stop(0);
    }
  }

  private int run(URI base, String... arguments) {
    return new LicenceCommand(
            () -> new AdminClient(base, "key"), new PrintStream(out), new PrintStream(errors))
        .run(List.of(arguments));
  }
}
