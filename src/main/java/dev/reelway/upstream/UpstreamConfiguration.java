package dev.reelway.upstream;

import dev.reelway.media.SpoolFolder;
import dev.reelway.order.RenderedModels;
import dev.reelway.setup.ConfigurationFolders;
import dev.reelway.setup.PublicUrl;
import dev.reelway.trace.Traces;
import dev.reelway.wire.BoundedJson;
import java.time.Clock;
import org.springframework.boot.autoconfigure.jackson.Jackson2ObjectMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Makes the upstreams out of their settings, and what their dialects' routes call. */
@Configuration(proxyBeanMethods = false)
public class UpstreamConfiguration {

  @Bean
  Upstreams upstreams(RenderSettings settings, PublicUrl url, RequestForms forms) {
    return UpstreamFactory.upstreams(settings, url, forms);
  }

  @Bean
  RequestForms requestForms(RenderSettings settings, Environment environment) {
    return new RequestFormFactory(ConfigurationFolders.of(environment)).forms(settings.models());
  }

  @Bean
  CallbackUpstreams callbackUpstreams(RenderSettings settings, PublicUrl url) {
    return UpstreamFactory.calling(settings, url);
  }

  @Bean
  RenderedModels renderedModels(Upstreams upstreams) {
    return new RenderedModels(upstreams.lengths(RenderedModels.USUAL_LENGTH));
  }

  @Bean
  Multipart multipart() {
    return new Multipart();
  }

  @Bean
  InlineImages inlineImages() {
    return new InlineImages();
  }

  @Bean
  ReferenceUrls referenceUrls() {
    return new ReferenceUrls();
  }

  @Bean
  InlineFiles inlineFiles(SpoolFolder spoolFolder) {
    return new InlineFiles(spoolFolder);
  }

  @Bean
  Sign sign(Clock clock) {
    return new Sign(clock);
  }

  @Bean
  ChatReader chatReader() {
    return new ChatReader();
  }

  @Bean
  Submissions submissions() {
    return new Submissions();
  }

  @Bean
  Tokens tokens(RenderSettings settings, Upstreams upstreams, Clock clock) {
    return new Tokens(TokenFactory.grants(settings, upstreams)::of, clock);
  }

  /** The name that {@code camel.component.http.http-client-configurer} refers to. */
  @Bean
  NoRetryHttpClient noRetryHttpClient(Tokens tokens, Traces traces) {
    return new NoRetryHttpClient(tokens::refused, traces);
  }

  /** Camel asks it about each endpoint. */
  @Bean
  InMemoryResponseLimit inMemoryResponseLimit() {
    return new InMemoryResponseLimit();
  }

  /** Whatever Camel and the dialects read of upstreams' answers is bounded. */
  @Bean
  Jackson2ObjectMapperBuilderCustomizer boundedJson() {
    return json -> json.factory(BoundedJson.factory());
  }
}
