/** The drawer of the flow table: everything that is known about one flow, and what was said in it if it was inspected. */
package org.weir.ui.screen.flows.detail;
