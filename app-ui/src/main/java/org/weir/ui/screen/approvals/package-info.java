/** The inbox: apps that refuse our certificate, and what is to become of them. */
package org.weir.ui.screen.approvals;
