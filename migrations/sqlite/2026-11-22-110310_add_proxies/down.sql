DROP TABLE proxy_uses;
DROP TABLE proxies;
