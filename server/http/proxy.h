#ifndef HTTP_PROXY_H
#define HTTP_PROXY_H

struct exchange;

/*
 * What a proxy in MAMORI_TRUSTED_PROXIES says of the client behind it: its address and whether it
 * came by HTTPS. The same headers from anybody else are ignored.
 */
void proxy_apply(struct exchange *exchange);

#endif
