package io.spillway.server.web;

import java.util.Locale;

/** A row of numbers as the path of a small picture: the largest at the top, nothing at the bottom. */
final class Sparkline {

    private Sparkline() {}

    /** The path's data; a line at the bottom where all numbers are zero, nothing for fewer than two. */
    static String path(double[] numbers, int width, int height) {
        if (numbers.length < 2) {
            return "";
        }
        double max = 0;
        for (double each : numbers) {
            max = Math.max(max, each);
        }
        StringBuilder path = new StringBuilder(numbers.length * 12);
        for (int i = 0; i < numbers.length; i++) {
            double x = (double) width * i / (numbers.length - 1);
            double share = max > 0 && numbers[i] > 0 ? numbers[i] / max : 0;
            double y = 1 + (height - 2) * (1 - share);
            path.append(i == 0 ? 'M' : 'L').append(String.format(Locale.ROOT, "%.1f %.1f", x, y));
        }
        return path.toString();
    }

    /** The means of each {@code size} numbers, so that a picture shows the trend and not the noise. */
    static double[] calmed(double[] numbers, int size) {
        double[] means = new double[numbers.length / size];
        for (int i = 0; i < means.length; i++) {
            for (int k = 0; k < size; k++) {
                means[i] += numbers[i * size + k] / size;
            }
        }
        return means;
    }
}
