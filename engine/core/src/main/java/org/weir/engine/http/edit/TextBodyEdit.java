package org.weir.engine.http.edit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.HttpPolicy.BodyEdit;
import org.weir.engine.http.HttpPolicy.BodyEditor;

/**
 * How one text body is changed: which coding is around it, which charset it says it is in, and what is done with the text.
 *
 * @param charset as the header names it, or null
 * @param html whether a meta element may name the charset
 */
record TextBodyEdit(Coding coding, @Nullable String charset, boolean html, List<TextEdit.Maker> makers)
        implements BodyEdit {

    TextBodyEdit {
        makers = List.copyOf(makers);
    }

    @Override
    public BodyEditor open() {
        return new TextBodyEditor(this);
    }
}
