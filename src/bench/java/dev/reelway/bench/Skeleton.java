package dev.reelway.bench;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Spring Boot and Camel with the starters of Reelway and one route: see skeleton/camel. */
@SpringBootApplication
public class Skeleton {

  public static void main(String[] arguments) {
    SpringApplication.run(Skeleton.class, arguments);
  }
}
