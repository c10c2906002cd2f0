/* nftables through libnftables, in-process: the owner flag binds the capture table to the netlink socket that this holds open. */
#ifndef WEIR_NFT_H
#define WEIR_NFT_H

#include <stdbool.h>

#include "config.h"

struct weir_nft;

struct weir_nft *nft_open(void);
void nft_close(struct weir_nft *n);

/* One transaction. err may be NULL. -EPERM: a table belongs to another process. -EIO: nft refused it, err has its words. */
int nft_run(struct weir_nft *n, const char *commands, char err[WEIR_ERROR_SIZE]);

bool nft_table_exists(struct weir_nft *n, const char *name);

#endif
