/* systemd's notification protocol (sd_notify(3)), without its library: a datagram to the socket named in the environment. */
#ifndef WEIR_SERVER_NOTIFY_H
#define WEIR_SERVER_NOTIFY_H

/* Sends e.g. "READY=1". Does nothing when nobody asked for it ($NOTIFY_SOCKET). */
void server_notify(const char *text);

#endif
