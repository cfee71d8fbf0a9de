package dev.reelway.order;

import dev.reelway.net.OutboundUrlPolicy;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what reads orders. */
@Configuration(proxyBeanMethods = false)
public class OrderConfiguration {

  @Bean
  Models models(RenderedModels rendered, DeprecationSettings.ByModel deprecations, Clock clock) {
    return new Models(
        rendered.lengths(), DeprecationFactory.deprecations(deprecations, rendered), clock);
  }

  /**
   * @param webhooks where callers may want to be called
   */
  @Bean
  Orders orders(Models models, OutboundUrlPolicy webhooks) {
    return new Orders(models, webhooks);
  }
}
