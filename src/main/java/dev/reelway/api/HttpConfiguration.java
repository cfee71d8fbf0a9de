package dev.reelway.api;

import dev.reelway.idempotency.FailedRenders;
import dev.reelway.idempotency.Heartbeat;
import dev.reelway.idempotency.OpenRequests;
import dev.reelway.idempotency.RequestKeys;
import dev.reelway.job.CallerLoad;
import dev.reelway.job.JobQueries;
import dev.reelway.job.JobSettings;
import dev.reelway.job.Workers;
import dev.reelway.licence.Licences;
import dev.reelway.media.SpoolFolder;
import dev.reelway.setup.HomeFolder;
import dev.reelway.trace.Traces;
import dev.reelway.wire.OwnHost;
import io.github.bucket4j.TimeMeter;
import jakarta.servlet.MultipartConfigElement;
import java.io.IOException;
import java.time.Clock;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.autoconfigure.web.servlet.MultipartProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.web.filter.CorsFilter;

/** Puts together how HTTP comes in, before and after a route answers it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MultipartProperties.class)
class HttpConfiguration {

  /** The name of the bean by which Camel finds the route of a request. */
  static final String CAMELS_MAPPING = "platformHttpEngineRequestMapping";

  @Bean
  FilterRegistrationBean<EntryFilter> entryFilter(
      ApiSettings settings, RequestTraces requestTraces, Environment environment) {
    var home = settings.basePath() + "/";
    var host = OwnHost.of(environment.getProperty("server.address"));
    var sandboxEntry = new SandboxEntry("/sandbox", host);
    var border = new FilterRegistrationBean<>(new EntryFilter(sandboxEntry, home, requestTraces));
    border.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    return border;
  }

  /** Stands before all others, so that a page can read their refusals too. */
  @Bean
  FilterRegistrationBean<CorsFilter> browserAccess(ApiSettings settings) {
    var origins = settings.cors().origins();
    var filter = new FilterRegistrationBean<>(BrowserAccess.filter(origins, settings.basePath()));
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
    filter.setEnabled(!origins.isEmpty());
    return filter;
  }

  @Bean
  RequestReader requestReader(ApiSettings settings, HomeFolder homeFolder) throws IOException {
    return new RequestReader(
        settings.largestBody().toBytes(), homeFolder.privateFolder("incoming"));
  }

  @Bean
  AssetSender assetSender() {
    return new AssetSender();
  }

  @Bean
  SyncHandlerAdapter syncHandlerAdapter() {
    return new SyncHandlerAdapter();
  }

  /** The web server keeps the files of forms in the home, so that none stays when it is killed. */
  @Bean
  MultipartConfigElement multipartConfigElement(MultipartProperties forms, HomeFolder homeFolder)
      throws IOException {
    var folder = SpoolFolder.withoutLeftovers(homeFolder.privateFolder("uploads"), "upload_*.tmp");
    forms.setLocation(folder.toAbsolutePath().toString());
    return forms.createMultipartConfig();
  }

  /** In place of the one that Camel configures, where it does. */
  @Bean
  static BeanDefinitionRegistryPostProcessor routeMapping() {
    return registry -> {
      if (registry.containsBeanDefinition(CAMELS_MAPPING)) {
        registry.removeBeanDefinition(CAMELS_MAPPING);
        registry.registerBeanDefinition(CAMELS_MAPPING, new RootBeanDefinition(RouteMapping.class));
      }
    };
  }

  /** Camel's consumers run where they are called, see {@link SyncHandlerAdapter}. */
  @Bean("platform-http-engine")
  PlatformHttpEngine platformHttpEngine(
      ServerProperties server,
      Licences licences,
      AdminGate adminGate,
      ApiSettings settings,
      Idempotency idempotency,
      CallerLoad callerLoad,
      RequestMetrics requestMetrics,
      RequestTraces requestTraces) {
    Integer port = server.getPort();
    var authentication =
        new Authentication(
            licences,
            new LicensedRequests(licences),
            new RequestLimiter(TimeMeter.SYSTEM_NANOTIME),
            callerLoad,
            settings.basePath());
    var openCalls = new OpenCalls(settings.openCalls(), mostCalls());
    return new AuthenticatedEngine(
        port == null ? 8080 : port,
        authentication,
        adminGate,
        openCalls,
        idempotency,
        requestMetrics,
        requestTraces);
  }

  @Bean
  RequestTraces requestTraces(Traces traces) {
    return new RequestTraces(traces);
  }

  @Bean
  RequestMetrics requestMetrics() {
    return new RequestMetrics();
  }

  private static int mostCalls() {
    return OpenCalls.room(Runtime.getRuntime().maxMemory());
  }

  @Bean
  Idempotency idempotency(
      RequestReader reader,
      RequestKeys requestKeys,
      Heartbeat heartbeat,
      OpenRequests openRequests,
      RequestWaits requestWaits,
      JobQueries jobs,
      ApiSettings settings,
      Clock clock) {
    var factory =
        new RequestKeyFactory(reader, settings.basePath(), settings.rejoinWithin(), clock);
    return new Idempotency(
        factory,
        requestKeys,
        openRequests,
        requestWaits,
        new EqualRequests(requestKeys, heartbeat, requestWaits, jobs),
        new FailedRenders(clock),
        jobs,
        settings.basePath());
  }

  @Bean
  ServerErrorController serverErrorController(ApiSettings settings) {
    return new ServerErrorController(settings.basePath());
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> plainServerErrors() {
    return factory ->
        factory.addContextCustomizers(
            context -> {
              if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ServerErrorValve.class.getName());
              }
            });
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> callerConnections(
      ApiSettings settings) {
    return factory -> {
      factory.addEngineValves(new CallerConnection.Valve());
      factory.setProtocol(EntryProtocol.class.getName());
      factory.addConnectorCustomizers(
          connector -> {
            connector.setMaxPostSize(RequestReader.MAX_TEXTS);
            if (connector.getProtocolHandler() instanceof EntryProtocol protocol) {
              protocol.limit(settings.connectionsPerAddress(), mostCalls());
            }
          });
    };
  }

  @Bean
  GracefulStop gracefulStop(
      FilterRegistrationBean<EntryFilter> entryFilter,
      RequestWaits requestWaits,
      Workers workers,
      JobSettings jobs) {
    return new GracefulStop(entryFilter.getFilter(), requestWaits::shutDown, workers, jobs.drain());
  }
}
