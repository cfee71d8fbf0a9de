package dev.reelway.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The signatures of tokens that can be accepted (RFC 7518, 3.1; RFC 8037, 3.1). All are by a public
 * key: a secret that is shared with the issuer, and no signature at all, are never accepted.
 */
enum TokenAlgorithm {
  RS256(null),
  RS384(null),
  RS512(null),
  PS256(null),
  PS384(null),
  PS512(null),
  ES256(Curve.P_256),
  ES384(Curve.P_384),
  ES512(Curve.P_521),
  EDDSA(Curve.Ed25519);

  /** A shorter key must not be used (RFC 7518, 3.3). */
  private static final int SHORTEST_RSA = 2048;

  /** What stands before the 32 bytes of an Ed25519 key in its X.509 form (RFC 8410, 4). */
  private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

  private final @Nullable Curve curve;

  TokenAlgorithm(@Nullable Curve curve) {
    this.curve = curve;
  }

  /** The algorithm of a name, as a header writes it. */
  static Optional<TokenAlgorithm> named(String name) {
    return Arrays.stream(values()).filter(one -> one.jose().equals(name)).findFirst();
  }

  /** Its name in a header. */
  String jose() {
    return this == EDDSA ? "EdDSA" : name();
  }

  /** Whether a key can have made such a signature. */
  boolean fits(JWK key) {
    boolean isForIt = key.getAlgorithm() == null || key.getAlgorithm().getName().equals(jose());
    return isForIt
        && switch (key) {
          case RSAKey rsa -> curve == null && rsa.size() >= SHORTEST_RSA;
          case ECKey ec -> ec.getCurve().equals(curve);
          case OctetKeyPair pair -> pair.getCurve().equals(curve);
          default -> false;
        };
  }

  /** Whether a key, which fits, has made a signature. */
  boolean isBy(JWK key, byte[] signed, byte[] signature) {
    try {
      return switch (key) {
        case RSAKey rsa ->
            new RSASSAVerifier(rsa.toRSAPublicKey())
                .verify(header(), signed, Base64URL.encode(signature));
        case ECKey ec ->
            new ECDSAVerifier(ec.toECPublicKey())
                .verify(header(), signed, Base64URL.encode(signature));
        case OctetKeyPair pair -> isByEd25519(pair.getDecodedX(), signed, signature);
        default -> false;
      };
    } catch (JOSEException | GeneralSecurityException wrong) {
      return false;
    }
  }

  private JWSHeader header() {
    return new JWSHeader(JWSAlgorithm.parse(jose()));
  }

  private static boolean isByEd25519(byte[] point, byte[] signed, byte[] signature)
      throws GeneralSecurityException {
    var encoded = new ByteArrayOutputStream();
    encoded.writeBytes(ED25519);
    encoded.writeBytes(point);
    var verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(encoded.toByteArray())));
    verifier.update(signed);
    return verifier.verify(signature);
  }
}
