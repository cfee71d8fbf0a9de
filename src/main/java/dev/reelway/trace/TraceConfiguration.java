package dev.reelway.trace;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the traces, if they are on. */
@Configuration(proxyBeanMethods = false)
public class TraceConfiguration {

  /** It is closed after all that trace: their last spans are sent too. */
  @Bean
  Traces traces(TraceSettings settings) {
    var collector = settings.collector();
    return collector == null ? Traces.OFF : OtelTraces.to(collector);
  }
}
