package io.spillway.server.deadletter;

/** What messages of one kind have in common: the beginning, with a {@code #} for what differs from task to task. */
final class MessagePattern {

    static final char NUMBER = '#';

    private static final int LONGEST = 120;
    private static final int UUID = 36;

    private MessagePattern() {}

    /**
     * The message with each word that holds a digit made a {@code #} from its first digit to its last: numbers, ids, dates,
     * addresses. Line breaks become spaces, and what is long is cut at a word's end.
     */
    static String of(String message) {
        StringBuilder pattern = new StringBuilder();
        int word = 0;
        while (word < message.length() && pattern.length() < LONGEST) {
            int end = word;
            while (end < message.length() && isPartOfWord(message.charAt(end))) {
                end++;
            }
            if (end == word) {
                char each = message.charAt(word++);
                if (!Character.isWhitespace(each)) {
                    pattern.append(each);
                } else if (!pattern.isEmpty() && pattern.charAt(pattern.length() - 1) != ' ') {
                    pattern.append(' ');
                }
            } else {
                masked(pattern, message.substring(word, end));
                word = end;
            }
        }
        return pattern.toString().strip();
    }

    private static void masked(StringBuilder pattern, String word) {
        int first = 0;
        while (first < word.length() && !Character.isDigit(word.charAt(first))) {
            first++;
        }
        if (first == word.length()) {
            pattern.append(word, 0, Math.min(word.length(), LONGEST));
            return;
        }
        int last = word.length() - 1;
        while (!Character.isDigit(word.charAt(last))) {
            last--;
        }
        if (isHexadecimal(word)) {
            pattern.append(NUMBER);
        } else {
            pattern.append(word, 0, first).append(NUMBER).append(word, last + 1, word.length());
        }
    }

    /* An id of letters and digits: which of the two it begins with is chance. */
    private static boolean isHexadecimal(String word) {
        if (word.length() == UUID && word.charAt(8) == '-' && word.charAt(13) == '-') {
            return true;
        }
        int digits = 0;
        for (int i = 0; i < word.length(); i++) {
            char each = word.charAt(i);
            if (Character.digit(each, 16) < 0) {
                return false;
            }
            digits += Character.isDigit(each) ? 1 : 0;
        }
        return word.length() >= 8 && digits > 1;
    }

    private static boolean isPartOfWord(char each) {
        return Character.isLetterOrDigit(each) || each == '-' || each == '_' || each == '.' || each == ':';
    }
}
