package dev.reelway;

import dev.reelway.api.ApiConfiguration;
import dev.reelway.api.EntryFilter;
import dev.reelway.event.EventConfiguration;
import dev.reelway.idempotency.IdempotencyConfiguration;
import dev.reelway.intake.IntakeConfiguration;
import dev.reelway.job.JobConfiguration;
import dev.reelway.library.LibraryConfiguration;
import dev.reelway.licence.LicenceConfiguration;
import dev.reelway.media.MediaConfiguration;
import dev.reelway.metrics.MetricsConfiguration;
import dev.reelway.node.NodeConfiguration;
import dev.reelway.oidc.OidcConfiguration;
import dev.reelway.order.OrderConfiguration;
import dev.reelway.pause.PauseConfiguration;
import dev.reelway.sandbox.SandboxChecks;
import dev.reelway.sandbox.SandboxConfiguration;
import dev.reelway.setup.JarFolder;
import dev.reelway.setup.OperatorEndpoint;
import dev.reelway.setup.SetupConfiguration;
import dev.reelway.sink.FileSink;
import dev.reelway.sink.SinkConfiguration;
import dev.reelway.trace.TraceConfiguration;
import dev.reelway.upstream.UpstreamConfiguration;
import java.nio.file.Path;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Puts the packages together; in this order their settings are checked. */
@Configuration(proxyBeanMethods = false)
@Import({
  SetupConfiguration.class,
  SettingsConfiguration.class,
  TraceConfiguration.class,
  OidcConfiguration.class,
  LicenceConfiguration.class,
  IdempotencyConfiguration.class,
  SandboxChecks.class,
  UpstreamConfiguration.class,
  OrderConfiguration.class,
  PauseConfiguration.class,
  NodeConfiguration.class,
  MetricsConfiguration.class,
  JobConfiguration.class,
  MediaConfiguration.class,
  SinkConfiguration.class,
  EventConfiguration.class,
  LibraryConfiguration.class,
  ApiConfiguration.class,
  IntakeConfiguration.class,
  SandboxConfiguration.class
})
class Wiring {

  @Bean
  RouteFiles routeFiles(Settings settings, List<OperatorEndpoint> endpoints, BeanFactory beans) {
    return new RouteFiles(List.of(JarFolder.path(), Path.of("")), settings, endpoints, beans);
  }

  @Bean
  Welcome welcome(
      Settings settings, FilterRegistrationBean<EntryFilter> entryFilter, FileSink sink) {
    return new Welcome(settings, entryFilter.getFilter(), sink);
  }
}
