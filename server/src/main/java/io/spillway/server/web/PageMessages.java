package io.spillway.server.web;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.messageresolver.AbstractMessageResolver;

/** The texts of the pages: {@code /spillway/web/messages*.properties}, in UTF-8. */
final class PageMessages extends AbstractMessageResolver {

    private static final String BUNDLE = "spillway.web.messages";

    /* The root bundle is English: the machine's own language must not stand in for a missing one. */
    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    @Override
    public @Nullable String resolveMessage(
            ITemplateContext context, Class<?> origin, String key, Object @Nullable [] parameters) {
        return text(context.getLocale(), key, parameters == null ? new Object[0] : parameters);
    }

    @Override
    public String createAbsentMessageRepresentation(
            ITemplateContext context, Class<?> origin, String key, Object @Nullable [] parameters) {
        return "??" + key + "??";
    }

    /** The text of the key, or null where there is none. */
    static @Nullable String text(Locale locale, String key, Object... parameters) {
        ResourceBundle bundle =
                ResourceBundle.getBundle(BUNDLE, locale, PageMessages.class.getClassLoader(), NO_FALLBACK);
        if (!bundle.containsKey(key)) {
            return null;
        }
        return new MessageFormat(bundle.getString(key), locale).format(parameters);
    }
}
