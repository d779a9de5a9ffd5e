DELETE FROM tellings WHERE why = 'undeliverable';
ALTER TABLE tellings DROP CONSTRAINT tellings_why_check;
ALTER TABLE tellings ADD CONSTRAINT tellings_why_check CHECK (why IN ('contactRules', 'otherSideGone'));
