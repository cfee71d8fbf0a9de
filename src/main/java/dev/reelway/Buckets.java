package dev.reelway;

import dev.reelway.sink.S3Settings;
import dev.reelway.sink.S3Settings.Links;
import dev.reelway.sink.S3Settings.Login;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bucket of the sink {@code s3}, once its settings are found to be right. */
final class Buckets {

  private static final List<String> KEYS =
      List.of(
          "bucket",
          "prefix",
          "key",
          "region",
          "endpoint",
          "path-style",
          "access-key",
          "secret-key",
          "storage-class",
          "sse",
          "serve",
          "links-valid",
          "public-endpoint");

  /** What lies there must be thawed, for hours, before it can be read. */
  private static final List<String> FROZEN = List.of("GLACIER", "DEEP_ARCHIVE");

  private Buckets() {}

  /**
   * What is wrong matters only where films go to the bucket. Where they go elsewhere by now, those
   * that lie in it can still be opened if all is right.
   */
  static Optional<S3Settings> of(Settings settings) {
    var keys = SinkKeys.of(settings, "s3");
    if (Inlets.usesSink(settings, "s3")) {
      return Optional.of(s3(keys.only(KEYS)));
    }
    try {
      return Optional.of(s3(keys.only(KEYS)));
    } catch (ConfigurationRefused notInUse) {
      return Optional.empty();
    }
  }

  private static S3Settings s3(SinkKeys keys) {
    var endpoint = keys.url("endpoint");
    return new S3Settings(
        bucket(keys),
        prefix(keys),
        region(keys),
        endpoint,
        keys.flag("path-style", endpoint != null),
        login(keys),
        storageClass(keys),
        sse(keys),
        links(keys, endpoint));
  }

  private static String bucket(SinkKeys keys) {
    var bucket = keys.given("bucket", "must name a bucket for films.");
    keys.check(
        bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"),
        "bucket",
        "must be 3 to 63 lower-case letters, digits, dots and hyphens.");
    return bucket;
  }

  private static String prefix(SinkKeys keys) {
    var given = keys.optional("prefix");
    if (given == null) {
      return "";
    }
    var path = given.replaceFirst("^/", "").replaceFirst("/$", "");
    keys.check(
        path.length() <= 500 && path.matches("[\\w=-][\\w.=-]*(/[\\w=-][\\w.=-]*)*"),
        "prefix",
        "must be empty, or a plain path, like studio/films.");
    return path + "/";
  }

  private static String region(SinkKeys keys) {
    var region = keys.given("region", "must name the region of the bucket.");
    keys.check(region.matches("[a-z0-9-]+"), "region", "must be a region, like eu-central-1.");
    return region;
  }

  private static @Nullable Login login(SinkKeys keys) {
    var access = keys.optional("access-key");
    var secret = keys.optional("secret-key");
    keys.check(
        (access == null) == (secret == null),
        "access-key",
        "and secret-key must be given together, or neither.");
    return access == null || secret == null ? null : new Login(access, secret);
  }

  private static @Nullable String storageClass(SinkKeys keys) {
    var given = keys.optional("storage-class");
    keys.check(
        given == null || given.matches("[A-Z_]+") && !FROZEN.contains(given),
        "storage-class",
        "must be a class whose objects can be read at once, like STANDARD_IA.");
    return given;
  }

  private static @Nullable String sse(SinkKeys keys) {
    var given = keys.optional("sse");
    keys.check(
        given == null || List.of("AES256", "aws:kms", "aws:kms:dsse").contains(given),
        "sse",
        "must be AES256, aws:kms or aws:kms:dsse.");
    return given;
  }

  /** Seven days are the most that a signature may last. */
  private static @Nullable Links links(SinkKeys keys, @Nullable URI endpoint) {
    var serve = keys.given("serve", "must be stream or redirect.");
    keys.check(
        List.of("stream", "redirect").contains(serve), "serve", "must be stream or redirect.");
    var valid = keys.time("links-valid", Duration.ofSeconds(1), Duration.ofDays(7));
    var elsewhere = keys.url("public-endpoint");
    return serve.equals("stream")
        ? null
        : new Links(valid, elsewhere == null ? endpoint : elsewhere);
  }
}
