package com.example.greeting;

/** The payload of a greeting task: {@code {"name": "Ada"}}. */
public record Greeting(String name) {

    public Greeting {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name is blank");
        }
    }
}
