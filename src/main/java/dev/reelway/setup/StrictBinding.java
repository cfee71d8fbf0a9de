package dev.reelway.setup;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.util.unit.DataSize;

/**
 * Binds {@code reelway:} more strictly than Boot: a licence, an upstream or a model that is set to
 * {@code false} does not exist, although Boot would still see its keys in sources of lower
 * priority; neither these nor a setting with a default must be emptied; an unresolved placeholder
 * is not a value; a duration and a size have a unit; and variables of the environment are refused
 * as keys of files are, if no setting has their name.
 */
public final class StrictBinding implements ConfigurationPropertiesBindHandlerAdvisor {

  private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("reelway");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
  private static final ConfigurationPropertyName DOCUMENT =
      ConfigurationPropertyName.of("document");

  /** What is listed by name under these can be switched off. */
  private static final Set<ConfigurationPropertyName> NAMED =
      Set.of(ROOT.append("licences"), ROOT.append("models"), ROOT.append("upstreams"));

  /** What Boot would read as milliseconds or bytes without a unit, with examples. */
  private static final Map<Class<?>, String> UNITS =
      Map.of(Duration.class, "500ms, 30s or 5m", DataSize.class, "500KB or 32MB");

  /** Earlier versions took milliseconds there. */
  private static final String IN_MILLISECONDS = "look-every";

  private static final Pattern NUMBER = Pattern.compile("\\+?0*[1-9]\\d*");

  @Override
  public BindHandler apply(BindHandler parent) {
    return new Handler(parent);
  }

  private static final class Handler extends AbstractBindHandler {

    private final Set<ConfigurationPropertyName> off = new HashSet<>();

    Handler(BindHandler parent) {
      super(parent);
    }

    @Override
    public <T> @Nullable Bindable<T> onStart(
        ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
      if (NAMED.contains(name.getParent()) && isOff(name, context)) {
        off.add(name);
        return null;
      }
      return super.onStart(name, target, context);
    }

    @Override
    public Object onSuccess(
        ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
      var unresolved = PLACEHOLDER.matcher(result instanceof Record ? "" : result.toString());
      if (unresolved.find()) {
        throw new ConfigurationRefused(
            name.toString(), "refers to %s, which is not set.".formatted(unresolved.group(1)));
      }
      requireUnit(name, target, context);
      return super.onSuccess(name, target, context, result);
    }

    @Override
    public void onFinish(
        ConfigurationPropertyName name,
        Bindable<?> target,
        BindContext context,
        @Nullable Object result)
        throws Exception {
      if (name.equals(ROOT) && result instanceof Record settings) {
        context.getSources().forEach(StrictBinding::requireKeys);
        nothingEmpty(ROOT, settings);
        new UnknownVariables(context.getSources()).refuse(target.getType(), settings, off);
      }
      super.onFinish(name, target, new Without(off, context), result);
    }
  }

  /** The source of highest priority that contains it switches it off. */
  private static boolean isOff(ConfigurationPropertyName name, BindContext context) {
    for (var source : context.getSources()) {
      var whole = source.getConfigurationProperty(name);
      if (whole != null) {
        var value = String.valueOf(whole.getValue());
        if (value.isEmpty()) { // An empty list, too.
          throw new ConfigurationRefused(name.toString(), "must not be empty; false removes it.");
        }
        return value.equalsIgnoreCase("false");
      }
      if (source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT) {
        return false;
      }
    }
    return false;
  }

  private static void requireUnit(
      ConfigurationPropertyName name, Bindable<?> target, BindContext context) {
    var examples = UNITS.get(target.getType().resolve(Object.class));
    if (examples != null && ROOT.isAncestorOf(name)) {
      var text = context.getBinder().bind(name, Bindable.of(String.class)).orElse("").strip();
      SettingsChecks.check(
          !NUMBER.matcher(text).matches()
              || IN_MILLISECONDS.equals(name.getLastElement(Form.DASHED)),
          name.toString(),
          "must have a unit, like %s.".formatted(examples));
    }
  }

  /** Boot reads a file that is a text or a list as this key. */
  private static void requireKeys(ConfigurationPropertySource source) {
    boolean none =
        source.getConfigurationProperty(DOCUMENT) != null
            || source.containsDescendantOf(DOCUMENT) == ConfigurationPropertyState.PRESENT;
    if (none && source.getUnderlyingSource() instanceof OriginTrackedMapPropertySource file) {
      throw new ConfigurationRefused(
          file.getName().replaceFirst(".*\\[(.+?)].*", "$1"),
          "must contain keys, like 'reelway:', not a text or a list.");
    }
  }

  private static void nothingEmpty(ConfigurationPropertyName prefix, Record settings)
      throws ReflectiveOperationException {
    for (var component : settings.getClass().getRecordComponents()) {
      var name = prefix.append(DataObjectPropertyName.toDashedForm(component.getName()));
      var value = component.getAccessor().invoke(settings);
      if (value == null && !mayBeEmpty(component)) {
        throw new ConfigurationRefused(name.toString(), "must not be empty.");
      }
      if (value instanceof Record inner) {
        nothingEmpty(name, inner);
      }
    }
  }

  private static boolean mayBeEmpty(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  /** A context whose sources do not contain what is switched off. */
  private record Without(Set<ConfigurationPropertyName> off, BindContext all)
      implements BindContext {

    @Override
    public Iterable<ConfigurationPropertySource> getSources() {
      return StreamSupport.stream(all.getSources().spliterator(), false)
          .map(source -> source.filter(this::holds))
          .toList();
    }

    private boolean holds(ConfigurationPropertyName name) {
      return off.stream().noneMatch(one -> one.equals(name) || one.isAncestorOf(name));
    }

    @Override
    public Binder getBinder() {
      return all.getBinder();
    }

    @Override
    public int getDepth() {
      return all.getDepth();
    }

    @Override
    public @Nullable ConfigurationProperty getConfigurationProperty() {
      return all.getConfigurationProperty();
    }
  }
}
