package dev.reelway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.reelway.media.UploadedContent;
import dev.reelway.order.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The SHA-256 of what a request asks for: its path and its parameters, however they are written.
 * Files count by their content alone, numbers and booleans by their text, and an array of one value
 * as the value itself, as forms have no other types. The order of keys and JSON's spaces do not
 * count, nor does whether a parameter stands in the body or in the query string.
 */
final class RequestFingerprint {

  /** A number with more digits than that counts in its scientific notation. */
  private static final int MOST_DIGITS = 40;

  private final MessageDigest digest = sha256();

  private RequestFingerprint() {}

  /**
   * In lower-case hex.
   *
   * @param path what is called, without the base path
   */
  static String of(String path, Parameters parameters) throws IOException {
    var fingerprint = new RequestFingerprint();
    fingerprint.add(path);
    fingerprint.add(parameters.values());
    return HexFormat.of().formatHex(fingerprint.digest.digest());
  }

  private void add(Map<String, JsonNode> values) throws IOException {
    begin('{', values.size());
    for (var one : new TreeMap<>(values).entrySet()) {
      add(one.getKey());
      add(one.getValue());
    }
  }

  private void add(JsonNode value) throws IOException {
    switch (value.getNodeType()) {
      case OBJECT -> {
        var values = new TreeMap<String, JsonNode>();
        value.properties().forEach(one -> values.put(one.getKey(), one.getValue()));
        add(values);
      }
      case ARRAY -> addAll(value);
      case POJO -> add(((POJONode) value).getPojo());
      case NUMBER -> add(number(value));
      case STRING, BOOLEAN -> add(value.asText());
      case NULL, MISSING, BINARY -> begin('-', value.getNodeType().ordinal());
    }
  }

  private void addAll(JsonNode array) throws IOException {
    if (array.size() != 1) {
      begin('[', array.size());
    }
    for (var one : array) {
      add(one);
    }
  }

  /** A file or a long text; both are read to their end. */
  private void add(Object content) throws IOException {
    var own = sha256();
    try (InputStream in = ((UploadedContent) content).open();
        var out = new DigestOutputStream(OutputStream.nullOutputStream(), own)) {
      in.transferTo(out);
    }
    addHash(own);
  }

  /** A text counts by its hash, as a long one is read like a file. */
  private void add(String text) {
    var own = sha256();
    own.update(text.getBytes(StandardCharsets.UTF_8));
    addHash(own);
  }

  private void addHash(MessageDigest own) {
    var hash = own.digest();
    begin('"', hash.length);
    digest.update(hash);
  }

  private void begin(char kind, int count) {
    digest.update(ByteBuffer.allocate(5).put((byte) kind).putInt(count).array());
  }

  private static String number(JsonNode value) {
    if (value.isIntegralNumber() || !Double.isFinite(value.doubleValue())) {
      return value.asText();
    }
    BigDecimal number = value.decimalValue().stripTrailingZeros();
    return number.precision() - number.scale() <= MOST_DIGITS && number.scale() <= MOST_DIGITS
        ? number.toPlainString()
        : number.toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
