package dev.reelway.api;

import dev.reelway.job.JobSettings;
import dev.reelway.job.Workers;
import dev.reelway.licence.Licences;
import dev.reelway.setup.Home;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Puts together how HTTP comes in, before and after a route answers it. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {

  @Bean
  FilterRegistrationBean<Border> border(ApiSettings settings) {
    var home = settings.basePath() + "/";
    var border = new FilterRegistrationBean<>(new Border("/sandbox", home));
    border.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return border;
  }

  @Bean
  CallReader callReader(ApiSettings settings, Home home) {
    return new CallReader(settings.largestBody().toBytes(), home.resolve("incoming"));
  }

  @Bean
  Playback playback() {
    return new Playback();
  }

  @Bean
  Straight straight() {
    return new Straight();
  }

  /** Camel's consumers run where they are called, see {@link Straight}. */
  @Bean("platform-http-engine")
  PlatformHttpEngine platformHttpEngine(
      ServerProperties server, Licences licences, ApiSettings settings) {
    Integer port = server.getPort();
    var authentication = new Authentication(licences, settings.basePath());
    return new AuthenticatedEngine(port == null ? 8080 : port, authentication);
  }

  @Bean
  ServerErrors serverErrors() {
    return new ServerErrors();
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
  GracefulStop gracefulStop(
      FilterRegistrationBean<Border> border, Waiting waiting, Workers workers, JobSettings jobs) {
    return new GracefulStop(border.getFilter(), waiting::letGo, workers, jobs.drain());
  }
}
