package dev.reelway;

import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.system.ApplicationHome;

/** Starts the service. */
@SpringBootApplication
@EnableConfigurationProperties(Settings.class)
public class Reelway {

  /** The arguments are Spring Boot's: {@code --reelway.home=/srv/reelway} and the like. */
  public static void main(String[] arguments) {
    OutOfMemory.endsTheProcess();
    var application = new SpringApplication(Reelway.class);
    application.setDefaultProperties(
        Map.of("spring.config.additional-location", "optional:" + besideTheJar().toUri()));
    application.run(arguments);
    OutOfMemory.tellUnlessTheVirtualMachineSeesIt();
  }

  /** The folder that the jar lies in, where an {@code application.yaml} may lie too. */
  static Path besideTheJar() {
    return new ApplicationHome(Reelway.class).getDir().toPath();
  }
}
