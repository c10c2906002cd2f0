/** Which stores of this machine trust our certificate authority, and its rotation. Changed by {@code weir trust}. */
package org.weir.ui.screen.trust;
