/**
 * What is kept of flows and exchanges: a database, captured bodies, their limits and their redaction. Event loops only put
 * notes into bounded inboxes; everything that can wait happens on threads of this package.
 */
@NullMarked
package org.weir.engine.history;

import org.jspecify.annotations.NullMarked;
