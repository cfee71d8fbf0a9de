package dev.reelway;

import static dev.reelway.Settled.check;
import static dev.reelway.Settled.given;
import static dev.reelway.Settled.isHttp;

import dev.reelway.sink.S3Settings;
import dev.reelway.sink.S3Settings.Login;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bucket of the sink {@code s3}, once its settings are found to be right. */
final class Buckets {

  private static final String S3 = "reelway.sinks.s3.";
  private static final List<String> KEYS =
      List.of(
          "bucket",
          "prefix",
          "region",
          "endpoint",
          "path-style",
          "access-key",
          "secret-key",
          "storage-class",
          "sse");

  /** What lies there must be thawed, for hours, before it can be read. */
  private static final List<String> FROZEN = List.of("GLACIER", "DEEP_ARCHIVE");

  private Buckets() {}

  /**
   * What is wrong matters only where films go to the bucket. Where they go elsewhere by now, those
   * that lie in it can still be opened if all is right.
   */
  static Optional<S3Settings> of(Settings settings) {
    var keys = settings.sinks().getOrDefault("s3", Map.of());
    if (settings.sink().equals("s3")) {
      return Optional.of(s3(keys));
    }
    try {
      return Optional.of(s3(keys));
    } catch (ConfigurationRefused notInUse) {
      return Optional.empty();
    }
  }

  private static S3Settings s3(Map<String, String> keys) {
    for (var key : keys.keySet()) {
      check(
          KEYS.stream().anyMatch(one -> isSame(one, key)),
          S3 + key,
          "must not be set: there is no such key.");
    }
    var endpoint = endpoint(keys);
    return new S3Settings(
        bucket(keys),
        prefix(keys),
        region(keys),
        endpoint,
        isPathStyle(keys, endpoint),
        login(keys),
        storageClass(keys),
        sse(keys));
  }

  /** In an environment variable a key has no dashes. */
  private static boolean isSame(String key, String given) {
    return key.replace("-", "").equalsIgnoreCase(given.replace("-", ""));
  }

  private static @Nullable String optional(Map<String, String> keys, String key) {
    var value = keys.get(key);
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static String bucket(Map<String, String> keys) {
    var bucket = given(optional(keys, "bucket"), S3 + "bucket", "must name a bucket for films.");
    check(
        bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"),
        S3 + "bucket",
        "must be 3 to 63 lower-case letters, digits, dots and hyphens.");
    return bucket;
  }

  private static String prefix(Map<String, String> keys) {
    var given = optional(keys, "prefix");
    if (given == null) {
      return "";
    }
    var path = given.replaceFirst("^/", "").replaceFirst("/$", "");
    check(
        path.length() <= 500 && path.matches("[\\w=-][\\w.=-]*(/[\\w=-][\\w.=-]*)*"),
        S3 + "prefix",
        "must be empty, or a plain path, like studio/films.");
    return path + "/";
  }

  private static String region(Map<String, String> keys) {
    var region =
        given(optional(keys, "region"), S3 + "region", "must name the region of the bucket.");
    check(region.matches("[a-z0-9-]+"), S3 + "region", "must be a region, like eu-central-1.");
    return region;
  }

  private static @Nullable URI endpoint(Map<String, String> keys) {
    var given = optional(keys, "endpoint");
    if (given == null) {
      return null;
    }
    var endpoint = Settled.uri(given);
    check(
        isHttp(endpoint),
        S3 + "endpoint",
        "must be empty, or an http or https URL with a host, and without a query.");
    return endpoint;
  }

  private static boolean isPathStyle(Map<String, String> keys, @Nullable URI endpoint) {
    var given = optional(keys, "path-style");
    check(
        given == null || given.matches("true|false"), S3 + "path-style", "must be true or false.");
    return given == null ? endpoint != null : Boolean.parseBoolean(given);
  }

  private static @Nullable Login login(Map<String, String> keys) {
    var access = optional(keys, "access-key");
    var secret = optional(keys, "secret-key");
    check(
        (access == null) == (secret == null),
        S3 + "access-key",
        "and secret-key must be given together, or neither.");
    return access == null || secret == null ? null : new Login(access, secret);
  }

  private static @Nullable String storageClass(Map<String, String> keys) {
    var given = optional(keys, "storage-class");
    check(
        given == null || given.matches("[A-Z_]+") && !FROZEN.contains(given),
        S3 + "storage-class",
        "must be a class whose objects can be read at once, like STANDARD_IA.");
    return given;
  }

  private static @Nullable String sse(Map<String, String> keys) {
    var given = optional(keys, "sse");
    check(
        given == null || List.of("AES256", "aws:kms", "aws:kms:dsse").contains(given),
        S3 + "sse",
        "must be AES256, aws:kms or aws:kms:dsse.");
    return given;
  }
}
