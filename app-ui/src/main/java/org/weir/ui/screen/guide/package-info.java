/** The first-run guide: four steps, each of which can be skipped; the engine works after the first. */
package org.weir.ui.screen.guide;
