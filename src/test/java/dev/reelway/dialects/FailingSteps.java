package dev.reelway.dialects;

import dev.reelway.job.Job;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Fails one step of the routes that work on a job: the one that its prompt names. */
final class FailingSteps implements InterceptStrategy {

  private static final Pattern PARAMETER = Pattern.compile("fails at step (\\d+)");

  private final Map<String, AtomicInteger> steps = new ConcurrentHashMap<>();

  static String prompt(int step) {
    return "a fox that fails at step " + step;
  }

  /** The most steps that any job has been through. */
  int most() {
    return steps.values().stream().mapToInt(AtomicInteger::get).max().orElse(0);
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode definition, Processor target, Processor next) {
    return new DelegateAsyncProcessor(target) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        if (!failsNow(exchange)) {
          return super.process(exchange, callback);
        }
        exchange.setException(new IllegalStateException("this step fails: " + definition));
        callback.done(true);
        return true;
      }
    };
  }

  private boolean failsNow(Exchange exchange) {
    if (!(exchange.getVariable("job") instanceof Job job)) {
      return false;
    }
    var parameter = PARAMETER.matcher(job.order().prompt());
    int step = steps.computeIfAbsent(job.id(), id -> new AtomicInteger()).incrementAndGet();
    return parameter.find() && Integer.parseInt(parameter.group(1)) == step;
  }
}
