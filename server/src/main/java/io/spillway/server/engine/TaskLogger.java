package io.spillway.server.engine;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** A logger whose every line ends with the task's id, and with the trace's if there is one. */
final class TaskLogger implements System.Logger {

    private final System.Logger logger;
    private final String suffix;

    TaskLogger(System.Logger logger, String taskId, @Nullable String traceId) {
        this.logger = logger;
        this.suffix = traceId == null ? " [task " + taskId + "]" : " [task " + taskId + ", trace " + traceId + "]";
    }

    @Override
    public String getName() {
        return logger.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
        return logger.isLoggable(level);
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
        logger.log(level, message + suffix, thrown);
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object... values) {
        if (isLoggable(level)) {
            String message = values.length == 0 ? format : MessageFormat.format(format, values);
            logger.log(level, message + suffix);
        }
    }
}
