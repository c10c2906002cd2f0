/** A report about this machine's Weir that its user can read and give away. Pure but for {@link org.weir.ui.report.ReportFile}. */
package org.weir.ui.report;
