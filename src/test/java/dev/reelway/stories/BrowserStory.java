package dev.reelway.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reelway.contracts.Ports;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.openqa.selenium.Keys;

/** Stories of somebody who has opened the page in a browser, and signed in. */
abstract class BrowserStory extends StoryTest {

  private static final String MISSING =
      "The page is not tried in a browser: chromium and chromedriver are not installed, which are"
          + " the packages chromium and chromium-driver of Debian.";

  private static final String ADMIN_KEY = "an admin key of more than 32 characters";

  final int adminPort = Ports.free();
  Browser browser;

  @Override
  String[] settings() {
    return new String[] {"reelway.admin-key=" + ADMIN_KEY, "reelway.admin.port=" + adminPort};
  }

  @BeforeAll
  void open() {
    assumeTrue(Browser.isInstalled(), MISSING);
    browser = Browser.open("en-GB");
  }

  @AfterAll
  void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void signIn() {
    browser.resize(1280, 900);
    browser.prefer("light");
    signOut();
    browser.click("Try it with the demo licence");
    browser.find("#prompt");
  }

  /**
   * A script that failed, a file that is missing, a policy that was broken: none of them is seen.
   */
  @AfterEach
  void theBrowserHasNothingToComplainOf() {
    assertThat(browser.complaints()).isEmpty();
  }

  /** From a file without scripts, so that none calls with a key that is gone. */
  void signOut() {
    browser.go(page() + "sora/page/reelway.svg");
    browser.run("sessionStorage.clear(); localStorage.clear()");
    browser.go(page());
  }

  String page() {
    return "http://127.0.0.1:" + service.port() + "/";
  }

  void choose(String model) {
    browser.run(
        """
        const select = document.querySelector('.composer select');
        select.value = arguments[0];
        select.dispatchEvent(new Event('change', {bubbles: true}));
        """,
        model);
  }

  void order(String prompt) {
    choose("tiny");
    browser.write("#prompt", prompt, Keys.chord(Keys.CONTROL, Keys.ENTER));
  }

  void view(String name) {
    browser.run("location.hash = arguments[0]", name);
  }

  void operate(String view) {
    browser.go("http://127.0.0.1:" + adminPort + "/#" + view);
    browser.run("sessionStorage.clear()");
    browser.reload();
    browser.write("#key", ADMIN_KEY, Keys.ENTER);
    browser.find("main.ops h1");
  }
}
