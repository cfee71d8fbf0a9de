package dev.reelway.sandbox;

import java.util.Map;
import java.util.UUID;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Makes the key of the embedded sandbox anew at each start, which {@code application.yaml} gives to
 * the sandbox and to the upstream of that name as {@code ${generated.sandbox-key}}: nobody else
 * knows it.
 */
public final class SandboxKey implements EnvironmentPostProcessor {

  private static final String NAME = "generated.sandbox-key";

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    Map<String, Object> made = Map.of(NAME, UUID.randomUUID().toString());
    environment.getPropertySources().addLast(new MapPropertySource("generated", made));
  }
}
