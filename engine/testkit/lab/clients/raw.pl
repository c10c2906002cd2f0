# One HTTP/1.0 exchange over a bare socket, so that every octet of the answer is printed: raw.pl ADDRESS PORT PATH
use strict;
use warnings;
use IO::Socket::IP;
my ($address, $port, $path) = @ARGV;
my $client = IO::Socket::IP->new(PeerHost => $address, PeerPort => $port, Type => SOCK_STREAM) or die "connect: $@";
print $client "GET $path HTTP/1.0\r\n\r\n";
$client->flush();
binmode STDOUT;
while (sysread($client, my $octets, 65536)) { print $octets; }
