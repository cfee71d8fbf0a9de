package dev.reelway.setup;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * What the starters of Spring Boot and Camel configure by themselves. It is enabled in this package
 * since Spring Boot reads all classes in and below that package at each start, in search of mixins
 * for Jackson.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Starters {}
