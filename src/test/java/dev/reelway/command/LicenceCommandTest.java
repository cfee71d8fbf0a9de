package dev.reelway.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

  @Test
  void theListSaysWhereALicenceComesFrom() throws Exception {
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/admin/licences",
        call -> {
          var body = LICENCES.getBytes(StandardCharsets.UTF_8);
          call.sendResponseHeaders(200, body.length);
          call.getResponseBody().write(body);
          call.close();
        });
    server.start();
    try {
      var base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());

      assertThat(run(base, "licences", "list")).isZero();
    } finally {
      server.stop(0);
    }
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            a\tactive\tvideos\t-\tdeclared
            b\tactive\tchat\t-\tledger
            oidc.c.d\trevoked\t\t-\ttokens
            """);
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

  private int run(URI base, String... arguments) {
    return new LicenceCommand(
            () -> new AdminClient(base, "key"), new PrintStream(out), new PrintStream(errors))
        .run(List.of(arguments));
  }
}
