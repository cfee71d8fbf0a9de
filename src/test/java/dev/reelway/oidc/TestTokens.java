package dev.reelway.oidc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Signs tokens as an issuer does, with the JDK alone. Not a part of what is tested. */
public final class TestTokens {

  private static final ObjectMapper JSON = new ObjectMapper();

  static final KeyPair RSA = pair("RSA", 2048);
  static final KeyPair OTHER_RSA = pair("RSA", 2048);
  static final KeyPair EC = curve();
  static final KeyPair EDWARDS = pair("Ed25519", 0);

  private TestTokens() {}

  private static KeyPair pair(String algorithm, int bits) {
    try {
      var generator = KeyPairGenerator.getInstance(algorithm);
      if (bits > 0) {
        generator.initialize(bits);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair curve() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public keys, named {@code rsa}, {@code ec} and {@code ed}, as a JSON Web Key Set. */
  static Map<String, Object> keys() {
    return Map.of("keys", List.of(rsa("rsa", RSA), ec(), edwards()));
  }

  static Map<String, Object> rsa(String id, KeyPair pair) {
    var key = (RSAPublicKey) pair.getPublic();
    return Map.of(
        "kty",
        "RSA",
        "kid",
        id,
        "use",
        "sig",
        "n",
        number(key.getModulus(), 0),
        "e",
        number(key.getPublicExponent(), 0));
  }

  private static Map<String, Object> ec() {
    var point = ((ECPublicKey) EC.getPublic()).getW();
    return Map.of(
        "kty",
        "EC",
        "kid",
        "ec",
        "crv",
        "P-256",
        "x",
        number(point.getAffineX(), 32),
        "y",
        number(point.getAffineY(), 32));
  }

  private static Map<String, Object> edwards() {
    var encoded = EDWARDS.getPublic().getEncoded();
    var x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    return Map.of("kty", "OKP", "kid", "ed", "crv", "Ed25519", "x", base64(x));
  }

  /** Big-endian, of this length, or without a leading zero if that is 0. */
  private static String number(BigInteger number, int length) {
    var bytes = number.toByteArray();
    int size = length > 0 ? length : bytes[0] == 0 ? bytes.length - 1 : bytes.length;
    var exact = new byte[size];
    int count = Math.min(size, bytes.length);
    System.arraycopy(bytes, bytes.length - count, exact, size - count, count);
    return base64(exact);
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A token with the key {@code rsa}. */
  public static String token(Map<String, Object> claims) {
    return token(Map.of("alg", "RS256", "kid", "rsa"), claims, RSA.getPrivate());
  }

  static String token(Map<String, Object> header, Map<String, Object> claims, PrivateKey key) {
    return signed(json(header), json(claims), String.valueOf(header.get("alg")), key);
  }

  /** Header and claims as they are written. */
  static String signed(String header, String claims, String algorithm, PrivateKey key) {
    var text = base64(header.getBytes(US_ASCII)) + "." + base64(claims.getBytes(US_ASCII));
    return text + "." + base64(signature(algorithm, text, key));
  }

  private static byte[] signature(String algorithm, String text, PrivateKey key) {
    try {
      var signature = Signature.getInstance(inJava(algorithm));
      if (algorithm.equals("PS256")) {
        signature.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      }
      signature.initSign(key);
      signature.update(text.getBytes(US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String inJava(String algorithm) {
    return switch (algorithm) {
      case "RS512" -> "SHA512withRSA";
      case "PS256" -> "RSASSA-PSS";
      case "ES256" -> "SHA256withECDSAinP1363Format";
      case "EdDSA" -> "Ed25519";
      default -> "SHA256withRSA";
    };
  }

  /** The same claims with some others. */
  static Map<String, Object> with(Map<String, Object> claims, Object... more) {
    Map<String, Object> all = new LinkedHashMap<>(claims);
    for (int i = 0; i < more.length; i += 2) {
      all.put(String.valueOf(more[i]), more[i + 1]);
    }
    return all;
  }

  /** The same claims without one. */
  static Map<String, Object> without(Map<String, Object> claims, String name) {
    Map<String, Object> all = new LinkedHashMap<>(claims);
    all.remove(name);
    return all;
  }
}
