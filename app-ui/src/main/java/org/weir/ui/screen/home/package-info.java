/** Home: how things stand, in one sentence, with one thing to do; the last minute; what needs attention. */
package org.weir.ui.screen.home;
