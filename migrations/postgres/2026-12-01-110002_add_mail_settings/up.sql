-- How this instance sends mail: one row, or none where the command line says it.
CREATE TABLE mail_settings (
  id         uuid NOT NULL PRIMARY KEY, -- always the same
  said       bytea NOT NULL, -- sealed under a data key of its own: server, port, user, password, sender
  version    integer NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
