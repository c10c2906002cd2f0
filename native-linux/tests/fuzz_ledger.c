#include <stddef.h>
#include <stdint.h>

#include "ledger.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct weir_ledger l;
    if (ledger_parse(&l, (const char *)data, size) == 0 && (l.route_table == 0 || l.rule_priority == 0 || l.reroute_bit == 0))
        __builtin_trap(); /* reset would remove what is not ours */
    return 0;
}
