package io.spillway.executor.demotraffic;

/**
 * The payload of {@code newsletter-render}.
 *
 * @param recipient whom the newsletter is for
 */
public record Newsletter(String recipient) {

    public Newsletter {
        if (recipient.isBlank()) {
            throw new IllegalArgumentException("recipient is blank");
        }
    }
}
