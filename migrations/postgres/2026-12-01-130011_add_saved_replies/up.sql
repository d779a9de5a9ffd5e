-- Texts that a team writes again and again. What they say is of nobody: who it goes to is filled in when it is used.
CREATE TABLE saved_replies (
  id               uuid NOT NULL PRIMARY KEY,
  neighbourhood_id uuid NOT NULL CONSTRAINT saved_replies_neighbourhood_id_fkey REFERENCES neighbourhoods (id),
  verb             text NOT NULL CONSTRAINT saved_replies_verb_check CHECK (verb IN ('askForInformation', 'prepareReferral', 'replyReferral')),
  title            text NOT NULL, -- by which the team finds it
  texts            jsonb NOT NULL, -- by language
  version          integer NOT NULL,
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL
);
CREATE INDEX saved_replies_neighbourhood_id_idx ON saved_replies (neighbourhood_id, id);
