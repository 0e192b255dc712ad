package io.spillway.system;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** Marks a test that starts the packaged server, and so runs after the distribution was made. */
@Tag("packaged")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Packaged {}
