package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** On Kubernetes and the like, Spring Boot would believe what a caller says of its own address. */
class CloudPlatformStoryTest extends StoryTest {

  @Override
  String[] settings() {
    return new String[] {"spring.main.cloud-platform=kubernetes"};
  }

  @Test
  void aCallerCannotSayThatItIsThisMachine() throws Exception {
    var forwarded =
        service.bare("/sandbox/v1/videos").header("X-Forwarded-For", "127.0.0.1, 10.0.0.1");

    assertThat(service.send(service.bare("/sandbox/v1/videos")).statusCode()).isEqualTo(401);
    assertThat(service.send(forwarded).statusCode()).isEqualTo(404);
  }
}
