/* A program that is gone before anyone can look: connects, writes one line, exits. `flash ADDRESS PORT LINE`.
 * Prints nothing on the way; its last act is to write to descriptor 1 how many microseconds it lived after connect(). */
#define _GNU_SOURCE
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *target;
    struct timespec begun, now;
    char text[64];
    int client, length;

    if (argc != 4 || getaddrinfo(argv[1], argv[2], &hints, &target) != 0)
        return 64;
    client = socket(target->ai_family, target->ai_socktype | SOCK_CLOEXEC, 0);
    clock_gettime(CLOCK_MONOTONIC, &begun);
    if (client < 0 || connect(client, target->ai_addr, target->ai_addrlen) != 0)
        return 1;
    if (write(client, argv[3], strlen(argv[3])) < 0 || write(client, "\n", 1) < 0)
        return 2;
    clock_gettime(CLOCK_MONOTONIC, &now);
    length = snprintf(text, sizeof text, "%ld\n", (now.tv_sec - begun.tv_sec) * 1000000L + (now.tv_nsec - begun.tv_nsec) / 1000);
    _exit(write(1, text, (size_t)length) == length ? 0 : 3);
}
