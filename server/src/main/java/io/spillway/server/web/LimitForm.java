package io.spillway.server.web;

import io.spillway.server.limits.ManualLimits;
import java.util.Optional;

/** Reads the limits of a form: an empty field leaves a limit as it is, {@code none} lifts it. */
final class LimitForm {

    private static final String NONE = "none";

    private LimitForm() {}

    /** What stood in the form. */
    sealed interface Reading {

        record Read(ManualLimits.Values values) implements Reading {}

        /** @param why the end of a message's key */
        record Wrong(String why) implements Reading {}
    }

    static Reading read(LimitsView.Form form, boolean pause) {
        if (pause) {
            return new Reading.Read(ManualLimits.Values.PAUSE);
        }
        try {
            ManualLimits.Values values = new ManualLimits.Values(
                    whole(form.concurrency(), 0), rate(form.perSecond()), whole(form.perKey(), 1));
            return values.isEmpty() ? new Reading.Wrong("nothing") : new Reading.Read(values);
        } catch (NumberFormatException e) {
            return new Reading.Wrong("number");
        }
    }

    private static Optional<Integer> whole(String text, int min) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        int number = text.equals(NONE) ? Integer.MAX_VALUE : Integer.parseInt(text);
        if (number < min) {
            throw new NumberFormatException(text);
        }
        return Optional.of(number);
    }

    private static Optional<Double> rate(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        double number = text.equals(NONE) ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
        boolean lies = number >= Fields.MIN_RATE && number <= Fields.MAX_RATE;
        if (!lies && !text.equals(NONE)) {
            throw new NumberFormatException(text);
        }
        return Optional.of(number);
    }
}
