package io.spillway.server.web;

import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.NodeRecord.ReportedProblem;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What is wrong with a node, in a person's language: the problem, its consequence, and what to do. */
public final class ProblemTexts {

    private static final String KEY = "problem.";

    private ProblemTexts() {}

    /** For logs and programs. */
    public static String english(NodeProblem problem) {
        return of(problem, Locale.ENGLISH);
    }

    static String of(NodeProblem problem, Locale locale) {
        String key = KEY + problem.kind().label();
        return Objects.requireNonNull(PageMessages.text(locale, key, problem.subject(), problem.detail()), key);
    }

    /** In the reader's language, or in the words of a newer node that knows more kinds. */
    static String of(ReportedProblem problem, Locale locale) {
        String text = PageMessages.text(locale, KEY + problem.kind(), problem.subject(), problem.detail());
        return text == null ? problem.text() : text;
    }

    static List<String> of(List<NodeProblem> problems, NodeProblem.Severity severity, Locale locale) {
        return problems.stream()
                .filter(problem -> problem.kind().severity() == severity)
                .map(problem -> of(problem, locale))
                .toList();
    }

    static List<String> english(List<NodeProblem> problems, NodeProblem.Severity severity) {
        return of(problems, severity, Locale.ENGLISH);
    }
}
