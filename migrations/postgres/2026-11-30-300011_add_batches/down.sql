DELETE FROM jobs WHERE CAST(job AS text) LIKE '%makeBatch%';
DROP TABLE batch_proposals;
DROP TABLE batches;
