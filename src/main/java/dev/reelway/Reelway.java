package dev.reelway;

import dev.reelway.command.AdminAddress;
import dev.reelway.command.LicenceCommand;
import dev.reelway.database.DatabaseConfiguration;
import dev.reelway.setup.CarrierThreads;
import dev.reelway.setup.JarFolder;
import dev.reelway.setup.OutOfMemory;
import dev.reelway.setup.SerializedObjects;
import dev.reelway.setup.Starters;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;

/** Starts the service. Nothing is scanned for: {@link Wiring} names every package. */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import({Starters.class, DatabaseConfiguration.class, Wiring.class})
public class Reelway {

  /**
   * The arguments are Spring Boot's: {@code --reelway.home=/srv/reelway} and the like; or a command
   * to the service that runs, see {@link LicenceCommand}.
   */
  public static void main(String[] arguments) {
    if (LicenceCommand.isMeant(List.of(arguments))) {
      System.exit(command(List.of(arguments)));
    }
    CarrierThreads.addOne();
    OutOfMemory.endsTheProcess();
    SerializedObjects.refuseAll();
    var application = new SpringApplication(Reelway.class);
    application.setDefaultProperties(JarFolder.configuration());
    application.run(arguments);
    OutOfMemory.warnUnlessOptionIsSet();
  }

  private static int command(List<String> arguments) {
    return new LicenceCommand(
            () -> AdminAddress.client(JarFolder.configuration()),
            stream(FileDescriptor.out),
            stream(FileDescriptor.err))
        .run(arguments);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
