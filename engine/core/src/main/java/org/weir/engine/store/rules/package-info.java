/** The rules on disk (rules.json) and in force. */
package org.weir.engine.store.rules;
