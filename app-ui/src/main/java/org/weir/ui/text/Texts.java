package org.weir.ui.text;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The texts of one language. A key is {@code FILE.rest}: the file is a resource bundle of its own in {@code
 * /org/weir/ui/texts}, so that each screen brings its texts along. Values are patterns of {@link MessageFormat} (an
 * apostrophe is written ’, never '). Safe for use by several threads.
 */
public final class Texts {
    private static final Logger LOG = LoggerFactory.getLogger(Texts.class);
    private static final String FOLDER = "org.weir.ui.texts.";

    private final Locale locale;
    private final Formats formats;
    private final Map<String, ResourceBundle> files = new ConcurrentHashMap<>();

    public Texts(Locale locale) {
        this.locale = locale;
        this.formats = new Formats(locale);
    }

    public Locale locale() {
        return locale;
    }

    /** How this language writes times and sizes. */
    public Formats formats() {
        return formats;
    }

    /** The text of {@code key}. A text that is missing is a defect, shown as its key. */
    public String get(String key, Object... values) {
        var pattern = find(key);
        return values.length == 0 && pattern.indexOf('{') < 0
                ? pattern
                : new MessageFormat(pattern, locale).format(values);
    }

    /** Whether there is such a text. */
    public boolean has(String key) {
        try {
            return file(key).containsKey(key);
        } catch (MissingResourceException e) {
            return false;
        }
    }

    private String find(String key) {
        try {
            return file(key).getString(key);
        } catch (MissingResourceException e) {
            LOG.error("no text for {}", key);
            return key;
        }
    }

    private ResourceBundle file(String key) {
        var dot = key.indexOf('.');
        return files.computeIfAbsent(
                dot < 0 ? key : key.substring(0, dot),
                // Without the machine's own language as a fallback: English is ours.
                name -> ResourceBundle.getBundle(
                        FOLDER + name,
                        locale,
                        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES)));
    }
}
