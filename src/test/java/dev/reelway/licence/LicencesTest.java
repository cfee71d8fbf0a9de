package dev.reelway.licence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reelway.licence.DeclaredLicences.Declared;
import dev.reelway.setup.WatchedSecret;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LicencesTest {

  private static final Licence ANNA = new Licence("anna", Set.of(Scope.VIDEOS, Scope.IMAGES));
  private static final Licence BERT = new Licence("bert", Set.of(Scope.CHAT));

  /** The SHA-256 of {@code abc}, as FIPS 180-2 prints it in its appendix B.1. */
  private static final byte[] OF_ABC =
      HexFormat.of().parseHex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

  private final Licences licences =
      new Licences(
          new DeclaredLicences(
              List.of(
                  new Declared(WatchedSecret.of("k-anna", "", Licences::digest), ANNA),
                  new Declared(WatchedSecret.of("", "", hash -> OF_ABC), BERT))),
          null);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k-anna",
        " k-anna ",
        "Bearer k-anna",
        "bearer k-anna",
        "BEARER k-anna",
        "bEaReR   k-anna",
        " Bearer k-anna\t"
      })
  void aKeyComesBareOrAfterBearer(String header) {
    assertThat(licences.authorize(List.of(header), Scope.VIDEOS)).isEqualTo(ANNA);
  }

  @Test
  void aLicenceMayBeConfiguredByTheHashOfItsKey() {
    assertThat(licences.authenticate(List.of("Bearer abc"))).isEqualTo(BERT);
  }

  @Test
  void theHashIsNotAcceptedAsAKey() {
    var hash = HexFormat.of().formatHex(OF_ABC);

    assertThat(refusal(List.of(hash), Scope.CHAT).isKnown()).isFalse();
  }

  @ParameterizedTest
  @MethodSource
  void withoutExactlyOneHeaderTheLicenceIsMissing(List<String> headers) {
    var refusal = refusal(headers, Scope.VIDEOS);

    assertThat(refusal.isKnown()).isFalse();
    assertThat(refusal.sentence())
        .isEqualTo(
            "Send exactly one licence in the Authorization header, as 'Bearer <licence>' or bare.");
  }

  static Stream<List<String>> withoutExactlyOneHeaderTheLicenceIsMissing() {
    return Stream.of(
        List.of(), List.of(""), List.of(" \t"), List.of("k-anna", "k-anna"), List.of("k-anna", ""));
  }

  @ParameterizedTest
  @MethodSource
  void anyOtherKeyIsUnknown(String header) {
    var refusal = refusal(List.of(header), Scope.VIDEOS);

    assertThat(refusal.isKnown()).isFalse();
    assertThat(refusal.sentence()).isEqualTo("Unknown licence in the Authorization header.");
  }

  static Stream<String> anyOtherKeyIsUnknown() {
    return Stream.of(
        "K-ANNA",
        "k-ann",
        "k-anna2",
        "k-anna,k-anna",
        "k-\u0430nna",
        "ｋ-anna",
        "k-anna\u200b",
        "k-ann\ud83c",
        "Bearer",
        "Bearer Bearer k-anna",
        "Basic k-anna",
        "Bearerk-anna",
        "' OR pg_sleep(8)--",
        "anna",
        "k-anna" + "x".repeat(1 << 20),
        "x".repeat(1 << 20));
  }

  @Test
  void aLicenceWithoutTheScopeIsKnownButRefused() {
    var refusal = refusal(List.of("k-anna"), Scope.CHAT);

    assertThat(refusal.isKnown()).isTrue();
    assertThat(refusal.sentence()).isEqualTo("This licence lacks the scope 'chat'.");
    assertThat(licences.authenticate(List.of("k-anna"))).isEqualTo(ANNA);
  }

  @Test
  void withoutConfiguredLicencesEveryKeyIsUnknown() {
    var none = new Licences(new DeclaredLicences(List.of()), null);

    assertThat(
            catchThrowableOfType(LicenceRefused.class, () -> none.authenticate(List.of("k-anna"))))
        .hasMessage("Unknown licence in the Authorization header.");
  }

  @Test
  void noSentenceRepeatsTheKey() {
    assertThat(refusal(List.of("k-secret"), Scope.CHAT).sentence()).doesNotContain("k-secret");
  }

  private LicenceRefused refusal(List<String> headers, Scope scope) {
    return catchThrowableOfType(LicenceRefused.class, () -> licences.authorize(headers, scope));
  }
}
