DROP TABLE concern_holds;
DROP TABLE concern_notes;
DROP TABLE concerns;
