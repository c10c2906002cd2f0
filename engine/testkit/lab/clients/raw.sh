#!/bin/bash
# One HTTP/1.0 exchange over a bare socket by the shell itself (cat has the descriptor, the shell has connected).
exec 3<>"/dev/tcp/$1/$2" || exit 1
printf 'GET %s HTTP/1.0\r\n\r\n' "$3" >&3
cat <&3
