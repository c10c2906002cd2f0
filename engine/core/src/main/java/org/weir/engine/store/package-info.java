/** What the engine remembers of flows: all open ones, the last ended ones, counters. In memory only. */
package org.weir.engine.store;
