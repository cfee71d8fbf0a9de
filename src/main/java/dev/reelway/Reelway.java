package dev.reelway;

import dev.reelway.database.DatabaseConfiguration;
import dev.reelway.setup.JarFolder;
import dev.reelway.setup.OutOfMemory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** Starts the service. Nothing is scanned for: {@link Wiring} names every package. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({DatabaseConfiguration.class, Wiring.class})
public class Reelway {

  /** The arguments are Spring Boot's: {@code --reelway.home=/srv/reelway} and the like. */
  public static void main(String[] arguments) {
    OutOfMemory.endsTheProcess();
    var application = new SpringApplication(Reelway.class);
    application.setDefaultProperties(JarFolder.configuration());
    application.run(arguments);
    OutOfMemory.warnUnlessOptionIsSet();
  }
}
