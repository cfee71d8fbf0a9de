package dev.reelway.upstream;

import dev.reelway.order.RenderedModels;
import dev.reelway.setup.PublicUrl;
import dev.reelway.wire.BoundedJson;
import org.springframework.boot.autoconfigure.jackson.Jackson2ObjectMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the upstreams out of their settings, and what their dialects' routes call. */
@Configuration(proxyBeanMethods = false)
public class UpstreamConfiguration {

  @Bean
  Upstreams upstreams(RenderSettings settings) {
    return UpstreamFactory.upstreams(settings);
  }

  @Bean
  CallingUpstreams callingUpstreams(RenderSettings settings, PublicUrl url) {
    return UpstreamFactory.calling(settings, url);
  }

  @Bean
  RenderedModels renderedModels(Upstreams upstreams) {
    return new RenderedModels(upstreams.models());
  }

  @Bean
  Multipart multipart() {
    return new Multipart();
  }

  @Bean
  Inline inline() {
    return new Inline();
  }

  @Bean
  Chats chats() {
    return new Chats();
  }

  @Bean
  Submissions submissions() {
    return new Submissions();
  }

  /** The name that {@code camel.component.http.http-client-configurer} refers to. */
  @Bean
  OneTry oneTry() {
    return new OneTry();
  }

  /** Camel asks it about each endpoint. */
  @Bean
  BoundedMemory boundedMemory() {
    return new BoundedMemory();
  }

  /** Whatever Camel and the dialects read of upstreams' answers is bounded. */
  @Bean
  Jackson2ObjectMapperBuilderCustomizer boundedJson() {
    return json -> json.factory(BoundedJson.factory());
  }
}
