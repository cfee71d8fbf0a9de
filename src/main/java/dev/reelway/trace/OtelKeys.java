package dev.reelway.trace;

import io.opentelemetry.api.common.AttributeKey;
import java.util.Map;

/**
 * Names of attributes, as the semantic conventions of OpenTelemetry write them: those of HTTP,
 * which are stable, and those of generative AI, which are in development.
 */
final class OtelKeys {

  static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
  static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
  static final AttributeKey<String> ADDRESS = AttributeKey.stringKey("server.address");
  static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
  static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
  static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
  static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
  static final AttributeKey<String> OUTPUT = AttributeKey.stringKey("gen_ai.output.type");
  static final AttributeKey<String> RESPONSE = AttributeKey.stringKey("gen_ai.response.id");
  static final AttributeKey<String> UPSTREAM = AttributeKey.stringKey("dev.reelway.upstream");

  /** A method that HTTP does not know. */
  static final String OTHER = "_OTHER";

  /** The operation that makes a video or an image. */
  static final String GENERATE = "generate_content";

  /** The providers that the conventions have a name for; the others are called as their dialect. */
  private static final Map<String, String> PROVIDERS =
      Map.of(
          "gemini-omni", "gcp.gemini",
          "veo", "gcp.gemini",
          "vertex-veo", "gcp.vertex_ai",
          "xai", "x_ai");

  private OtelKeys() {}

  static String provider(String dialect) {
    return PROVIDERS.getOrDefault(dialect, dialect);
  }
}
