package dev.reelway.sink.s3;

import dev.reelway.sink.SinkOptions;
import dev.reelway.sink.SinkSettings;
import dev.reelway.sink.s3.S3Settings.Links;
import dev.reelway.sink.s3.S3Settings.S3Login;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the sink {@code s3} out of its settings; wrong ones are refused by their key. */
@Configuration(proxyBeanMethods = false)
public class S3Configuration {

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

  @Bean
  S3Sink s3Sink(SinkSettings settings) {
    return new S3Sink(SinkOptions.read(settings, "s3", KEYS, S3Configuration::s3));
  }

  private static S3Settings s3(SinkOptions options) {
    var endpoint = options.url("endpoint");
    return new S3Settings(
        bucket(options),
        prefix(options),
        region(options),
        endpoint,
        options.flag("path-style", endpoint != null),
        login(options),
        storageClass(options),
        sse(options),
        links(options, endpoint));
  }

  private static String bucket(SinkOptions options) {
    var bucket = options.required("bucket", "must name the bucket for videos.");
    options.check(
        bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"),
        "bucket",
        "must be 3 to 63 lower-case letters, digits, dots and hyphens.");
    return bucket;
  }

  private static String prefix(SinkOptions options) {
    var given = options.optional("prefix");
    if (given == null) {
      return "";
    }
    var path = given.replaceFirst("^/", "").replaceFirst("/$", "");
    options.check(
        path.length() <= 500 && path.matches("[\\w=-][\\w.=-]*(/[\\w=-][\\w.=-]*)*"),
        "prefix",
        "must be empty or a plain path, like studio/videos.");
    return path + "/";
  }

  private static String region(SinkOptions options) {
    var region = options.required("region", "must name the region of the bucket.");
    options.check(region.matches("[a-z0-9-]+"), "region", "must be a region, like eu-central-1.");
    return region;
  }

  private static @Nullable S3Login login(SinkOptions options) {
    var access = options.optional("access-key");
    var secret = options.optional("secret-key");
    options.check(
        (access == null) == (secret == null), "access-key", "and secret-key must be set together.");
    return access == null || secret == null ? null : new S3Login(access, secret);
  }

  private static @Nullable String storageClass(SinkOptions options) {
    var given = options.optional("storage-class");
    options.check(
        given == null || given.matches("[A-Z_]+") && !FROZEN.contains(given),
        "storage-class",
        "must be a storage class with immediate access, like STANDARD_IA.");
    return given;
  }

  private static @Nullable String sse(SinkOptions options) {
    var given = options.optional("sse");
    options.check(
        given == null || List.of("AES256", "aws:kms", "aws:kms:dsse").contains(given),
        "sse",
        "must be AES256, aws:kms or aws:kms:dsse.");
    return given;
  }

  /** Seven days are the most that a signature may last. */
  private static @Nullable Links links(SinkOptions options, @Nullable URI endpoint) {
    var serve = options.required("serve", "must be stream or redirect.");
    options.check(
        List.of("stream", "redirect").contains(serve), "serve", "must be stream or redirect.");
    var valid = options.time("links-valid", Duration.ofSeconds(1), Duration.ofDays(7));
    var elsewhere = options.url("public-endpoint");
    return serve.equals("stream")
        ? null
        : new Links(valid, elsewhere == null ? endpoint : elsewhere);
  }
}
