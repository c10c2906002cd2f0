/* The parameters of capture.apply (docs/protocol.md, section 2), from JSON to plain values, with every limit checked. */
#ifndef WEIR_SCOPE_JSON_H
#define WEIR_SCOPE_JSON_H

#include <jansson.h>
#include <stdbool.h>

#include "rpc_message.h"
#include "scope.h"

/* "192.0.2.0/24", "2001:db8::/32", or an address alone (one host). Host bits must be 0. */
bool scope_cidr_parse(const char *text, struct weir_cidr *out);

/* False with *error (-32602 naming the field, or 1007 for a list over its limit) when params are not what the protocol says; *out is then not to be used. */
bool scope_json_decode(const json_t *params, struct weir_scope *out, struct rpc_error *error);

#endif
