package dev.reelway.stories;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Order;

/** Classes that share a service run one after the other, so that it is started once. */
@Inherited
@Order(2)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Together {}
