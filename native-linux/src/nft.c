#include "nft.h"

#include <errno.h>
#include <nftables/libnftables.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct weir_nft { struct nft_ctx *ctx; };

struct weir_nft *nft_open(void)
{
    struct weir_nft *n = calloc(1, sizeof *n);
    if (!n)
        return NULL;
    n->ctx = nft_ctx_new(NFT_CTX_DEFAULT);
    if (!n->ctx || nft_ctx_buffer_output(n->ctx) != 0 || nft_ctx_buffer_error(n->ctx) != 0) {
        nft_close(n);
        return NULL;
    }
    return n;
}

void nft_close(struct weir_nft *n)
{
    if (!n)
        return;
    if (n->ctx)
        nft_ctx_free(n->ctx);
    free(n);
}

int nft_run(struct weir_nft *n, const char *commands, char err[WEIR_ERROR_SIZE])
{
    if (nft_run_cmd_from_buffer(n->ctx, commands) == 0) {
        (void)nft_ctx_get_output_buffer(n->ctx);
        (void)nft_ctx_get_error_buffer(n->ctx);
        return 0;
    }
    const char *text = nft_ctx_get_error_buffer(n->ctx);
    if (!text)
        text = "";
    const char *start = strstr(text, "Error: ");
    start = start ? start + 7 : text;
    bool owned = strstr(text, "Operation not permitted") != NULL;
    if (err && owned)
        snprintf(err, WEIR_ERROR_SIZE, "nftables refuses: a table of ours belongs to another running process (another interceptor in this network namespace?)");
    else if (err)
        snprintf(err, WEIR_ERROR_SIZE, "nftables refuses: %.*s", (int)strcspn(start, "\n"), start);
    return owned ? -EPERM : -EIO;
}

bool nft_table_exists(struct weir_nft *n, const char *name)
{
    char command[64];
    snprintf(command, sizeof command, "list table inet %s", name);
    return nft_run(n, command, NULL) == 0;
}
