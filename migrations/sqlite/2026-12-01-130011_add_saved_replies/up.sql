-- Texts that a team writes again and again. What they say is of nobody: who it goes to is filled in when it is used.
CREATE TABLE saved_replies (
  id               BLOB NOT NULL PRIMARY KEY,
  neighbourhood_id BLOB NOT NULL CONSTRAINT saved_replies_neighbourhood_id_fkey REFERENCES neighbourhoods (id),
  verb             TEXT NOT NULL CONSTRAINT saved_replies_verb_check CHECK (verb IN ('askForInformation', 'prepareReferral', 'replyReferral')),
  title            TEXT NOT NULL, -- by which the team finds it
  texts            TEXT NOT NULL, -- by language
  version          INTEGER NOT NULL,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL
) STRICT;
CREATE INDEX saved_replies_neighbourhood_id_idx ON saved_replies (neighbourhood_id, id);
