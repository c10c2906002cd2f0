/** Interceptors that are none: they speak the protocols to the engine in tests, without root. */
package org.weir.testkit.sim;
