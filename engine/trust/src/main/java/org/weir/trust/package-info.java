/**
 * The trust stores of this machine: where clients look whom they trust, how our authority gets in there and out again. Runs as
 * the user who asks for it, never in the engine.
 */
@NullMarked
package org.weir.trust;

import org.jspecify.annotations.NullMarked;
