-- Who had an item in hand before somebody else of the team took it over.
ALTER TABLE queue_claims ADD COLUMN taken_from BLOB; -- a person; nobody: it was free
