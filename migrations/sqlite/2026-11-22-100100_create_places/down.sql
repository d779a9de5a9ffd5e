DROP TABLE boundaries;
DROP TABLE neighbourhoods;
