package dev.reelway.sandbox;

import dev.reelway.wire.OwnHost;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Finds out where the service reaches its own sandbox, from {@code server.address}, which {@code
 * application.yaml} gives to the upstream of that name as {@code ${generated.own-host}}.
 */
public final class SandboxHost implements EnvironmentPostProcessor {

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    var host = OwnHost.of(environment.getProperty("server.address"));
    environment
        .getPropertySources()
        .addLast(new MapPropertySource("generated-host", Map.of("generated.own-host", host)));
  }
}
