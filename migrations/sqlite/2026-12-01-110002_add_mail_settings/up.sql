-- How this instance sends mail: one row, or none where the command line says it.
CREATE TABLE mail_settings (
  id         BLOB NOT NULL PRIMARY KEY, -- always the same
  said       BLOB NOT NULL, -- sealed under a data key of its own: server, port, user, password, sender
  version    INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
