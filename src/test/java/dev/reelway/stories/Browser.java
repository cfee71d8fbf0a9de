package dev.reelway.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NotFoundException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.SessionNotCreatedException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.opentest4j.TestAbortedException;

/** Debian's Chromium, and somebody who uses it. */
public final class Browser implements AutoCloseable {

  private static final Optional<Path> CHROMIUM = program("chromium", "chromium-browser");
  private static final Optional<Path> DRIVER = program("chromedriver");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Whether there is one on this machine. */
  public static boolean isInstalled() {
    return CHROMIUM.isPresent() && DRIVER.isPresent();
  }

  private static Optional<Path> program(String... names) {
    return Stream.of(names)
        .flatMap(
            name ->
                Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Opens a window; the test is skipped where the browser does not start.
   *
   * @param language what its user prefers, like zh-CN
   */
  public static Browser open(String language) {
    System.setProperty("webdriver.remote.enableTracing", "false");
    var options = new ChromeOptions().setBinary(CHROMIUM.orElseThrow().toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--autoplay-policy=no-user-gesture-required",
        "--window-size=1280,900");
    options.setExperimentalOption("prefs", Map.of("intl.accept_languages", language));
    var logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.WARNING);
    options.setCapability("goog:loggingPrefs", logs);
    var service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.orElseThrow().toFile())
            .usingAnyFreePort()
            .build();
    try {
      return new Browser(new ChromeDriver(service, options));
    } catch (SessionNotCreatedException broken) {
      throw new TestAbortedException("The browser of this machine does not start.", broken);
    }
  }

  /** Goes to an address. */
  public void go(String url) {
    driver.get(url);
  }

  public void reload() {
    driver.navigate().refresh();
  }

  public void resize(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
  }

  /** Light or dark, as the system of the user has it. */
  public void prefer(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** The first element of a selector, as soon as it is there and shown. */
  public WebElement find(String selector) {
    return Awaitility.await(selector)
        .atMost(Service.PATIENCE)
        .ignoreExceptionsMatching(Browser::isNotThereYet)
        .until(() -> driver.findElement(By.cssSelector(selector)), WebElement::isDisplayed);
  }

  private static boolean isNotThereYet(Throwable found) {
    return found instanceof NotFoundException || found instanceof StaleElementReferenceException;
  }

  /** All that are there now. */
  public List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** The button, link or tab with this name, whether it is shown or said. */
  public WebElement button(String name) {
    var said = name.replace("'", "\\'");
    return Awaitility.await("the button " + name)
        .atMost(Service.PATIENCE)
        .ignoreExceptionsMatching(Browser::isNotThereYet)
        .until(
            () ->
                driver.findElement(
                    By.xpath(
                        "(//button | //a | //summary)[normalize-space()='%1$s' or @aria-label='%1$s']"
                            .formatted(said))),
            WebElement::isDisplayed);
  }

  public void click(String name) {
    button(name).click();
  }

  /** Writes into the field of a selector, and sends Enter if asked to. */
  public void write(String selector, CharSequence... text) {
    find(selector).sendKeys(text);
  }

  public void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** Waits until a script answers true. */
  public void until(String what, String script, Object... arguments) {
    Awaitility.await(what)
        .atMost(Service.PATIENCE)
        .ignoreExceptionsInstanceOf(JavascriptException.class)
        .until(() -> Boolean.TRUE.equals(run(script, arguments)));
  }

  /** What a script answers. */
  public Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** The text of the whole page. */
  public String text() {
    return String.valueOf(run("return document.body.innerText"));
  }

  /**
   * What the browser complains of: scripts that failed, and what its policy has kept out; not of a
   * file that it asks for by itself.
   */
  public List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(entry -> entry.getMessage())
        .filter(said -> !said.contains("/favicon.ico "))
        .toList();
  }

  /** Writes a picture of the window. */
  public void picture(Path file) throws IOException {
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  /**
   * What is serious of what axe finds in the page as it is, by WCAG 2.2 A and AA: the rule and
   * where it is broken.
   */
  public List<?> barriers() {
    driver.executeCdpCommand("Page.setBypassCSP", Map.of("enabled", true));
    run("window.axe || (0, eval)(arguments[0])", axe());
    return (List<?>)
        driver.executeAsyncScript(
            """
            const done = arguments[0];
            axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})
              .then((found) => done(found.violations
                .filter((one) => ['serious', 'critical'].includes(one.impact))
                .map((one) => one.id + ': ' + one.nodes.map((node) => node.target.join(' ')).join(', '))));
            """);
  }

  private static String axe() {
    try (var script = Browser.class.getResourceAsStream("/axe.min.js")) {
      return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Presses Escape. */
  public void escape() {
    press(Keys.ESCAPE);
  }

  @Override
  public void close() {
    driver.quit();
  }
}
