/** The language of the flow table's query box: parsing, matching, completion. Pure; input is a person's, flows are anybody's. */
package org.weir.ui.query;
