package dev.reelway.leaks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** The search that the run depends on finds what it is for. */
@Isolated("It has the standard output of all classes for a moment.")
class LeakSearchTest {

  private static final String SECRET = "anns-h1dden+/";

  private final Leaks leaks = new Leaks();

  LeakSearchTest() {
    leaks.addSecret("Ann's key", SECRET);
  }

  @Test
  void aSecretInALineOfTheLogFailsTheRunWithoutBeingNamed() {
    var run = new LeakSearch.Run(leaks);

    logged("The key is " + SECRET, null);

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(run::close)
        .withMessage("Secrets were printed or logged:\n  Ann's key in the log of reelway.test");
  }

  @Test
  void aSecretInTheCauseOfALoggedExceptionIsFound() {
    logged("Failed", new IllegalStateException("a", new IOException("401 for " + SECRET)));

    assertThat(leaks.found()).containsExactly("Ann's key in the log of reelway.test");
  }

  @Test
  void aSecretThatIsPrintedFailsTheRun() {
    var before = System.out;
    var run = new LeakSearch.Run(leaks);

    System.out.print("The key is " + SECRET.substring(0, 5));
    System.out.println(SECRET.substring(5));

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(run::close)
        .withMessageContaining("Ann's key in the standard output");
    assertThat(System.out).isSameAs(before);
  }

  @Test
  void aRunWithoutALeakIsLeftAlone() {
    var run = new LeakSearch.Run(leaks);

    logged("Nothing of anns-h1dden is here", null);

    run.close();
  }

  @Test
  void aSecretIsFoundInBase64WhateverStandsBesideIt() {
    for (var user : new String[] {"", "a", "an", "ann:"}) {
      var text = (user + SECRET + "|" + user).getBytes(StandardCharsets.UTF_8);

      leaks.searchText(user, "x " + Base64.getEncoder().encodeToString(text));
    }

    assertThat(leaks.found()).hasSize(4).allMatch(one -> one.startsWith("Ann's key in "));
  }

  @Test
  void aSecretInAUrlIsFound() {
    leaks.searchText("a URL", "https://videos.example/?key=anns-h1dden%2B%2F&x=1");

    assertThat(leaks.found()).containsExactly("Ann's key in a URL");
  }

  @Test
  void whatStandsInManyATextIsNotSearchedFor() {
    leaks.addSecret("short", "k-1");
    leaks.addSecret("a word", "sandbox");

    leaks.searchText("a text", "k-1 in the sandbox");

    assertThat(leaks.found()).isEmpty();
  }

  @Test
  void theSecretsOfSettingsAreKnown() {
    var environment = new StandardEnvironment();
    var settings =
        Map.<String, Object>of(
            "reelway.licences.zoe.key", "zoes-k3y-of-the-test",
            "reelway.sinks.s3.secret-key", "${nowhere}",
            "reelway.sinks.file.key", "{job}-of-the-test.{ext}",
            "reelway.url", "an-address-of-the-test");
    environment.getPropertySources().addFirst(new MapPropertySource("test", settings));

    new SettingsSecrets().postProcessEnvironment(environment, new SpringApplication());

    assertThat(Leaks.OF_THE_RUN.namesIn("zoes-k3y-of-the-test"))
        .containsExactly("reelway.licences.zoe.key");
    assertThat(Leaks.OF_THE_RUN.namesIn("an-address-of-the-test")).isEmpty();
    assertThat(Leaks.OF_THE_RUN.namesIn("{job}-of-the-test.{ext}")).isEmpty();
  }

  @Test
  void allThatTheServicesOfTheRunLogIsSearchedForTheirSettings() {
    var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    var factories = SpringFactoriesLoader.forDefaultResourceLocation();

    assertThat(root.getAppender("leaks")).isInstanceOf(LeakAppender.class);
    assertThat(factories.load(EnvironmentPostProcessor.class, null, (kind, name, failed) -> {}))
        .hasAtLeastOneElementOfType(SettingsSecrets.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rw-%s | the key of a licence",
        "whsec_%s= | a signing secret",
        "webhook-signature: v1,%s= | the signature of a webhook",
        "http://localhost/sora/media/1795862142.%s/a.mp4 | the seal of a signed link",
        "/sora/hooks/video_0199c3f1a2b4d0c9e1f2a3b4c5d6e7f8/%s | the seal of a callback URL",
        "Authorization: %s | the value of an Authorization header",
        "{\"Authorization\":\"%s\"} | the value of an Authorization header",
        "{Authorization=[%s]} | the value of an Authorization header",
        "key: Bearer %s | a bearer token",
        "Proxy: Basic %s= | a user and a password",
        "-----BEGIN RSA PRIVATE KEY----- %s | a private key",
        "eyJhbGciOiJub25lIn0.eyJhbGciOiJub25lIn0.%s | a JSON Web Token"
      })
  void aSecretIsKnownByItsShape(String text, String kind) {
    leaks.searchText("a text", text.formatted("0123456789".repeat(4) + "abc"));

    assertThat(leaks.found()).contains(kind + " in a text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Unknown licence in the Authorization header.",
        "send `Authorization: <licence>`, or ask the operator for another one",
        "send `Authorization: Bearer <admin key>`",
        "The Authorization header must be sent once.",
        "secret must be whsec_ followed by 16 to 128 bytes in base64.",
        "the path /media/{seal}/{name}"
      })
  void aSentenceAboutSecretsIsNone(String text) {
    leaks.searchText("a text", text);

    assertThat(leaks.found()).isEmpty();
  }

  @Test
  void eachLineIsPassedOnAndTold() throws IOException {
    var lines = new ArrayList<String>();
    var out = new ByteArrayOutputStream();

    try (var stream = new PrintStream(new SearchedStream(out, lines::add), true)) {
      stream.print("a");
      stream.print("b\nc");
    }

    assertThat(out).hasToString("ab\nc");
    assertThat(lines).containsExactly("ab", "\nc");
  }

  private void logged(String message, @Nullable Throwable thrown) {
    var context = new LoggerContext();
    var appender = new LeakAppender(leaks);
    appender.setContext(context);
    appender.start();
    var logger = context.getLogger("reelway.test");
    logger.addAppender(appender);
    logger.error(message, thrown);
  }
}
