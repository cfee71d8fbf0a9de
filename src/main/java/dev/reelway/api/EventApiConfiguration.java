package dev.reelway.api;

import dev.reelway.event.EndpointSecrets;
import dev.reelway.event.Events;
import dev.reelway.event.SampleDelivery;
import dev.reelway.event.SigningKeys;
import dev.reelway.event.WebhookEndpoints;
import dev.reelway.net.OutboundUrlPolicy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes what answers the calls about events and their receivers. */
@Configuration(proxyBeanMethods = false)
class EventApiConfiguration {

  @Bean
  EventRequests eventRequests(RequestReader reader, Events events, SigningKeys keys) {
    return new EventRequests(reader, events, keys);
  }

  @Bean
  WebhookEndpointRequests webhookEndpointRequests(
      RequestReader reader,
      WebhookEndpoints endpoints,
      EndpointSecrets endpointSecrets,
      SampleDelivery sampleDelivery,
      OutboundUrlPolicy outboundUrlPolicy) {
    return new WebhookEndpointRequests(
        reader, endpoints, endpointSecrets, sampleDelivery, outboundUrlPolicy);
  }
}
