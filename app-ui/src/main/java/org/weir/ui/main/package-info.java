/** The program: command line, the one window with its rail of screens, tray, keyboard; puts everything together. */
package org.weir.ui.main;
