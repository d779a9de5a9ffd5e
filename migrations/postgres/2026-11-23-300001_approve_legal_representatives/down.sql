DELETE FROM jobs WHERE CAST(job AS text) LIKE '%strikeProxy%';
ALTER TABLE proxies DROP COLUMN approved_at;
ALTER TABLE proxies DROP COLUMN approved_by;
