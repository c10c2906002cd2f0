/** All rules in one ordered table, what was learned beside them, and what they would do. */
package org.weir.ui.screen.rules;
