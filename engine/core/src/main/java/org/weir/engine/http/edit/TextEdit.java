package org.weir.engine.http.edit;

/**
 * Changes text that comes in pieces. One thread; bounded memory. Characters U+DC80 to U+DCFF without a partner before them
 * stand for bytes that are no text, and are handed on.
 */
interface TextEdit {
    /**
     * Takes the next piece and appends what is sure to {@code out}.
     *
     * @param last whether the text ends here
     */
    void feed(CharSequence piece, boolean last, StringBuilder out);

    /** Makes one for each body. */
    interface Maker {
        TextEdit open();
    }
}
