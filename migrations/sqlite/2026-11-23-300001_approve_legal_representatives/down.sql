DELETE FROM jobs WHERE job LIKE '%strikeProxy%';
ALTER TABLE proxies DROP COLUMN approved_at;
ALTER TABLE proxies DROP COLUMN approved_by;
