/** HTTP rules: what they do in sentences, the editor they are written in, and what they would do to a request. */
package org.weir.ui.screen.http;
