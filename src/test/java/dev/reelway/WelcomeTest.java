package dev.reelway;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class WelcomeTest {

  @Test
  void aServiceThatIsStoppedDuringItsStartGivesNoAddresses(@TempDir Path home, CapturedOutput log) {
    ConfigurationTest.parts(home)
        .run(
            context -> {
              var stopped = new ServletWebServerApplicationContext();
              var ready =
                  new ApplicationReadyEvent(
                      new SpringApplication(), new String[0], stopped, Duration.ZERO);

              context.getBean(Welcome.class).ready(ready);

              var entry =
                  (Filter) context.getBean("entryFilter", FilterRegistrationBean.class).getFilter();
              var answer = new MockHttpServletResponse();
              entry.doFilter(new MockHttpServletRequest("GET", "/"), answer, new MockFilterChain());
              assertThat(answer.getStatus()).isEqualTo(503);
              assertThat(log.getAll()).doesNotContain("Page: ", "Videos: ");
            });
  }
}
