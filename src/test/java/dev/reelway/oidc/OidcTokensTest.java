package dev.reelway.oidc;

import static dev.reelway.oidc.TestTokens.EC;
import static dev.reelway.oidc.TestTokens.EDWARDS;
import static dev.reelway.oidc.TestTokens.OTHER_RSA;
import static dev.reelway.oidc.TestTokens.RSA;
import static dev.reelway.oidc.TestTokens.base64;
import static dev.reelway.oidc.TestTokens.json;
import static dev.reelway.oidc.TestTokens.signed;
import static dev.reelway.oidc.TestTokens.token;
import static dev.reelway.oidc.TestTokens.with;
import static dev.reelway.oidc.TestTokens.without;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reelway.SettableClock;
import dev.reelway.licence.LicenceRefused;
import dev.reelway.licence.Scope;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which tokens are licences: those of RFC 8725's attacks are not. */
class OidcTokensTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ISSUER = "https://login.example.com";
  private static final long NOW = Instant.parse("2026-11-22T12:00:00Z").getEpochSecond();
  private static final Map<String, Object> HEADER = Map.of("alg", "RS256", "kid", "rsa");
  private static final Map<String, Object> CLAIMS =
      Map.of("iss", ISSUER, "aud", "reelway", "sub", "anna", "iat", NOW - 60, "exp", NOW + 600);

  private final SettableClock clock = new SettableClock();
  private final AtomicInteger reads = new AtomicInteger();
  private Map<String, Object> published = TestTokens.keys();
  private final OidcTokens tokens = tokens();

  private OidcTokens tokens() {
    var settings =
        new OidcSettings(
            ISSUER,
            Set.of("reelway", "other"),
            null,
            Set.of("RS256", "ES256", "PS256", "EdDSA"),
            Set.of("JWT", "at+jwt"),
            Duration.ofSeconds(30),
            "sub",
            null,
            "",
            List.of(new OidcSettings.Rule(null, Set.of(), Set.of(Scope.VIDEOS), null, null)));
    var keys =
        new IssuerKeys(
            "company",
            () -> {
              reads.incrementAndGet();
              return KeySet.of(JSON.valueToTree(published));
            },
            clock);
    var all = new OidcSettings.ByName(Map.of("company", settings));
    return new OidcTokens(OidcFactory.issuers(all, (name, documents) -> keys), clock);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void aValidTokenIsALicence(String what, String token) {
    assertThat(tokens.isToken(token)).isTrue();
    var licence = tokens.read(token);

    assertThat(licence.name()).isEqualTo("oidc.company.anna");
    assertThat(licence.scopes()).containsExactly(Scope.VIDEOS);
    assertThat(licence.expires().getEpochSecond()).isEqualTo(NOW + 630);
  }

  static Stream<Arguments> aValidTokenIsALicence() {
    return Stream.of(
        Arguments.of("RS256", token(CLAIMS)),
        Arguments.of("PS256", by("PS256", "rsa", RSA.getPrivate())),
        Arguments.of("ES256", by("ES256", "ec", EC.getPrivate())),
        Arguments.of("EdDSA", by("EdDSA", "ed", EDWARDS.getPrivate())),
        Arguments.of("no kid", token(Map.of("alg", "ES256"), CLAIMS, EC.getPrivate())),
        Arguments.of("typ JWT", token(with(HEADER, "typ", "JWT"), CLAIMS, RSA.getPrivate())),
        Arguments.of("RFC 9068", token(with(HEADER, "typ", "at+jwt"), CLAIMS, RSA.getPrivate())),
        Arguments.of(
            "RFC 9068, in full",
            token(with(HEADER, "typ", "application/AT+JWT"), CLAIMS, RSA.getPrivate())),
        Arguments.of("several audiences", token(with(CLAIMS, "aud", List.of("x", "other")))),
        Arguments.of("times with fractions", token(with(CLAIMS, "exp", NOW + 600.5))));
  }

  private static String by(String algorithm, String id, PrivateKey key) {
    return token(Map.of("alg", algorithm, "kid", id), CLAIMS, key);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void anyOtherIsRefused(String what, String token, String why) {
    var refused = catchThrowableOfType(LicenceRefused.class, () -> tokens.read(token));

    assertThat(refused).hasMessage("Invalid token in the Authorization header: %s.".formatted(why));
    assertThat(refused.isKnown()).isFalse();
  }

  private static final String KIND = "its signature is of a kind not accepted";
  private static final String SIGNATURE = "its signature is not that of its issuer";
  private static final String HEADERS = "its header is not supported";
  private static final String FORM = "it is malformed";

  static Stream<Arguments> anyOtherIsRefused() throws Exception {
    var valid = token(CLAIMS);
    var parts = valid.split("\\.");
    var claims = json(CLAIMS);
    return Stream.of(
        Arguments.of("alg none", header("none"), KIND),
        Arguments.of("alg nOnE", header("nOnE"), KIND),
        Arguments.of("no alg", token(Map.of("kid", "rsa"), CLAIMS, RSA.getPrivate()), KIND),
        Arguments.of("HS256 with the public key", hmac(RSA.getPublic().getEncoded()), KIND),
        Arguments.of("HS256 with no key", hmac(new byte[1]), KIND),
        Arguments.of("RS512, not accepted", by("RS512", "rsa", RSA.getPrivate()), KIND),
        Arguments.of("another's key", by("RS256", "rsa", OTHER_RSA.getPrivate()), SIGNATURE),
        Arguments.of(
            "the key of another algorithm", by("RS256", "ec", RSA.getPrivate()), SIGNATURE),
        Arguments.of("an unknown key", by("RS256", "new", RSA.getPrivate()), SIGNATURE),
        Arguments.of("a path as kid", by("RS256", "../../dev/null", RSA.getPrivate()), SIGNATURE),
        Arguments.of("kid null", raw("{\"alg\":\"RS256\",\"kid\":null}", claims), HEADERS),
        Arguments.of("kid is a number", headed(RSA, "kid", 1), HEADERS),
        Arguments.of(
            "its own key", headed(OTHER_RSA, "jwk", TestTokens.rsa("rsa", OTHER_RSA)), SIGNATURE),
        Arguments.of(
            "its own keys' URL", headed(OTHER_RSA, "jku", "http://127.0.0.1:9/"), SIGNATURE),
        Arguments.of(
            "its own certificate", headed(OTHER_RSA, "x5u", "http://127.0.0.1:9/"), SIGNATURE),
        Arguments.of("crit", headed(RSA, "crit", List.of("exp")), HEADERS),
        Arguments.of("nested", headed(RSA, "cty", "JWT"), HEADERS),
        Arguments.of("another type", headed(RSA, "typ", "logout+jwt"), "it is of another type"),
        Arguments.of("a type that is none", headed(RSA, "typ", 7), "it is of another type"),
        Arguments.of(
            "altered claims",
            parts[0]
                + "."
                + base64(claims.replace("anna", "anne").getBytes(UTF_8))
                + "."
                + parts[2],
            SIGNATURE),
        Arguments.of("a cut signature", valid.substring(0, valid.length() - 8), SIGNATURE),
        Arguments.of("ECDSA of zeros", zeros("ES256", "ec", 64), SIGNATURE),
        Arguments.of("EdDSA of zeros", zeros("EdDSA", "ed", 64), SIGNATURE),
        Arguments.of(
            "a claim twice",
            raw(json(HEADER), claims.replaceFirst("\\{", "{\"sub\":\"bert\",")),
            FORM),
        Arguments.of(
            "alg twice", raw("{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"rsa\"}", claims), FORM),
        Arguments.of("more after the claims", raw(json(HEADER), claims + "{}"), FORM),
        Arguments.of("a list of claims", raw(json(HEADER), "[" + claims + "]"), FORM),
        Arguments.of("no JSON", raw("{nothing", claims), FORM),
        Arguments.of(
            "deep claims",
            raw(json(HEADER), "{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}"),
            FORM),
        Arguments.of(
            "another issuer", token(with(CLAIMS, "iss", ISSUER + "/")), "its issuer is unknown"),
        Arguments.of("no issuer", token(without(CLAIMS, "iss")), "its issuer is unknown"),
        Arguments.of(
            "another audience",
            token(with(CLAIMS, "aud", "REELWAY")),
            "it was made for another service"),
        Arguments.of(
            "no audience", token(without(CLAIMS, "aud")), "it was made for another service"),
        Arguments.of("no end", token(without(CLAIMS, "exp")), "it does not say when it expires"),
        Arguments.of("over", token(with(CLAIMS, "exp", NOW - 30)), "it has expired"),
        Arguments.of(
            "an end in words",
            token(with(CLAIMS, "exp", "" + (NOW + 600))),
            "its times are not numbers"),
        Arguments.of(
            "an endless end", token(with(CLAIMS, "exp", 1e300)), "its times are not numbers"),
        Arguments.of(
            "a far end", token(with(CLAIMS, "exp", Long.MAX_VALUE)), "its times are not dates"),
        Arguments.of("not yet", token(with(CLAIMS, "nbf", NOW + 31)), "it is not valid yet"),
        Arguments.of(
            "from the future", token(with(CLAIMS, "iat", NOW + 31)), "it was issued in the future"),
        Arguments.of(
            "bound to a key",
            token(with(CLAIMS, "cnf", Map.of("jkt", "x"))),
            "it is bound to a key, which is not supported"),
        Arguments.of("nobody's", token(without(CLAIMS, "sub")), "it does not say whose it is"),
        Arguments.of(
            "of several",
            token(with(CLAIMS, "sub", List.of("a", "b"))),
            "it does not say whose it is"),
        Arguments.of("of a number", token(with(CLAIMS, "sub", 7)), "it does not say whose it is"),
        Arguments.of(
            "an empty name", token(with(CLAIMS, "sub", " ")), "its name is empty or too long"),
        Arguments.of(
            "a long name",
            token(with(CLAIMS, "sub", "a".repeat(256))),
            "its name is empty or too long"));
  }

  private static String header(String algorithm) {
    return token(Map.of("alg", algorithm, "kid", "rsa"), CLAIMS, RSA.getPrivate());
  }

  private static String headed(KeyPair pair, String name, Object value) {
    return token(with(HEADER, name, value), CLAIMS, pair.getPrivate());
  }

  private static String raw(String header, String claims) {
    return signed(header, claims, "RS256", RSA.getPrivate());
  }

  private static String zeros(String algorithm, String id, int length) {
    var header = json(Map.of("alg", algorithm, "kid", id));
    return base64(header.getBytes(UTF_8))
        + "."
        + base64(json(CLAIMS).getBytes(UTF_8))
        + "."
        + base64(new byte[length]);
  }

  private static String hmac(byte[] secret) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    var header = json(Map.of("alg", "HS256", "kid", "rsa"));
    var text = base64(header.getBytes(UTF_8)) + "." + base64(json(CLAIMS).getBytes(UTF_8));
    return text + "." + base64(mac.doFinal(text.getBytes(US_ASCII)));
  }

  @Test
  void whatDoesNotLookLikeATokenIsNone() {
    var valid = token(CLAIMS);
    var unsigned = valid.substring(0, valid.lastIndexOf('.') + 1);

    for (var text :
        List.of(
            unsigned,
            valid + ".a.b",
            valid + "=",
            valid + "\n",
            "rw-0123",
            "a.b.c",
            "",
            token(with(CLAIMS, "padding", "x".repeat(SignedToken.LONGEST))))) {
      assertThat(tokens.isToken(text)).as(text).isFalse();
    }
    assertThat(new OidcTokens(List.of(), clock).isToken(valid)).isFalse();
  }

  /** Weak keys, secrets, and keys for other uses stand in the document, and are not used. */
  @Test
  void onlyKeysThatSignAreUsed() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    var weak = generator.generateKeyPair();
    published =
        Map.of(
            "keys",
            List.of(
                TestTokens.rsa("rsa", weak),
                with(TestTokens.rsa("rsa", RSA), "use", "enc"),
                with(TestTokens.rsa("rsa", RSA), "alg", "RS512"),
                Map.of("kty", "oct", "kid", "rsa", "k", base64(new byte[32])),
                Map.of("kty", "new", "kid", "rsa"),
                Map.of("kty", "RSA", "kid", "rsa"),
                "no key"));

    for (var token :
        List.of(token(CLAIMS), token(HEADER, CLAIMS, weak.getPrivate()), hmac(new byte[32]))) {
      assertThat(catchThrowableOfType(LicenceRefused.class, () -> tokens.read(token))).isNotNull();
    }
  }

  @Test
  void aTokenThatNamesNoKeyIsCheckedWithFewKeys() {
    var others = Stream.generate(() -> TestTokens.rsa("other", OTHER_RSA)).limit(5);
    published =
        Map.of("keys", Stream.concat(others, Stream.of(TestTokens.rsa("rsa", RSA))).toList());
    var unnamed = token(Map.of("alg", "RS256"), CLAIMS, RSA.getPrivate());

    assertThat(catchThrowableOfType(LicenceRefused.class, () -> tokens.read(unnamed)))
        .hasMessageContaining(SIGNATURE);
    assertThat(tokens.read(token(CLAIMS)).name()).isEqualTo("oidc.company.anna");
  }

  @Test
  void aTokenEndsThoughItWasValid() {
    var token = token(with(CLAIMS, "exp", NOW));
    tokens.read(token);
    clock.passes(Duration.ofSeconds(29));
    tokens.read(token);

    clock.passes(Duration.ofSeconds(1));

    assertThat(catchThrowableOfType(LicenceRefused.class, () -> tokens.read(token)))
        .hasMessageContaining("it has expired");
  }

  /** Who has stolen a key is out as soon as the issuer takes the key away. */
  @Test
  void aTokenEndsWithItsKey() {
    var token = token(CLAIMS);
    tokens.read(token);
    published = Map.of("keys", List.of(TestTokens.rsa("new", OTHER_RSA)));
    clock.passes(Duration.ofSeconds(10));
    tokens.read(token(with(HEADER, "kid", "new"), CLAIMS, OTHER_RSA.getPrivate()));

    assertThat(catchThrowableOfType(LicenceRefused.class, () -> tokens.read(token)))
        .hasMessageContaining(SIGNATURE);
    assertThat(reads).hasValue(2);
  }

  @Test
  void noSentenceOrTextRepeatsTheToken() {
    var token = token(CLAIMS);

    assertThat(SignedToken.read(token).toString()).isEqualTo("SignedToken");
    assertThat(tokens.read(token).toString()).doesNotContain(token.split("\\.")[1]);
  }
}
